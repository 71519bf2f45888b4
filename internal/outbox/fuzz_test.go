package outbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sunlead/internal/outbox"
)

// A payload is read as its job means it, or is an error that shows nothing of it.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"lead":17}`, `{}`, ``, `[]`, `{"lead":"x"}`, `{"lead":1e400}`, `{"lead":17}{}`, "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		var ref struct {
			Lead int64 `json:"lead"`
		}
		err := outbox.Row{ID: 7, Kind: outbox.LeadRoute, Payload: payload}.Decode(&ref)
		if (err == nil) != (json.Unmarshal([]byte(payload), &ref) == nil) {
			t.Errorf("%q: %v", payload, err)
		}
		if err != nil && len(payload) > 60 && strings.Contains(err.Error(), payload) {
			t.Errorf("the error quotes the payload: %v", err)
		}
	})
}
