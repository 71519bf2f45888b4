package lead

import (
	"context"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// Addition is what a reporter wrote without being asked (补充说明).
type Addition struct {
	ID     int64
	LeadID int64
	Words  string
	At     int64
}

// TableName tells the store where additions lie.
func (Addition) TableName() string { return "lead_additions" }

const (
	additionMin, additionMax = 2, 1000 // characters
	// additionsMost is how many a lead takes: more would only bury the others.
	additionsMost = 20
)

// Add takes what a reporter has to add, 2–1000 characters, until 15 days after the lead has ended. No clock begins anew by
// it; whoever has the lead in hand is told. Only who holds the 查询码 may call it.
func (s *Service) Add(ctx context.Context, id int64, words string) error {
	p, n := Problems{}, utf8.RuneCountInString(words)
	p.add(blank(words) || n < additionMin, "words", "add.required", "min", additionMin)
	p.add(n > additionMax, "words", "add.long", "over", n-additionMax, "max", additionMax)
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		before, err := additionsOf(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case len(before) > 0 && before[len(before)-1].Words == words:
			return nil // a second tap
		case !s.addable(l):
			return errs.New(errs.Conflict, "add.over")
		case len(before) >= additionsMost:
			return errs.New(errs.Conflict, "add.enough", "n", additionsMost)
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveAdd, reading: true, at: s.now()}, s.add(words))
	})
}

func (s *Service) add(words string) func(ctx context.Context, st *step) error {
	return func(ctx context.Context, st *step) error {
		a := Addition{ID: st.tx.NextID(), LeadID: st.l.ID, Words: words, At: st.at}
		st.tell("added", true, map[string]any{"addition": a.ID})
		st.tellHolder("message.added")
		return db.Insert(ctx, st.tx, []Addition{a})
	}
}

// addable: as long as a lead is open, and 15 days longer.
func (s *Service) addable(l *Lead) bool {
	return l.Ended == 0 || s.now() <= s.due(clockUnrated, clock.FromMilli(l.Ended))
}
