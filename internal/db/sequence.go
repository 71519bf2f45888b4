package db

import (
	"context"
	"fmt"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/errs"
)

// idBlock is how many ids a process takes at once. Below idReserve one caller of InTx takes the next block
// while the others go on; below idLeast all wait for it: more than the transactions running at one time use.
const (
	idBlock   = 100_000
	idReserve = 20_000
	idLeast   = 2_000
)

// Sequence hands out numbers from blocks that are taken in transactions of their own. Numbers never
// repeat; a crash leaves a gap.
type Sequence struct {
	d     *DB
	name  string
	block int64
	low   int64 // with fewer left one caller takes a block
	least int64 // with fewer left all callers wait for it

	growing sync.Mutex // held while a block is taken; never asked for inside a transaction

	mu   sync.Mutex // guards what follows; never held across a statement, for transactions need it
	free []span
	left int64
}

type span struct{ next, end int64 } // next is free, end is not ours

// Sequence returns the sequence of that name; block is how many numbers are taken at once.
func (d *DB) Sequence(name string, block int64) *Sequence {
	return &Sequence{d: d, name: name, block: block, low: 1, least: 1}
}

// Next returns the next number; not to be called inside a transaction.
func (s *Sequence) Next(ctx context.Context) (int64, error) {
	for {
		if n, ok := s.take(); ok {
			return n, nil
		}
		if err := s.reserve(ctx); err != nil {
			return 0, err
		}
	}
}

func (s *Sequence) take() (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return 0, false
	}
	n := s.free[0].next
	s.free[0].next++
	s.left--
	if s.free[0].next == s.free[0].end {
		s.free = s.free[1:]
	}
	return n, true
}

// reserve makes sure that at least least numbers are left; not to be called inside a transaction.
func (s *Sequence) reserve(ctx context.Context) error {
	left := s.count()
	if left >= s.low {
		return nil
	}
	if left < s.least {
		s.growing.Lock()
	} else if !s.growing.TryLock() {
		return nil // somebody is at it, and there is enough for now
	}
	defer s.growing.Unlock()
	if s.count() >= s.low { // grown while we waited
		return nil
	}
	return s.grow(ctx)
}

// grow takes one block; the caller holds growing.
func (s *Sequence) grow(ctx context.Context) error {
	first, err := s.d.takeBlock(ctx, s.name, s.block)
	if err != nil {
		return fmt.Errorf("sequence %s: %w", s.name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, span{first, first + s.block})
	s.left += s.block
	return nil
}

func (s *Sequence) count() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

type sequenceRow struct {
	Name string
	Next int64
}

func (sequenceRow) TableName() string { return "sequences" }

func (d *DB) takeBlock(ctx context.Context, name string, size int64) (first int64, err error) {
	err = d.retry(ctx, func(ctx context.Context, tx Tx) error {
		g := tx.Gorm(ctx)
		if err := g.Clauses(clause.OnConflict{DoNothing: true}).Create(&sequenceRow{name, 1}).Error; err != nil {
			return err
		}
		up := g.Model(&sequenceRow{}).Where("name = ?", name).Update("next", gorm.Expr("next + ?", size))
		if up.Error != nil || up.RowsAffected != 1 {
			return errs.Wrap(errs.Unavailable, up.Error, "error.busy")
		}
		var row sequenceRow
		if err := g.Where("name = ?", name).Take(&row).Error; err != nil {
			return err
		}
		first = row.Next - size
		return nil
	})
	return first, err
}
