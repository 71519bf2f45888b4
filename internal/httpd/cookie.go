package httpd

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
)

// The public cookies; each holds a short sealed value.
const (
	cookieDraft   = "draft"   // the key of the form being filled in
	cookieReceipt = "receipt" // the receipt just given
	cookieTrack   = "track"   // the lead whose 查询码 was typed
	cookieFlash   = "flash"   // one sentence for the next page
)

const (
	flashLife = time.Minute
	cookieMax = 3 << 10 // bytes of a sealed value; browsers keep 4096 with name and attributes
)

// openBox derives the key of the cookies from the secret, so that it is not the key of the forms.
func (s *Server) openBox() error {
	key, err := hkdf.Key(sha256.New, s.Secret, nil, "cookie", 32)
	if err != nil {
		return fmt.Errorf("derive cookie key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return fmt.Errorf("cookie cipher: %w", err)
	}
	s.box, err = cipher.NewGCMWithRandomNonce(block)
	return err
}

// putSealed sets a public cookie that only we can read and that ends after life, by the Wall clock too.
func (s *Server) putSealed(c echo.Context, name, value string, life time.Duration) error {
	plain := binary.BigEndian.AppendUint64(nil, uint64(s.Wall.Now().Add(life).UnixMilli()))
	box := s.box.Seal(nil, nil, append(plain, value...), []byte(name)) //nolint:gosec // this AEAD draws its nonce itself
	sealed := strict64.EncodeToString(box)
	if len(sealed) > cookieMax {
		return fmt.Errorf("cookie %s: %d bytes", name, len(sealed))
	}
	s.setCookie(c, name, sealed, life)
	return nil
}

// sealed returns the value of a public cookie; false when there is none, it is over, or it is not ours.
func (s *Server) sealed(c echo.Context, name string) (string, bool) {
	value, ends := s.unsealed(c, name)
	return value, s.Wall.Now().Before(ends)
}

// unsealed returns the value of a public cookie and when it is over; the zero time when it is not ours.
func (s *Server) unsealed(c echo.Context, name string) (value string, ends time.Time) {
	raw := s.cookie(c, name)
	if raw == "" || len(raw) > cookieMax {
		return "", time.Time{}
	}
	b, err := strict64.DecodeString(raw)
	if err != nil {
		return "", time.Time{}
	}
	plain, err := s.box.Open(nil, nil, b, []byte(name))
	if err != nil || len(plain) < 8 {
		return "", time.Time{}
	}
	return string(plain[8:]), clock.FromMilli(int64(binary.BigEndian.Uint64(plain))) //nolint:gosec // sealed by putSealed
}

// cookie returns the value of a cookie. Two of one name are none: we would not know whose is whose.
func (s *Server) cookie(c echo.Context, name string) string {
	found := c.Request().CookiesNamed(s.cookieName(name))
	if len(found) != 1 {
		return ""
	}
	return found[0].Value
}

// setCookie writes a cookie; with life 0 it ends with the browser.
func (s *Server) setCookie(c echo.Context, name, value string, life time.Duration) {
	c.SetCookie(&http.Cookie{ //nolint:gosec // Secure is off only on loopback HTTP
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// dropCookie tells the browser to forget a cookie.
func (s *Server) dropCookie(c echo.Context, name string) {
	s.setCookie(c, name, "", -time.Second)
}

// cookieName adds the prefix with which browsers refuse cookies of other hosts and of plain HTTP.
func (s *Server) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// flash leaves one sentence for the page after the redirect.
func (s *Server) flash(c echo.Context, key string, pairs ...any) error {
	b, err := json.Marshal(errs.T(key, pairs...))
	if err != nil {
		return fmt.Errorf("flash: %w", err)
	}
	return s.putSealed(c, cookieFlash, string(b), flashLife)
}

// takeFlash reads that sentence and removes it.
func (s *Server) takeFlash(c echo.Context) string {
	raw, ok := s.sealed(c, cookieFlash)
	if !ok || c.Request().Method == http.MethodHead {
		return ""
	}
	s.dropCookie(c, cookieFlash)
	var t errs.Text
	if err := json.Unmarshal([]byte(raw), &t); err != nil {
		return ""
	}
	return s.Texts.Text(t)
}
