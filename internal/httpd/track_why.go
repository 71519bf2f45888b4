package httpd

import (
	"context"

	"sunlead/internal/deadline"
	"sunlead/internal/lead"
)

// whyView explains the next date to the reporter: how it is counted, and each day on the way.
type whyView struct {
	How  string
	Days []whyDay
	Note string // that it may still move
}

// publicWhy is nil when no date is promised, it is over, or it was computed by rules that are not in force any more.
func (s *Server) publicWhy(ctx context.Context, p *lead.Public) *whyView {
	if p.Clock == nil || p.Late {
		return nil
	}
	why, known := s.explained(*p.Clock)
	if !known {
		return nil
	}
	rule, _ := p.Clock.Rule()
	v := &whyView{
		How:  s.Texts.T("track.why."+string(rule.Unit)+again(*p.Clock), "n", rule.N),
		Days: s.why(why.Days, again(*p.Clock), ".public"),
	}
	if rule.Unit != deadline.Hours && s.mayMove(ctx, why) {
		v.Note = s.Texts.T("track.why.provisional")
	}
	return v
}
