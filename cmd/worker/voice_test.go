package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"sunlead/internal/app"
	"sunlead/internal/settings"
	"sunlead/web"
)

// The worker speaks what the pages speak: Uyghur that nobody has read is not sent either, also when the operator has opened it.
func TestVoice_speaksWhatIsOpen(t *testing.T) {
	t.Parallel()
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, opened := range []string{"false", "true"} {
		file := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(file, []byte(`{"publish_ug": `+opened+`}`), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := settings.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		want := "zh"
		if opened == "true" && web.Reviewed("ug") {
			want = "ug"
		}
		if got := voice(texts, &app.App{Settings: v, Log: slog.New(slog.DiscardHandler)}).Speaks("ug"); got != want {
			t.Errorf("publish_ug %s: %s, want %s", opened, got, want)
		}
	}
}
