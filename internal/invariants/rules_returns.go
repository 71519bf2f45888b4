package invariants

import (
	"slices"
	"strconv"
	"strings"

	"sunlead/internal/trail"
)

// returns: who objects to a lead, who decides on it, and who keeps away from it.
var returns = []Invariant{
	{
		ID: "INV-19", Says: "a lead is under objection exactly while a return waits, each district returns it once, at most twice in all, and the city decides",
		lead: func(e *env, f *file) bool { return !e.returnedWell(f) },
	},
	{
		ID: "INV-19-limit", Says: "a return was made within the time to object, and not after the lead counted as signed",
		lead: func(e *env, f *file) bool { return e.returnedLate(f) },
	},
	{
		ID: "INV-20", Says: "what was transferred has its letter, in force and under a number, and each receipt is told once",
		lead: func(_ *env, f *file) bool { return !f.transferredWell() },
	},
	{
		ID: "INV-20-number", Says: "letters of one unit, kind and year are numbered without a gap from 1 to the last that was given out",
		whole: letterNumbers,
	},
	{
		ID: "INV-21", Says: "who stepped aside from a lead is named in its list, its rows and its trail alike, and did nothing after",
		lead: func(_ *env, f *file) bool { return !f.recusedWell() },
	},
	{
		ID: "INV-21-message", Says: "who stepped aside from a lead has no message about it",
		lead: func(_ *env, f *file) bool {
			return !f.waits("notify.recuse") && slices.ContainsFunc(f.messages, func(m message) bool { return slices.Contains(f.recusedRows, m.StaffID) })
		},
	},
}

// returnsMax: the second objection is the last.
const returnsMax = 2

func (e *env) returnedWell(f *file) bool {
	objections := f.told.returns
	if int64(len(objections)) != f.Returns || len(objections) > returnsMax || f.State == returnPending && len(objections) == 0 {
		return false
	}
	seen := map[int64]bool{}
	for i, o := range objections {
		d := f.draft(o.draft)
		open := f.State == returnPending && i == len(objections)-1
		if d == nil || d.Kind != "return" || seen[o.unit] || e.kinds[o.unit] != kindDistrict || (d.State == pending) != open || !open && d.State != dropped && d.DeciderUnit != city {
			return false
		}
		seen[o.unit] = true
	}
	last := int64(0)
	if n := len(objections); n > 0 {
		last = objections[n-1].unit
	}
	return f.ReturnedUnit == last
}

// returnedLate works the limit out by the calendar in force; with another one meanwhile nobody knows by which it was set.
func (e *env) returnedLate(f *file) bool {
	for _, c := range f.clocks {
		if c.CalendarVersion != e.Calendar.Version {
			return false
		}
	}
	for _, o := range f.told.returns {
		if o.at > e.objectionTo(o.given) || o.deemed {
			return true
		}
	}
	return false
}

// transferredWell: each 转送函 that the trail tells of is there and in force, and the lead knows when the last one went out.
func (f *file) transferredWell() bool {
	n := 0
	for _, e := range f.entries {
		switch e.Kind {
		case "transferred":
			n++
			if !slices.ContainsFunc(f.letters, func(l letter) bool {
				return l.ID == number(e.Values(), "letter") && l.Kind == "transfer" && l.Issued == e.At && l.Serial > 0
			}) {
				return false
			}
		case "receipted":
			if d := f.draft(number(e.Values(), "draft")); d == nil || d.ReceiptDay == "" || d.ReceiptDay != e.Values()["day"] {
				return false
			}
		}
	}
	letters, receipts := 0, int64(0)
	for _, l := range f.letters {
		if l.Kind == "transfer" {
			letters++
		}
	}
	for _, d := range f.drafts {
		if d.ReceiptDay != "" {
			receipts++
		}
	}
	return n == letters && f.Transferred == f.told.transferred && receipts == f.told.count["receipted"]
}

func (f *file) recusedWell() bool {
	var told []int64
	for _, e := range f.entries {
		id, _ := strconv.ParseInt(strings.TrimPrefix(e.Actor, strings.TrimSuffix(trail.Staff(0), "0")), 10, 64)
		if id != 0 && slices.Contains(told, id) {
			return false
		}
		if e.Kind == "recused" {
			told = append(told, id)
		}
	}
	listed := ""
	for _, id := range told {
		listed += strconv.FormatInt(id, 10) + ","
	}
	if listed != "" {
		listed = "," + listed
	}
	slices.Sort(told)
	return f.Recused == listed && slices.Equal(told, f.recusedRows)
}
