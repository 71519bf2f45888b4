package history

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
)

// Content is what a client sends, as the ledger stores it: blanks at the ends cut, the phone in digits, empty for
// an anonymous report.
type Content struct {
	Category, About, District, School, Text, Phone string
}

// Digest names a content in the diary; two contents with the same digest are equal.
func (c Content) Digest() string {
	h := sha256.New()
	for _, s := range []string{c.Category, c.About, c.District, c.School, c.Text, c.Phone} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// KeyOf is the form's key inside the hidden field `key` of a public form.
func KeyOf(field string) (key [16]byte, err error) {
	b, err := base64.RawURLEncoding.DecodeString(field)
	if err != nil || len(b) < len(key) {
		return key, fmt.Errorf("the hidden field holds no key: %w", errors.Join(err, errors.New("too short")))
	}
	copy(key[:], b)
	return key, nil
}

// The kinds of lines.
const (
	invoked   = "invoke"
	succeeded = "ok"
	failed    = "fail"
	unknown   = "unknown"
)

// line is one line of a diary. N counts the attempts of a client.
type line struct {
	Kind   string `json:"kind"`
	N      int64  `json:"n"`
	Key    string `json:"key,omitempty"`    // of a submission, in hex
	Digest string `json:"digest,omitempty"` // of its content
	Reveal string `json:"reveal,omitempty"` // the number whose contact is read
	Number string `json:"number,omitempty"` // of the receipt
	Code   string `json:"code,omitempty"`   // of the receipt; the diary is the owner's alone
}

// Client is one client's diary. It is safe for concurrent use, but a client usually does one thing at a time.
type Client struct {
	mu sync.Mutex
	f  *os.File
	n  int64
}

// Open starts a diary in a new file; a client that starts again takes another file.
func Open(path string) (*Client, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Client{f: f}, nil
}

// Close ends the diary.
func (c *Client) Close() error { return c.f.Close() }

// Attempt is something a client began. One of OK, Fail, Unknown or Done ends it.
type Attempt struct {
	c *Client
	l line
}

// Submit notes that a report is about to be sent. An error means that nothing may be sent.
func (c *Client) Submit(key [16]byte, sent Content) (*Attempt, error) {
	return c.begin(line{Key: hex.EncodeToString(key[:]), Digest: sent.Digest()})
}

// Reveal notes that the contact of a lead is about to be read.
func (c *Client) Reveal(number string) (*Attempt, error) { return c.begin(line{Reveal: number}) }

func (c *Client) begin(l line) (*Attempt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	l.N, l.Kind = c.n, invoked
	return &Attempt{c, l}, c.put(l)
}

// OK notes the receipt of a submission: the printed number and the code.
func (a *Attempt) OK(number, code string) error { return a.end(succeeded, number, code) }

// Done notes that a reading succeeded.
func (a *Attempt) Done() error { return a.end(succeeded, "", "") }

// Fail notes a refusal: it is certain that nothing was stored by this attempt.
func (a *Attempt) Fail() error { return a.end(failed, "", "") }

// Unknown notes that nobody knows what became of it.
func (a *Attempt) Unknown() error { return a.end(unknown, "", "") }

func (a *Attempt) end(kind, number, code string) error {
	a.c.mu.Lock()
	defer a.c.mu.Unlock()
	l := a.l
	l.Kind, l.Number, l.Code = kind, number, code
	return a.c.put(l)
}

// put makes a line durable before the client goes on; the caller holds mu.
func (c *Client) put(l line) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if _, err := c.f.Write(append(b, '\n')); err != nil {
		return err
	}
	return c.f.Sync()
}
