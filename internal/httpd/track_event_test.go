package httpd

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// eventKinds are the kinds of events that there are sentences for.
func eventKinds(t *testing.T) (kinds []string) {
	t.Helper()
	files, err := filepath.Glob("../../web/texts/zh/*.json")
	must(t, err)
	texts := map[string]string{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		must(t, err)
		must(t, json.Unmarshal(raw, &texts))
	}
	for key := range maps.Keys(texts) {
		if kind, found := strings.CutPrefix(key, "event."); found {
			kinds = append(kinds, strings.TrimSuffix(kind, ".public"))
		}
	}
	return kinds
}

// Whatever happens to a lead, no parent reads that the discipline body has it.
func TestTrackEvents_neverNameTheDisciplineBody(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	kinds := eventKinds(t)
	if len(kinds) < 40 {
		t.Fatalf("only %d kinds of events", len(kinds))
	}
	for _, kind := range kinds {
		e := w.publicEvent(&lead.Public{}, trail.Entry{Kind: kind, Data: `{"co":2,"owner":2,"unit":2}`})
		if strings.Contains(e.Title+e.Who, org.UnitName(org.DisciplineID)) {
			t.Errorf("%s: the reporter reads %q %q", kind, e.Title, e.Who)
		}
	}
	for _, kind := range []string{"routed", "along"} {
		e := w.publicEvent(&lead.Public{}, trail.Entry{Kind: kind, Data: `{"co":0,"owner":2}`})
		if e.Title != w.Texts.T("public.walled") {
			t.Errorf("%s: the reporter reads %q", kind, e.Title)
		}
	}
}
