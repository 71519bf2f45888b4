package db_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// Transactions hold every connection and ask for ids while somebody needs a connection for the next block:
// neither may wait for the other.
func TestNextID_growsWhileTransactionsRun(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		db.ShrinkIDs(d, 500, 300, 150)
		b := &burner{d: d, seen: map[int64]bool{}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.burn(ctx, t)
		}()
		select {
		case <-done:
		case <-ctx.Done():
			t.Fatal("the workers and the growing wait for each other")
		}
		if len(b.seen) != burners*transactions*idsEach {
			t.Errorf("%d ids, want %d", len(b.seen), burners*transactions*idsEach)
		}
	})
}

// More workers than a pool has connections, through ten blocks; their ids in flight stay below the hard minimum.
const burners, transactions, idsEach = 32, 40, 4

type burner struct {
	d    *db.DB
	mu   sync.Mutex
	seen map[int64]bool
}

func (b *burner) burn(ctx context.Context, t *testing.T) {
	t.Helper()
	var wg sync.WaitGroup
	for range burners {
		wg.Go(func() {
			for range transactions {
				if err := b.d.InTx(ctx, b.take); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func (b *burner) take(_ context.Context, tx db.Tx) error {
	for range idsEach {
		id := tx.NextID()
		b.mu.Lock()
		b.seen[id] = true
		b.mu.Unlock()
	}
	return nil
}
