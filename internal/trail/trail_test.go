package trail

import (
	"encoding/hex"
	"testing"

	"pgregory.net/rapid"
)

// Golden vectors: a stored trail is checked for decades, so the hashed bytes never change unseen.
func TestNext_goldenVectors(t *testing.T) {
	t.Parallel()
	head := Head{}
	for _, v := range []struct {
		event Event
		want  string
	}{
		{Event{Kind: "submitted", Actor: Reporter, Public: true, At: 1751853600000, Data: map[string]any{"source": "web"}}, "50c37c8baa4f74f7415ee87fbff65f9185b166b785e0e464199fdfc6c646bcf1"},
		{Event{Kind: "routed", Actor: System, Public: true, At: 1751853600123, Data: map[string]any{"reason": "route.district", "owner": 650102, "co": 0}}, "b8c876c1e87227ef70f67feb78500888054fabe4929564c53802715dd385e50d"},
		{Event{Kind: "signed", Actor: Staff(7), Public: true, At: 1751857200000, Data: map[string]any{"unit": 650102}}, "d68df8610f7ed32455d925213b914c6473f648a01e50cdc6460be6d54b708cab"},
		{Event{Kind: "revealed", Actor: Staff(7), At: 1751857200001, Data: map[string]any{"reason": "电话核实情况"}}, "2b20b2e534f73aacc044113054b032f626bdd3c46073421e1e201aaed0f2061f"},
	} {
		e, err := Next(LeadStream(42), head, v.event)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(e.Hash); got != v.want {
			t.Errorf("%s: hash %s, want %s", v.event.Kind, got, v.want)
		}
		head = e.Head()
	}
	if head.Seq != 4 {
		t.Errorf("seq = %d, want 4", head.Seq)
	}
}

// Whatever is changed in an entry, it no longer hashes to what it says.
func TestIntact_seesEveryChange(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*Entry){
		"stream":  func(e *Entry) { e.Stream += "0" },
		"seq":     func(e *Entry) { e.Seq++ },
		"kind":    func(e *Entry) { e.Kind += "x" },
		"data":    func(e *Entry) { e.Data += " " },
		"actor":   func(e *Entry) { e.Actor += "0" },
		"public":  func(e *Entry) { e.Public = !e.Public },
		"at":      func(e *Entry) { e.At-- },
		"prev":    func(e *Entry) { e.Prev = append([]byte{1}, e.Prev...) },
		"version": func(e *Entry) { e.Version++ },
	}
	rapid.Check(t, func(t *rapid.T) {
		e, err := Next("lead/1", Head{}, Event{
			Kind: rapid.StringMatching(`[a-z]{1,9}`).Draw(t, "kind"), Actor: Staff(rapid.Int64Range(1, 99).Draw(t, "staff")),
			At: rapid.Int64Range(1, 1<<45).Draw(t, "at"), Data: map[string]any{"n": rapid.Int().Draw(t, "n")},
		})
		if err != nil || !e.Intact() {
			t.Fatalf("fresh entry is not intact: %v", err)
		}
		for name, change := range changes {
			altered := e
			change(&altered)
			if altered.Intact() {
				t.Fatalf("a changed %s is not seen", name)
			}
		}
	})
}

// Length prefixes: moving a character from one field to the next is another entry.
func TestSum_fieldsDoNotRunTogether(t *testing.T) {
	t.Parallel()
	a := Entry{Kind: "ab", Data: "c"}
	b := Entry{Kind: "a", Data: "bc"}
	if string(a.sum()) == string(b.sum()) {
		t.Error("two entries share their bytes")
	}
}
