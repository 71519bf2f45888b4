package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

// Kind names a sort of job. Kinds are never renamed: rows of an older program may still wait.
type Kind string

// The kinds; docs/jobs.md tells what each does.
const (
	LeadRoute       Kind = "lead.route"
	NotifySend      Kind = "notify.send"
	NotifyWall      Kind = "notify.wall"
	ViolationRecord Kind = "violation.record"
	ItemCount       Kind = "item.count"
)

// Kinds lists all of them, for the relay.
func Kinds() []Kind { return []Kind{LeadRoute, NotifySend, NotifyWall, ViolationRecord, ItemCount} }

// Row is one job. LeadID is the lead it is about; Payload holds ids and codes, never content.
type Row struct {
	ID       int64
	Kind     Kind
	LeadID   int64
	Payload  string
	Created  int64
	OfferAt  int64 // Wall ms from which the relay may offer it
	Epoch    int64 // how often it was offered
	Claim    string
	Attempts int64
	Dead     bool
	Failure  string
}

// TableName tells the store where rows lie.
func (Row) TableName() string { return "outbox" }

// Decode reads the payload into v.
func (r Row) Decode(v any) error {
	if err := json.Unmarshal([]byte(r.Payload), v); err != nil {
		return fmt.Errorf("decode %s %d: %w", r.Kind, r.ID, err)
	}
	return nil
}

// Box writes and takes jobs. Nudge, if set, is called after a commit that left a job.
type Box struct {
	Nudge func(Kind)
}

// Job is a job to be written.
type Job struct {
	Kind    Kind
	LeadID  int64
	Payload any
}

// Add writes jobs in the caller's transaction; now is the Wall instant in ms.
func (b *Box) Add(ctx context.Context, tx db.Tx, now int64, jobs ...Job) error {
	if len(jobs) == 0 {
		return nil
	}
	rows := make([]Row, len(jobs))
	for i, j := range jobs {
		payload, err := json.Marshal(j.Payload)
		if err != nil {
			return fmt.Errorf("encode %s: %w", j.Kind, err)
		}
		rows[i] = Row{ID: tx.NextID(), Kind: j.Kind, LeadID: j.LeadID, Payload: string(payload), Created: now, OfferAt: now}
	}
	if err := gorm.G[Row](tx.Gorm(ctx)).CreateInBatches(ctx, &rows, 500); err != nil {
		return fmt.Errorf("add to outbox: %w", err)
	}
	if b.Nudge != nil {
		kinds := map[Kind]bool{}
		for _, j := range jobs {
			kinds[j.Kind] = true
		}
		tx.OnCommit(func() {
			for k := range kinds {
				b.Nudge(k)
			}
		})
	}
	return nil
}

// Claim is what one relay wants to take.
type Claim struct {
	Kind  Kind
	Token string // of this claim alone
	Limit int
	Now   time.Time     // Wall
	Hold  time.Duration // after which the rows may be offered again
}

// Claim takes rows of one kind that are due and raises their epoch. Two relays never claim the same row.
func (b *Box) Claim(ctx context.Context, d *db.DB, c Claim) ([]Row, error) {
	ids, err := due(ctx, d, c.Kind, c.Limit, c.Now)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var rows []Row
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		rows = nil
		up := tx.Gorm(ctx).Model(&Row{}).
			Where("id IN ? AND dead = 0 AND offer_at <= ?", ids, c.Now.UnixMilli()).
			Updates(map[string]any{"claim": c.Token, "offer_at": c.Now.Add(c.Hold).UnixMilli(), "epoch": gorm.Expr("epoch + 1")})
		if up.Error != nil || up.RowsAffected == 0 {
			return up.Error
		}
		return tx.Gorm(ctx).Where("claim = ? AND id IN ?", c.Token, ids).Order("id").Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", c.Kind, err)
	}
	return rows, nil
}

// Release gives back the rows of a claim that could not be offered: they are due again at again, not only
// after the hold.
func (b *Box) Release(ctx context.Context, d *db.DB, claim string, again time.Time) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Model(&Row{}).Where("claim = ? AND dead = 0", claim).Update("offer_at", again.UnixMilli()).Error
	})
	if err != nil {
		return fmt.Errorf("release claim: %w", err)
	}
	return nil
}

func due(ctx context.Context, d *db.DB, kind Kind, limit int, now time.Time) ([]int64, error) {
	var ids []int64
	err := d.Gorm(ctx).Model(&Row{}).
		Where("dead = 0 AND kind = ? AND offer_at <= ?", kind, now.UnixMilli()).
		Order("offer_at, id").Limit(limit).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("due %s: %w", kind, err)
	}
	return ids, nil
}

// Take reads and deletes the rows that still wait, in the transaction of their effect: a row that is gone
// was done by somebody else.
func (b *Box) Take(ctx context.Context, tx db.Tx, ids []int64) ([]Row, error) {
	var rows []Row
	if err := tx.Gorm(ctx).Where("id IN ? AND dead = 0", ids).Order("id").Clauses(forUpdate).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("take jobs: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	kept := make([]int64, len(rows))
	for i, r := range rows {
		kept[i] = r.ID
	}
	del := tx.Gorm(ctx).Where("id IN ?", kept).Delete(&Row{})
	if del.Error != nil {
		return nil, fmt.Errorf("take jobs: %w", del.Error)
	}
	return rows, nil
}

// Fail notes a failed attempt; the row is offered again after wait, or is dead when give is set. The reason
// is for the administrator and holds no personal data.
func (b *Box) Fail(ctx context.Context, d *db.DB, id int64, reason string, again time.Time, give bool) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Model(&Row{}).Where("id = ?", id).Updates(map[string]any{
			"attempts": gorm.Expr("attempts + 1"), "failure": reason, "dead": give, "offer_at": again.UnixMilli(),
		}).Error
	})
	if err != nil {
		return fmt.Errorf("note failed job %d: %w", id, err)
	}
	return nil
}

// Waiting counts the jobs that are neither done nor dead, and the dead ones.
func Waiting(ctx context.Context, d *db.DB) (waiting, dead int64, err error) {
	if err = d.Gorm(ctx).Model(&Row{}).Where("dead = 0").Count(&waiting).Error; err == nil {
		err = d.Gorm(ctx).Model(&Row{}).Where("dead = 1").Count(&dead).Error
	}
	return waiting, dead, err
}

// forUpdate keeps a second worker waiting until the first one's effect is in; SQLite has one writer anyway.
var forUpdate = clause.Locking{Strength: "UPDATE"}
