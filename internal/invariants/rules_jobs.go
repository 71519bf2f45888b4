package invariants

import (
	"context"
	"fmt"
	"strings"

	"sunlead/internal/db"
)

// jobs: what is to follow does follow, once. How often a job may be tried is not asked: a database or a queue that
// does not answer never kills one.
var jobs = []Invariant{
	{
		ID: "INV-5", Says: "no job waits untried for a minute while a worker runs, except for messages and files that are taken one by one", on: func(o *Options) bool { return !o.Now.IsZero() },
		whole: func(ctx context.Context, c db.Conn, e *env, t *tally) error {
			long := e.Now.Add(-e.Wait).UnixMilli()
			return offenders(ctx, c, t, "job ", "SELECT id FROM outbox WHERE dead = 0 AND attempts = 0 AND failure = '' AND created < ? AND kind NOT IN ('sms.send', 'evidence.scan')"+
				" AND EXISTS (SELECT id FROM workers WHERE started < ? AND seen > ?) ORDER BY id", long, long, long)
		},
	},
	{
		ID: "INV-5-dead", Says: "a dead job was tried, and what was tried in vain says why",
		whole: func(ctx context.Context, c db.Conn, _ *env, t *tally) error {
			return offenders(ctx, c, t, "job ", "SELECT id FROM outbox WHERE (dead = 1 AND attempts = 0) OR (attempts > 0 AND failure = '') ORDER BY id")
		},
	},
	{
		ID: "INV-5-sealed", Says: "a dead job carries nothing that was sealed for it",
		whole: func(ctx context.Context, c db.Conn, _ *env, t *tally) error {
			return offenders(ctx, c, t, "job ", "SELECT id FROM outbox WHERE dead = 1 AND LENGTH(sealed) > 0 ORDER BY id")
		},
	},
	{
		ID: "INV-6-register", Says: "a lead closed as a violation is in the register once, as its last closing says, or its job waits",
		lead: func(_ *env, f *file) bool { return !f.registered() },
	},
	{
		ID: "INV-6-items", Says: "the counts beside the checklist are those of the register",
		whole: itemCounts,
	},
	{
		ID: "INV-6-message", Says: "nobody is told of one event of a lead twice",
		lead: func(_ *env, f *file) bool { return f.toldTwice() },
	},
}

// offenders adds the ids of a query to the tally; what is named and what is only counted.
func offenders(ctx context.Context, c db.Conn, t *tally, what, sql string, args ...any) error {
	rows, err := c.Gorm(ctx).Raw(sql, args...).Rows()
	if err != nil {
		return fmt.Errorf("look for %s: %w", what, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("look for %s: %w", what, err)
		}
		t.add(what + id)
	}
	return rows.Err()
}

// registered holds the register's entry against the closings of the lead.
func (f *file) registered() bool {
	closing, at := f.lastViolation()
	switch {
	case closing == nil:
		return len(f.violations) == 0
	case f.waits("violation.record"):
		return len(f.violations) <= 1
	case len(f.violations) != 1:
		return false
	}
	v := f.violations[0]
	return v.At == at && v.Subject == closing.Subject && v.Conduct == closing.Conduct && v.Measures == closing.Measures &&
		v.HandOver == closing.HandOver && v.Number == f.Number && v.Campaign == f.Campaign
}

// lastViolation is the answer with which the lead was last closed as a violation, and when; nil for never.
func (f *file) lastViolation() (last *draft, at int64) {
	var answer int64
	for _, e := range f.entries {
		switch e.Kind {
		case "replied":
			answer = number(e.Values(), "draft")
		case "closed":
			if d := f.draft(answer); d != nil && d.Violation {
				last, at = d, e.At
			}
		}
	}
	return last, at
}

// causes says which event of the trail a kind of message tells of.
var causes = map[string]string{
	"message.assigned": "routed", "message.assist": "routed", "message.dispatch": "held", "message.review": "drafted",
	"message.sent_back": "sent_back", "message.replied": "replied", "message.reopened": "reopened", "message.unwall": "drafted", "message.restricted": "restricted", "message.restrict_asked": "restrict_asked", "message.restrict_refused": "restrict_refused", "message.answered": "answered", "message.added": "added", "message.unanswered": "unanswered",
	"message.hand_over.owed": "closed", "message.hand_over.review": "over_proposed", "message.hand_over.refused": "over_refused",
	"message.hand_over.sent": "handed_over", "message.package": "handed_over", "message.over_signed": "over_signed",
	"message.over_returned": "over_returned", "message.over_answered": "over_answered", "message.over_reminded": "over_reminded",
	"message.withdrawn": "withdrawn", "message.erased": "erased", "message.resumed": "resumed", "message.complex": "complex",
}

// toldTwice counts by event, not by instant: a lead may be drafted twice on a day, and an anonymous one shows days.
func (f *file) toldTwice() bool {
	type told struct {
		staff int64
		kind  string
	}
	n := map[told]int64{}
	for _, m := range f.messages {
		n[told{m.StaffID, m.Kind}]++
	}
	for key, times := range n {
		cause, known := causes[key.kind]
		if step, ok := strings.CutPrefix(key.kind, "message."); ok && strings.HasPrefix(step, stepMark) {
			cause, known = strings.TrimSuffix(step, ".none"), true // of a step that drafted no letter
		}
		most := f.told.count[cause]
		if cause == "routed" { // whom a lead is about was changed, and with it who has it
			most += f.told.count["respondent"]
		}
		if known && times > most {
			return true
		}
	}
	return false
}

type itemCount struct{ Campaign, UnitID, PrintNo, Proven int64 }

// itemCounts counts the register anew; what is walled counts for nobody.
func itemCounts(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	counted := read[itemCount](p, "SELECT v.campaign AS campaign, v.unit_id AS unit_id, i.print_no AS print_no, COUNT(*) AS proven"+
		" FROM violation_items AS i JOIN violations AS v ON v.id = i.violation_id WHERE v.wall_unit = 0"+
		" GROUP BY v.campaign, v.unit_id, i.print_no ORDER BY v.campaign, v.unit_id, i.print_no")
	kept := read[itemCount](p, "SELECT campaign, unit_id, print_no, proven FROM item_counts ORDER BY campaign, unit_id, print_no")
	diff := map[itemCount]int64{}
	for _, n := range counted {
		diff[itemCount{n.Campaign, n.UnitID, n.PrintNo, 0}] += n.Proven
	}
	for _, n := range kept {
		diff[itemCount{n.Campaign, n.UnitID, n.PrintNo, 0}] -= n.Proven
	}
	for key, n := range diff {
		if n != 0 {
			t.add(fmt.Sprintf("item %d of unit %d in %d", key.PrintNo, key.UnitID, key.Campaign))
		}
	}
	return p.err
}
