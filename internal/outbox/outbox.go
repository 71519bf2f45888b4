package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	NotifyRecuse    Kind = "notify.recuse"
	ViolationRecord Kind = "violation.record"
	ItemCount       Kind = "item.count"
	LeadFollow      Kind = "lead.follow"
	LeadRecode      Kind = "lead.recode"
	SMSSend         Kind = "sms.send"
	EvidenceScan    Kind = "evidence.scan"
)

// Kinds lists all of them, for the relay.
func Kinds() []Kind {
	return []Kind{LeadRoute, NotifySend, NotifyWall, NotifyRecuse, ViolationRecord, ItemCount, LeadFollow, LeadRecode, SMSSend, EvidenceScan}
}

// Row is one job. LeadID is the lead it is about; Payload holds ids and codes, never content. What nobody may read in the
// table is Sealed; it goes with the row, or when the job dies.
type Row struct {
	ID       int64
	Kind     Kind
	LeadID   int64
	Payload  string
	Sealed   []byte
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
	Sealed  []byte // nil for nothing
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
		rows[i] = Row{ID: tx.NextID(), Kind: j.Kind, LeadID: j.LeadID, Payload: string(payload), Sealed: append([]byte{}, j.Sealed...), Created: now}
	}
	if err := db.Insert(ctx, tx, rows); err != nil {
		return err
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
	Try   bool          // counts as an attempt: what is done outside cannot be undone if nobody hears of it again
}

// Claim takes rows of one kind that are due and raises their epoch. Two relays never claim the same row. Rows that
// somebody has in hand are passed over: a worker that stands still in its transaction holds up nobody else.
func (b *Box) Claim(ctx context.Context, d *db.DB, c Claim) ([]Row, error) {
	some, err := waits(ctx, d, c)
	if err != nil || !some {
		return nil, err
	}
	var rows []Row
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		rows = nil
		if err := c.due(tx.Gorm(ctx)).Limit(c.Limit).Clauses(skipLocked).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		return c.mark(ctx, tx, rows)
	})
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", c.Kind, err)
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.ID, b.ID) })
	return rows, nil
}

// NotHeard stands on a row that is being tried outside, until it is known how that went.
const NotHeard = "tried, and not heard of since"

// mark writes the claim into the rows, in the table and in hand.
func (c Claim) mark(ctx context.Context, tx db.Tx, rows []Row) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].Claim, rows[i].OfferAt = c.Token, c.Now.Add(c.Hold).UnixMilli()
		rows[i].Epoch++
		if c.Try {
			rows[i].Attempts++
		}
	}
	set := map[string]any{"claim": c.Token, "offer_at": c.Now.Add(c.Hold).UnixMilli(), "epoch": gorm.Expr("epoch + 1")}
	if c.Try {
		set["attempts"], set["failure"] = gorm.Expr("attempts + 1"), NotHeard
	}
	return byKey(tx, tx.Gorm(ctx).Model(&Row{})).Where("id IN ?", ids).Updates(set).Error
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

// farthest is further ahead than any row is ever put off: what waits for longer was written before a clock was set
// back.
const farthest = 5 * time.Minute

// due is what the claim is about, oldest first. New rows are due at once, whatever their writer's clock shows.
func (c Claim) due(g *gorm.DB) *gorm.DB {
	return g.Model(&Row{}).Where("dead = 0 AND kind = ? AND offer_at NOT BETWEEN ? AND ?",
		c.Kind, c.Now.UnixMilli()+1, c.Now.Add(farthest).UnixMilli()).Order("offer_at, id")
}

// waits reports whether anything is due, without a transaction: most ticks find nothing.
func waits(ctx context.Context, d *db.DB, c Claim) (bool, error) {
	var ids []int64
	if err := c.due(d.Gorm(ctx)).Limit(1).Pluck("id", &ids).Error; err != nil {
		return false, fmt.Errorf("due %s: %w", c.Kind, err)
	}
	return len(ids) > 0, nil
}

// Take reads and deletes the rows of a kind that still wait, in the transaction of their effect: a row that is gone
// was done by somebody else. Ids alone are not enough: after a restore they are given out again, and a task that was left
// in the queue would take another job away.
func (b *Box) Take(ctx context.Context, tx db.Tx, kind Kind, ids []int64) ([]Row, error) {
	var rows []Row
	if err := tx.Gorm(ctx).Where("id IN ? AND kind = ? AND dead = 0", ids, kind).Order("id").Clauses(forUpdate).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("take jobs: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	kept := make([]int64, len(rows))
	for i, r := range rows {
		kept[i] = r.ID
	}
	if err := remove(ctx, tx, kept); err != nil {
		return nil, fmt.Errorf("take jobs: %w", err)
	}
	return rows, nil
}

// Fail notes a failed attempt; the row is offered again after wait, or is dead when give is set. The reason
// is for the administrator and holds no personal data.
func (b *Box) Fail(ctx context.Context, d *db.DB, id int64, reason string, again time.Time, give bool) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		set := failed(reason, again, give)
		set["attempts"] = gorm.Expr("attempts + 1")
		return tx.Gorm(ctx).Model(&Row{}).Where("id = ?", id).Updates(set).Error
	})
	if err != nil {
		return fmt.Errorf("note failed job %d: %w", id, err)
	}
	return nil
}

// failed is what a failure writes. A dead row waits for a person for as long as it takes; what it carried sealed does not.
func failed(reason string, again time.Time, give bool) map[string]any {
	set := map[string]any{"failure": reason, "dead": give, "offer_at": again.UnixMilli()}
	if give {
		set["sealed"] = []byte{}
	}
	return set
}

// Settle ends what was tried under a claim: the row goes, with what it carried. False when somebody else has it by now.
func (b *Box) Settle(ctx context.Context, d *db.DB, r Row) (done bool, err error) {
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		gone := tx.Gorm(ctx).Where("id = ? AND claim = ? AND dead = 0", r.ID, r.Claim).Delete(&Row{})
		done = gone.RowsAffected == 1
		return gone.Error
	})
	if err != nil {
		return false, fmt.Errorf("end job %d: %w", r.ID, err)
	}
	return done, nil
}

// PutOff notes how a try under a claim failed; the row is due again at again, or is dead when give is set.
func (b *Box) PutOff(ctx context.Context, d *db.DB, r Row, reason string, again time.Time, give bool) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Model(&Row{}).Where("id = ? AND claim = ?", r.ID, r.Claim).Updates(failed(reason, again, give)).Error
	})
	if err != nil {
		return fmt.Errorf("put off job %d: %w", r.ID, err)
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

// byKey makes a statement go to its rows by their key. The outbox is small, and MariaDB would rather read the whole of it:
// with snapshot isolation on, it then waits for every row that another worker has in hand.
func byKey(tx db.Tx, g *gorm.DB) *gorm.DB {
	if tx.Dialect() == db.SQLite {
		return g
	}
	return g.Table("outbox FORCE INDEX (PRIMARY)")
}

// remove deletes rows that the transaction has locked.
func remove(ctx context.Context, tx db.Tx, ids []int64) error {
	if tx.Dialect() == db.SQLite {
		return tx.Gorm(ctx).Where("id IN ?", ids).Delete(&Row{}).Error
	}
	return tx.Gorm(ctx).Exec("DELETE outbox FROM outbox FORCE INDEX (PRIMARY) WHERE id IN ?", ids).Error
}

// skipLocked takes only rows that nobody has in hand.
var skipLocked = clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}
