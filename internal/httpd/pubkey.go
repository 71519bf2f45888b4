package httpd

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/labstack/echo/v4"
)

// formKey names one public form: the same key is the same report, however often it is sent.
type formKey [16]byte

const (
	keySignature = 16 // bytes of the HMAC that are kept
	keySeconds   = 4  // bytes of the second in which the form was made
	keyLength    = 48 // characters of the hidden field
)

// strict64 has one spelling for each value, so that a key cannot be sent in two.
var strict64 = base64.RawURLEncoding.Strict()

// newFormKey draws a key.
func newFormKey() formKey {
	var k formKey
	_, _ = rand.Read(k[:]) // never fails, crypto/rand says
	return k
}

// keyField is the value of the hidden field key of a new form: K, when the form was made, and our signature.
func (s *Server) keyField(k formKey) string { return s.keyAt(k, s.Wall.Now()) }

// keyFieldOf is that of a form that is shown again, or of the next page: the time of the one that came stays.
func (s *Server) keyFieldOf(c echo.Context, k formKey) string {
	if f := s.form(c); f != nil {
		if came, err := s.parseFormKey(f.Get(fieldKey)); err == nil && came == k {
			return f.Get(fieldKey)
		}
	}
	return s.keyField(k)
}

func (s *Server) keyAt(k formKey, at time.Time) string {
	b := binary.BigEndian.AppendUint32(k[:], uint32(at.Unix())) //nolint:gosec // enough until 2106
	return strict64.EncodeToString(append(b, s.signKey(b)...))
}

// keyIssued is when the posted form was made.
func (s *Server) keyIssued(c echo.Context) time.Time {
	b, err := strict64.DecodeString(s.form(c).Get(fieldKey))
	if err != nil || len(b) < len(formKey{})+keySeconds {
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint32(b[len(formKey{}):])), 0)
}

// parseFormKey reads a hidden field; anything we did not sign is Malformed.
func (s *Server) parseFormKey(field string) (formKey, error) {
	var k formKey
	if len(field) != keyLength {
		return k, malformed("form key length")
	}
	b, err := strict64.DecodeString(field)
	if err != nil || len(b) != len(k)+keySeconds+keySignature {
		return k, malformed("form key characters")
	}
	signed, signature := b[:len(k)+keySeconds], b[len(k)+keySeconds:]
	if !hmac.Equal(signature, s.signKey(signed)) {
		return k, malformed("form key signature")
	}
	copy(k[:], signed)
	return k, nil
}

// formKey returns the key of the posted form. On public routes the guard has checked it already.
func (s *Server) formKey(c echo.Context) (formKey, error) {
	return s.parseFormKey(s.form(c).Get(fieldKey))
}

func (s *Server) signKey(b []byte) []byte {
	mac := hmac.New(sha256.New, s.Secret)
	_, _ = mac.Write([]byte("form")) // a hash never fails
	_, _ = mac.Write(b)
	return mac.Sum(nil)[:keySignature]
}
