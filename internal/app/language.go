package app

import (
	"log/slog"

	"sunlead/internal/settings"
	"sunlead/web"
)

// SpeaksUyghur reports whether the public is spoken to in Uyghur, on pages and in short messages: a native reader has signed off
// its words and the operator has opened it (domain rule 17).
func SpeaksUyghur(v settings.Values, log *slog.Logger) bool {
	opened, reviewed := v.Value("publish_ug").Text == settings.Yes, web.Reviewed("ug")
	if opened && !reviewed {
		log.Warn("publish_ug is on, but nobody has signed off web/texts/ug/REVIEW.md: Uyghur stays closed")
	}
	return opened && reviewed
}
