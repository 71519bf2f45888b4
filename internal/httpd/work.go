package httpd

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// challenge is a piece of work for a browser, in the shape of ALTCHA's first protocol: find the number whose digits behind
// the salt have this SHA-256. The salt says until when it is of use and for which form, so that a solution opens one
// report and, sent again, that report again.
type challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"` // hex of SHA-256(salt + number)
	MaxNumber int64  `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"` // hex of HMAC-SHA-256(challenge)
}

// solution is what comes back, as base64 of JSON; other members are not looked at.
type solution struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int64  `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

const (
	workAlgorithm = "SHA-256"
	workMost      = 60_000           // half of it on average: a second or two on a cheap phone
	workLife      = 20 * time.Minute // of a challenge
	workBytes     = 1 << 10          // longest solution
)

// openWork derives the key of the challenges from the secret.
func (s *Server) openWork() (err error) {
	s.workKey, err = hkdf.Key(sha256.New, s.Secret, nil, "work", 32)
	if err != nil {
		return fmt.Errorf("derive work key: %w", err)
	}
	return nil
}

// newChallenge makes the work for a form, as JSON.
func (s *Server) newChallenge(k formKey) (string, error) {
	var random [12]byte
	_, _ = rand.Read(random[:]) // never fails, crypto/rand says
	number, err := rand.Int(rand.Reader, big.NewInt(workMost+1))
	if err != nil {
		return "", fmt.Errorf("draw work: %w", err)
	}
	expires := strconv.FormatInt(s.Wall.Now().Add(workLife).Unix(), 10)
	salt := hex.EncodeToString(random[:]) + "?expires=" + expires + "&form=" + s.workForm(k) + "&" // without the last sign digits could move between salt and number
	sum := sha256.Sum256([]byte(salt + number.String()))
	c := challenge{workAlgorithm, hex.EncodeToString(sum[:]), workMost, salt, ""}
	c.Signature = s.signWork(c.Challenge)
	b, err := json.Marshal(c)
	return string(b), err
}

// worked reports that the field holds the solution of a challenge of ours for this form that is not over.
func (s *Server) worked(field string, k formKey) bool {
	raw, err := base64.StdEncoding.DecodeString(field)
	var w solution
	if err != nil || len(raw) > workBytes || json.Unmarshal(raw, &w) != nil || w.Algorithm != workAlgorithm || w.Number < 0 || w.Number > workMost {
		return false
	}
	_, query, _ := strings.Cut(w.Salt, "?")
	said, err := url.ParseQuery(strings.TrimSuffix(query, "&"))
	if err != nil || said.Get("form") != s.workForm(k) || !strings.HasSuffix(w.Salt, "&") {
		return false
	}
	expires, err := strconv.ParseInt(said.Get("expires"), 10, 64)
	if err != nil || s.Wall.Now().Unix() > expires {
		return false
	}
	sum := sha256.Sum256([]byte(w.Salt + strconv.FormatInt(w.Number, 10)))
	return hex.EncodeToString(sum[:]) == w.Challenge && hmac.Equal([]byte(w.Signature), []byte(s.signWork(w.Challenge)))
}

func (s *Server) signWork(challenge string) string {
	return hex.EncodeToString(s.workMAC("challenge", []byte(challenge)))
}

// workForm names a form without giving its key away.
func (s *Server) workForm(k formKey) string { return hex.EncodeToString(s.workMAC("form", k[:])[:8]) }

func (s *Server) workMAC(what string, b []byte) []byte {
	key := s.workKey
	if what != "challenge" { // the protocol signs the challenge and nothing else
		key = append(append([]byte(nil), key...), what...)
	}
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write(b) // a hash never fails
	return mac.Sum(nil)
}
