package seed

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Rows of tables whose types their rooms keep to themselves.
type (
	item          struct{ LeadID, PrintNo, At int64 }
	violationItem struct{ ViolationID, PrintNo int64 }
	step          struct {
		LeadID, Due int64
		Step        string
		Taken       int64
	}
	violation struct {
		ID, LeadID, Campaign, UnitID, WallUnit, At int64
		Number, Subject, Conduct, Measures         string
		HandOver                                   bool
	}
	itemCount struct{ Campaign, UnitID, PrintNo, Proven int64 }
)

// TableName tells the store where items of leads lie.
func (item) TableName() string { return "lead_items" }

// TableName tells the store where items of violations lie.
func (violationItem) TableName() string { return "violation_items" }

// TableName tells the store where steps of the ladder lie.
func (step) TableName() string { return "lead_steps" }

// TableName tells the store where the register lies.
func (violation) TableName() string { return "violations" }

// TableName tells the store where counts beside items lie.
func (itemCount) TableName() string { return "item_counts" }

// batch is what one transaction writes.
type batch struct {
	leads          []lead.Lead
	texts          []lead.Text
	clocks         []lead.Clock
	drafts         []lead.Draft
	items          []item
	steps          []step
	contacts       []vault.Sealed
	entries        []trail.Entry
	violations     []violation
	violationItems []violationItem
}

func (b *batch) insert(ctx context.Context, tx db.Tx) error {
	for _, store := range []func() error{
		func() error { return db.Insert(ctx, tx, b.leads) },
		func() error { return db.Insert(ctx, tx, b.texts) },
		func() error { return db.Insert(ctx, tx, b.clocks) },
		func() error { return db.Insert(ctx, tx, b.drafts) },
		func() error { return db.Insert(ctx, tx, b.items) },
		func() error { return db.Insert(ctx, tx, b.steps) },
		func() error { return vault.Insert(ctx, tx, b.contacts) },
		func() error { return trail.Insert(ctx, tx, b.entries) },
		func() error { return db.Insert(ctx, tx, b.violations) },
		func() error { return db.Insert(ctx, tx, b.violationItems) },
	} {
		if err := store(); err != nil {
			return err
		}
	}
	return nil
}

// itemCounts are the counts beside the items, over all that was seeded.
func (w *writer) itemCounts() []itemCount {
	rows := make([]itemCount, 0, len(w.proven))
	for key, n := range w.proven {
		key.Proven = n
		rows = append(rows, key)
	}
	return rows
}
