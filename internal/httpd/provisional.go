package httpd

import (
	"context"
	"slices"
	"strconv"

	"sunlead/internal/deadline"
)

// signed reports whether the values that hold for all these settings were signed off. What is no setting cannot
// be.
func (s *Server) signed(ctx context.Context, ids ...string) bool {
	for _, id := range ids {
		v := s.Settings.Value(id)
		if v.Blank() || s.Org == nil || !s.Org.Signed(ctx, id, v.Digest()) {
			return false
		}
	}
	return true
}

// provisional is what a sentence carries until all the settings it speaks of are signed off.
func (s *Server) provisional(ctx context.Context, ids ...string) string {
	if s.signed(ctx, ids...) {
		return ""
	}
	return s.Texts.T("provisional")
}

// promise is a sentence with the figures of rules in it: {answer} is the rule's, {provisional} says what is not
// signed off. An id may also be a setting without a figure that the sentence hangs on.
func (s *Server) promise(ctx context.Context, key string, ids ...string) string {
	pairs := []any{"provisional", s.provisional(ctx, ids...)}
	for _, id := range ids {
		if rule, ok := s.Leads.Rules.ByID(id); ok {
			pairs = append(pairs, id, rule.N)
		}
	}
	return s.Texts.T(key, pairs...)
}

// figure is the number of a rule.
func (s *Server) figure(rule string) int {
	r, _ := s.Leads.Rules.ByID(rule)
	return r.N
}

// mayMove reports whether a date may still move: a year on the way is in no calendar, or in one that nobody signed
// off.
func (s *Server) mayMove(ctx context.Context, r deadline.Result) bool {
	if !r.Provisional {
		return false
	}
	return slices.ContainsFunc(r.Days, func(d deadline.Day) bool {
		return !s.Leads.Calendar().Confirmed(d.Year()) && !s.signed(ctx, "holidays_"+strconv.Itoa(d.Year()))
	})
}
