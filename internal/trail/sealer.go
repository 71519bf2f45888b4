package trail

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

// sealMax is how many entries one transaction seals, so that it holds nothing for long.
const sealMax = 500

// sealHead is the end of the chain: the one row that whoever seals holds meanwhile.
type sealHead struct {
	ID   int64
	Seq  int64
	Hash []byte
}

func (sealHead) TableName() string { return "seal_heads" }

// headID is the row's id.
const headID = 1

// Sealer chains what waits in `unsealed`. Any number may run; one of them has the head, the others pass by.
type Sealer struct {
	DB     *db.DB
	Anchor func(context.Context, Seal) error // told of the end of the chain after every commit that moved it; nil for nobody
}

// Seal seals what waits and returns how many entries that were. Only the worker calls it.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	total := 0
	for {
		n, last, err := s.some(ctx)
		if err != nil {
			return total, fmt.Errorf("seal the trail: %w", err)
		}
		if total += n; n > 0 && s.Anchor != nil {
			if err := s.Anchor(ctx, last); err != nil {
				return total, fmt.Errorf("anchor the trail: %w", err)
			}
		}
		if n < sealMax {
			return total, nil
		}
	}
}

// some seals one batch: the seals, the head and what waits change in one transaction, so that whatever ends it, each
// entry has one seal.
func (s *Sealer) some(ctx context.Context) (n int, last Seal, err error) {
	if some, err := s.waits(ctx); err != nil || !some {
		return 0, last, err
	}
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		n = 0
		heads, err := freeHead(ctx, tx)
		if err != nil || len(heads) == 0 {
			return err
		}
		seals, err := next(ctx, tx, heads[0])
		if err != nil || len(seals) == 0 {
			return err
		}
		n, last = len(seals), seals[len(seals)-1]
		return s.put(ctx, tx, heads[0].Seq, seals)
	})
	return n, last, err
}

// waits asks without a transaction: most rounds find nothing.
func (s *Sealer) waits(ctx context.Context) (bool, error) {
	var seqs []int64
	err := s.DB.Gorm(ctx).Model(&unsealed{}).Limit(1).Pluck("seq", &seqs).Error
	return len(seqs) > 0, err
}

// freeHead is the end of the chain; none while somebody else seals.
func freeHead(ctx context.Context, tx db.Tx) ([]sealHead, error) {
	var heads []sealHead
	free := clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}
	err := tx.Gorm(ctx).Where("id = ?", headID).Clauses(free).Find(&heads).Error
	return heads, err
}

// next are the seals of what waits, in the order of the streams. What a stream has not committed yet follows later: it
// is committed in its order.
func next(ctx context.Context, tx db.Tx, head sealHead) ([]Seal, error) {
	var rows []struct {
		Stream string
		Seq    int64
		Hash   []byte
	}
	err := tx.Gorm(ctx).Raw("SELECT u.stream AS stream, u.seq AS seq, t.hash AS hash FROM unsealed AS u JOIN trail AS t ON t.stream = u.stream AND t.seq = u.seq"+
		" ORDER BY u.stream, u.seq LIMIT ?", sealMax).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	seals := make([]Seal, len(rows))
	for i, r := range rows {
		head.Seq++
		head.Hash = seal(head.Seq, head.Hash, r.Hash)
		seals[i] = Seal{Seq: head.Seq, Stream: r.Stream, Entry: r.Seq, Hash: head.Hash}
	}
	return seals, nil
}

// forget takes out of `unsealed` what has a seal now, found by the seals: a search by pairs would pass over rows that
// others are just writing, and wait for them.
var forget = map[db.Dialect]string{
	db.SQLite: "DELETE FROM unsealed WHERE (stream, seq) IN (SELECT stream, entry FROM seals WHERE seq > ? AND seq <= ?)",
	db.MySQL: "DELETE u FROM seals AS s STRAIGHT_JOIN unsealed AS u ON u.stream = s.stream AND u.seq = s.entry" +
		" WHERE s.seq > ? AND s.seq <= ?",
}

func (s *Sealer) put(ctx context.Context, tx db.Tx, was int64, seals []Seal) error {
	if err := db.Insert(ctx, tx, seals); err != nil {
		return err
	}
	last := seals[len(seals)-1]
	gone := tx.Gorm(ctx).Exec(forget[s.DB.Dialect], was, last.Seq)
	if gone.Error != nil {
		return gone.Error
	}
	if gone.RowsAffected != int64(len(seals)) {
		return fmt.Errorf("%d of %d sealed entries were waiting", gone.RowsAffected, len(seals))
	}
	moved := tx.Gorm(ctx).Model(&sealHead{}).Where("id = ? AND seq = ?", headID, was).Updates(map[string]any{"seq": last.Seq, "hash": last.Hash})
	if moved.Error == nil && moved.RowsAffected != 1 {
		return gorm.ErrRecordNotFound
	}
	return moved.Error
}
