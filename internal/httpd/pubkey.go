package httpd

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/labstack/echo/v4"
)

// formKey names one public form: the same key is the same report, however often it is sent.
type formKey [16]byte

const (
	keySignature = 16 // bytes of the HMAC that are kept
	keyLength    = 43 // characters of the hidden field
)

// strict64 has one spelling for each value, so that a key cannot be sent in two.
var strict64 = base64.RawURLEncoding.Strict()

// newFormKey draws a key.
func newFormKey() formKey {
	var k formKey
	_, _ = rand.Read(k[:]) // never fails, crypto/rand says
	return k
}

// keyField is the value of the hidden field key: K and our signature.
func (s *Server) keyField(k formKey) string {
	return strict64.EncodeToString(append(k[:], s.signKey(k)...))
}

// parseFormKey reads a hidden field; anything we did not sign is Malformed.
func (s *Server) parseFormKey(field string) (formKey, error) {
	var k formKey
	if len(field) != keyLength {
		return k, malformed("form key length")
	}
	b, err := strict64.DecodeString(field)
	if err != nil || len(b) != len(k)+keySignature {
		return k, malformed("form key characters")
	}
	copy(k[:], b)
	if !hmac.Equal(b[len(k):], s.signKey(k)) {
		return formKey{}, malformed("form key signature")
	}
	return k, nil
}

// formKey returns the key of the posted form. On public routes the guard has checked it already.
func (s *Server) formKey(c echo.Context) (formKey, error) {
	return s.parseFormKey(s.form(c).Get(fieldKey))
}

func (s *Server) signKey(k formKey) []byte {
	mac := hmac.New(sha256.New, s.Secret)
	_, _ = mac.Write([]byte("form")) // a hash never fails
	_, _ = mac.Write(k[:])
	return mac.Sum(nil)[:keySignature]
}
