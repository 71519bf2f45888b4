package httpd

import (
	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// holder is who has to act now: the unit, and the person where one has the case in hand.
func (s *Server) holder(l *lead.Lead, names map[int64]string) string {
	h := l.Holder()
	unit := l.OwnerName()
	if h == lead.HeldByCity {
		unit = org.UnitName(org.CityID)
	}
	switch l.State { //nolint:exhaustive // the others say it by their holder
	case lead.WaitingReporter:
		return s.Texts.T("case.holder.waiting", "unit", unit)
	case lead.ReturnPending:
		return s.Texts.T("case.holder.return", "unit", unit)
	}
	if h == lead.HeldByHandler && names[l.HandlerID] != "" {
		return s.Texts.T("case.holder.person", "unit", unit, "name", names[l.HandlerID])
	}
	return s.Texts.T("case.holder."+string(h), "unit", unit)
}

// stance tells how far the ladder of a late case has come, and what people did about it.
func (s *Server) stance(cs *lead.Case, names map[int64]string) (rows []web.SummaryRow) {
	t := s.Texts.T
	if stages := s.stages(&cs.Lead); stages != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.ladder.stage"), Value: stages})
	}
	if e := cs.Explanation(); e != nil {
		rows = append(rows,
			web.SummaryRow{Key: t("case.explain.day"), Value: chinese(e.Day)},
			web.SummaryRow{Key: t("case.explain.reason"), Value: e.Reason, Prose: true},
			web.SummaryRow{Key: t("case.explain.told"), Value: e.Told, Prose: true})
	}
	for i := range cs.Mutes {
		if m := &cs.Mutes[i]; m.Due == cs.Due && m.Ended == 0 {
			rows = append(rows, web.SummaryRow{Key: t("case.mute"), Value: s.muteSentence(m, names)}, web.SummaryRow{Key: t("case.mute.reason"), Value: m.Reason, Prose: true})
		}
	}
	return rows
}

// muteSentence says who asked for a pause, who granted it, and until when it holds.
func (s *Server) muteSentence(m *lead.Mute, names map[int64]string) string {
	key := "case.mute.asked"
	switch {
	case m.Granted == 0:
	case m.Until > clock.Milli(s.Leads.Case.Now()):
		key = "case.mute.granted"
	default:
		key = "case.mute.over"
	}
	return s.Texts.T(key, "by", names[m.AskedBy], "second", names[m.GrantedBy], "until", dueTime(m.Until))
}

// muted reports whether there is a pause to end: one that was asked for, or that still holds.
func (s *Server) muted(l *lead.Lead) bool { return l.MuteBy != 0 || l.Muted(s.Leads.Case.Now()) }

// mutedTag marks a late lead whose ladder waits.
func (s *Server) mutedTag(l *lead.Lead) []web.Tag {
	if !l.Muted(s.Leads.Case.Now()) {
		return nil
	}
	return []web.Tag{{Look: web.Neutral, Text: s.Texts.T("case.mute.tag", "until", dueTime(l.MutedUntil))}}
}
