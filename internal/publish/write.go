package publish

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Create stores a first draft for the actor's unit and returns its id; the same form again is the same draft, the same form
// with other words a Conflict. What is to be corrected is Invalid, by field. replaces is what it shall take the place of, 0
// for nothing.
func (s *Service) Create(ctx context.Context, a org.Actor, key [16]byte, k Kind, c Content, replaces int64) (id int64, err error) {
	p := Publication{UnitID: a.Unit, Kind: k, State: Draft, Content: c, Replaces: replaces}
	if err := Can(a, Write, &p, false); err != nil {
		return 0, err
	}
	if err := checked(&p); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(key[:])
	p.FormHash = sum[:]
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		was, err := byForm(ctx, tx, p.FormHash)
		if err != nil {
			return err
		}
		if was != nil {
			id, err = was.ID, sameForm(ctx, tx, a, was, &p)
			return err
		}
		p.ID = tx.NextID()
		id = p.ID
		if err := replaceable(ctx, tx, a, &p); err != nil {
			return err
		}
		return s.put(ctx, tx, a, &p)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// sameForm refuses a form that has come before with something else in it, whatever became of the draft since.
func sameForm(ctx context.Context, tx db.Tx, a org.Actor, was, now *Publication) error {
	history, err := eventsOf(ctx, tx, was.ID)
	if err != nil {
		return err
	}
	var first Content
	if err := json.Unmarshal([]byte(history[0].Content), &first); err != nil {
		return fmt.Errorf("decode publication %d: %w", was.ID, err)
	}
	same := history[0].StaffID == a.ID && was.Kind == now.Kind && was.Replaces == now.Replaces
	if !same || first.typed() != now.typed() {
		return errs.New(errs.Conflict, "publish.refused.form")
	}
	return nil
}

// typed is what a person wrote; of a release's numbers only which months.
func (c *Content) typed() Content {
	out := *c
	if f, err := c.FiguresOf(); err == nil {
		out.Figures = strings.Join(f.Months, ",")
	}
	return out
}

// checked reports what is to be corrected, by field.
func checked(p *Publication) error {
	found := p.check(p.Kind, p.UnitID)
	if p.Kind == Statistics && p.UnitID != org.CityID {
		return errs.New(errs.Forbidden, "publish.refused.seat")
	}
	if p.Kind == Statistics {
		found.add(p.Figures == "", "from", "publish.figures.required")
	}
	return errs.Fields(found)
}

// replaceable: only what is public now, of the same unit and kind, is replaced.
func replaceable(ctx context.Context, tx db.Tx, a org.Actor, p *Publication) error {
	if p.Replaces == 0 {
		return nil
	}
	old, err := locked(ctx, tx, scopeOf(a), p.Replaces)
	if err != nil {
		return err
	}
	if old.UnitID != p.UnitID || old.Kind != p.Kind || old.State != Published {
		return errs.New(errs.Conflict, "publish.refused.state")
	}
	return nil
}

// put stores a new draft with its first event.
func (s *Service) put(ctx context.Context, tx db.Tx, a org.Actor, p *Publication) error {
	p.Version, p.AuthorID, p.Written = 1, a.ID, clock.Milli(s.Case.Now())
	if err := db.Insert(ctx, tx, []Publication{*p}); err != nil {
		return err
	}
	return s.note(ctx, tx, a, p, Write, "")
}

// Save writes a draft anew; the same words again are the same writing.
func (s *Service) Save(ctx context.Context, a org.Actor, ref Ref, c Content) error {
	anew := func(p *Publication) Content {
		if p.Kind == Statistics { // a release's numbers are the ledger's, never typed
			c.Figures, c.District = p.Figures, p.District
		}
		return c
	}
	same := func(p *Publication) bool { return p.Content == anew(p) }
	return s.moveOnce(ctx, a, ref, Write, same, func(_ context.Context, _ db.Tx, p *Publication) error {
		p.Content = anew(p)
		p.AuthorID, p.Written = a.ID, clock.Milli(s.Case.Now())
		return checked(p)
	})
}
