package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
)

// Value is the value of one setting; its kind says which field. The zero Value is blank: nobody has said it yet.
type Value struct {
	Number   int    `json:"number,omitempty"`
	Text     string `json:"text,omitempty"` // a line, a choice, Yes or No
	Phone    Call   `json:"phone,omitzero"`
	Holidays Rests  `json:"holidays,omitzero"`
}

// Call is a telephone line.
type Call struct {
	Number string `json:"number"`
	Hours  string `json:"hours,omitempty"` // in words: 工作日 10:00–19:30
}

// Rests is one year's days off, and the Saturdays and Sundays worked in exchange.
type Rests struct {
	Off  []Rest   `json:"off,omitempty"`
	Work []string `json:"work,omitempty"` // 01-02
}

// IsZero reports a year nobody has filled in.
func (r Rests) IsZero() bool { return len(r.Off) == 0 && len(r.Work) == 0 }

// Rest is days off in a row.
type Rest struct {
	From string `json:"from"` // 01-02
	Days int    `json:"days"`
	Name string `json:"name"` // the festival
}

// encoded is the one way a value is written down for its digest.
func (v Value) encoded() string {
	b, _ := json.Marshal(v) //nolint:errchkjson // numbers and texts can always be written
	return string(b)
}

// Blank reports a value nobody has said yet; it cannot be signed off.
func (v Value) Blank() bool { return v.encoded() == "{}" }

// Digest names the value: another value has another digest.
func (v Value) Digest() string {
	sum := sha256.Sum256([]byte(v.encoded()))
	return hex.EncodeToString(sum[:])
}

// Values is what holds in one installation: what the file says, otherwise what ships. The zero Values is all that
// ships. It is never changed once made.
type Values struct{ said map[string]Value }

// Shipped returns the values that ship.
func Shipped() Values { return Values{} }

// Value returns the value of a setting, blank for an id that is none.
func (v Values) Value(id string) Value {
	if said, ok := v.said[id]; ok {
		return said
	}
	s, _ := ByID(id)
	return s.Shipped
}

// Or returns the values with x for a setting that the file left out.
func (v Values) Or(id string, x Value) Values {
	if _, ok := v.said[id]; ok {
		return v
	}
	said := maps.Clone(v.said)
	if said == nil {
		said = map[string]Value{}
	}
	said[id] = x
	return Values{said}
}
