package lead

import (
	"context"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
)

// batch gathers what the steps of several leads leave, so that it is written at once.
type batch struct {
	had     map[int64][]int  // the leads' items as they were
	legal   map[int64]int64  // the law's limit of each, while it runs
	talked  map[int64]Letter // the last talk that was called
	pasts   map[int64]past   // how those came to be late that climb
	counts  counts           // what changes in the numbers
	items   map[int64][]item // new ones, by lead
	taken   []taken
	letters []Letter
	entries []trail.Entry
	jobs    []outbox.Job
}

// newBatch is for steps of the leads, whose items it reads.
func newBatch(ctx context.Context, tx db.Tx, ids []int64) (*batch, error) {
	had, err := itemsOfAll(ctx, tx, ids)
	return &batch{had: had, counts: counts{}, items: map[int64][]item{}}, err
}

// sweepBatch reads beside leads what their next steps look at.
func (s *Service) sweepBatch(ctx context.Context, tx db.Tx, leads []Lead) (*batch, error) {
	var all, moved, climbing, noticed []int64
	timers := s.timers()
	for i := range leads {
		l := &leads[i]
		all = append(all, l.ID)
		switch _, timed := timers[l.NextStep]; {
		case timed:
			moved = append(moved, l.ID)
		case l.LastStep != "": // whoever had to act before the first step let no day pass
			climbing = append(climbing, l.ID)
		}
		if l.NextStep == deadline.StepNotice {
			noticed = append(noticed, l.ID)
		}
	}
	b, err := newBatch(ctx, tx, moved)
	if err != nil {
		return nil, err
	}
	if b.legal, err = legalLimits(ctx, tx, all); err != nil {
		return nil, err
	}
	if b.pasts, err = pasts(ctx, tx, climbing); err != nil {
		return nil, err
	}
	b.talked, err = talksIssued(ctx, tx, noticed)
	return b, err
}

// flush writes what the steps of a batch left. A notice is the only letter that the program issues.
func (s *Service) flush(ctx context.Context, tx db.Tx, b *batch) error {
	if err := setItems(ctx, tx, b.items); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, b.counts.deltas(tx)); err != nil {
		return err
	}
	if err := numberNotices(ctx, tx, b.letters); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, b.letters); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, b.taken); err != nil {
		return err
	}
	return s.leave(ctx, tx, b.entries, b.jobs)
}

// numberNotices issues the notices among letters, with numbers that follow each other; all are of one unit and year.
func numberNotices(ctx context.Context, tx db.Tx, letters []Letter) error {
	n := int64(0)
	for i := range letters {
		if letters[i].Kind == LetterNotice {
			n++
		}
	}
	i := slices.IndexFunc(letters, func(l Letter) bool { return l.Kind == LetterNotice })
	if i < 0 {
		return nil
	}
	year := letterYear(letters[i].Drafted)
	first := letters[i]
	first.Year = year
	last, err := takeSerials(ctx, tx, &first, n)
	if err != nil {
		return err
	}
	for i := range letters {
		if l := &letters[i]; l.Kind == LetterNotice {
			n--
			l.Year, l.Serial, l.Issued = year, last-n, l.Drafted
		}
	}
	return nil
}

// letterYear is the Beijing year in which letters of an instant are counted.
func letterYear(at int64) int64 { return int64(clock.FromMilli(at).In(clock.Beijing).Year()) }
