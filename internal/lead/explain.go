package lead

import (
	"context"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Explained is what a leader writes about a delay (超期说明).
type Explained struct {
	Reason string // why, for the authorities only: 10–500 characters
	Day    string // the new date, which the reporter reads: a day from tomorrow on, at most 30 ahead
	Told   string // 给反映人的说明, 10–300 characters
}

// Explanation is a delay explained, by each owner once for each due date.
type Explanation struct {
	LeadID   int64
	Due      int64
	AuthorID int64
	Written  int64
	Reason   string
	Told     string
	Day      string
}

// TableName tells the store where explanations lie.
func (*Explanation) TableName() string { return "lead_explanations" }

// toExplain: the ladder has asked, and the owner has not explained this due date yet.
func toExplain(_ org.Actor, l *Lead) *errs.Error {
	switch {
	case !ladderOf(l).Explains(l.LastStep):
		return errs.New(errs.Conflict, "explain.early")
	case l.ExplainedDue == l.Due:
		return errs.New(errs.Conflict, "explain.once")
	default:
		return nil
	}
}

// Explain tells why an answer is late and until when it will be there. The due date stays and the ladder goes on; the
// reporter reads the new date and the sentence. A leader of the owner, once for each due date.
func (s *Service) Explain(ctx context.Context, a org.Actor, ref Ref, e Explained) error {
	p := Problems{}
	length(p, "reason", e.Reason, 10, 500)
	length(p, "told", e.Told, 10, 300)
	p.add(Personal(e.Reason), "reason", "error.personal")
	p.add(Personal(e.Told), "told", "error.personal")
	day := s.dayAhead(p, "day", e.Day).Format(time.DateOnly)
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveExplain, e, func(ctx context.Context, st *step) error {
		st.l.ExplainedDue = st.l.Due
		st.tell("explained", true, map[string]any{"due": st.l.Due, "day": day, "unit": st.l.OwnerUnit})
		st.tellUnit("message.explained", org.Handler)
		s.text(st, SMSDated, day)
		return db.Insert(ctx, st.tx, []Explanation{{
			LeadID: st.l.ID, Due: st.l.Due, AuthorID: a.ID, Written: st.at, Reason: e.Reason, Told: e.Told, Day: day,
		}})
	})
}
