package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/httpd"
	"sunlead/internal/settings"
	"sunlead/web"
)

func TestSpoken_uyghurWaitsForItsReaderAndTheOperator(t *testing.T) {
	t.Parallel()
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		demo, opened bool
		want         string
	}{
		{false, false, "en"}, {false, true, "en"}, {true, false, "en ug"},
	} {
		var log bytes.Buffer
		file := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(file, fmt.Appendf(nil, `{"publish_ug": %v}`, tc.opened), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := settings.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		var langs []string
		for _, l := range spoken(texts, httpd.Deps{Demo: tc.demo, Settings: v, Log: slog.New(slog.NewTextHandler(&log, nil))}) {
			langs = append(langs, l.Lang())
		}
		if got := strings.Join(langs, " "); got != tc.want || strings.Contains(log.String(), "REVIEW.md") != tc.opened {
			t.Errorf("%+v: %s, log %q", tc, got, log.String())
		}
	}
}
