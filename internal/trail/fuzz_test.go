package trail

import (
	"bytes"
	"testing"
)

// Unreadable data is no data; an entry is intact as it was made, and not with any other data.
func FuzzValues(f *testing.F) {
	for _, seed := range []string{`{"unit":650102}`, `{}`, ``, `null`, ` null`, `[1]`, `{"a":{"b":1}}`, `{"a":1}x`, "\xff"} {
		f.Add(seed, "routed", int64(1))
	}
	f.Fuzz(func(t *testing.T, data, kind string, at int64) {
		if v := (Entry{Data: data}).Values(); v == nil {
			t.Errorf("%q gives no map", data)
		}
		e, err := Next(LeadStream(1), Head{}, Event{Kind: kind, Data: map[string]any{"x": data}, At: at})
		if err != nil {
			t.Fatal(err)
		}
		if !e.Intact() || e.Seq != 1 {
			t.Fatalf("%+v", e)
		}
		other := e
		other.Data += " "
		if other.Intact() || bytes.Equal(other.sum(), e.sum()) {
			t.Error("another text has the same hash")
		}
	})
}
