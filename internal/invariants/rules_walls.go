package invariants

import (
	"slices"
	"strconv"

	"sunlead/internal/trail"
)

// notice is the kind of the 《超期事项抄告》.
const notice = "message.step.notice"

// walls: nobody of the respondent's unit tree handles, hears of, or counts a report of misconduct; and whoever read
// a contact stands in the trail.
var walls = []Invariant{
	{
		ID: "INV-8", Says: "a report of a bureau's misconduct is walled, with an owner outside of that bureau, and in nobody's ledger",
		lead: func(_ *env, f *file) bool { return !f.walledWell() },
	},
	{
		ID: "INV-8-message", Says: "no message about a walled lead is open, or with the unit it accuses",
		lead: func(e *env, f *file) bool { return f.WallUnit != 0 && e.leaks(f) },
	},
	{
		ID: "INV-8-held", Says: "no message about a lead that may be about a bureau's misconduct is open",
		lead: func(_ *env, f *file) bool {
			return f.Suspicious && slices.ContainsFunc(f.messages, func(m message) bool { return m.WallUnit == 0 && m.Kind != notice })
		},
	},
	{
		ID: "INV-8-register", Says: "the register's entry of a lead is walled as the lead is",
		lead: func(_ *env, f *file) bool {
			return len(f.violations) > 0 && f.violations[0].WallUnit != f.WallUnit && !f.waits("notify.wall")
		},
	},
	{
		ID: "INV-8-two", Says: "what one person alone may know of was asked for by one and agreed to by another, as the trail tells, and by neither for themselves",
		lead: func(_ *env, f *file) bool { return !f.restrictedByTwo() },
	},
	{
		ID: "INV-9", Says: "every reading of a contact, and every note of the staff, is told once in the trail",
		lead: func(_ *env, f *file) bool { return !f.notesTold() },
	},
}

func (f *file) walledWell() bool {
	if f.WallUnit == 0 {
		return f.Nature != conduct
	}
	if f.restricted() {
		return f.CoUnit == 0 && f.TerritoryUnit == 0 && !f.Suspicious && f.told.count["restricted"] > 0
	}
	outside := f.OwnerUnit == city
	if f.WallUnit == city {
		outside = f.OwnerUnit == discipline
	}
	return outside && f.CoUnit == 0 && f.TerritoryUnit == 0 && !f.Suspicious &&
		(f.Nature != conduct || f.WallUnit == f.accused())
}

// restricted reports a lead that one account alone may know of.
func (f *file) restricted() bool { return f.WallUnit < anyBureau }

// restrictedByTwo: the row names who asked last and nobody has decided, or who agreed and is not the one it is hidden for.
func (f *file) restrictedByTwo() bool {
	asked, second := "", ""
	for _, e := range f.entries {
		switch e.Kind {
		case "restrict_asked":
			asked = e.Actor
		case "restrict_refused", "respondent":
			asked = ""
		case "restricted":
			if asked == "" || asked == e.Actor {
				return false
			}
			asked, second = "", e.Actor
		}
	}
	return asked == staffOr(f.RestrictBy) && second == staffOr(f.SecondID) && f.restricted() == (second != "") &&
		(f.SecondID == 0 || f.WallUnit != -1-f.SecondID)
}

// staffOr is a person as a trail names one, "" for nobody.
func staffOr(id int64) string {
	if id == 0 {
		return ""
	}
	return trail.Staff(id)
}

// anyBureau is the wall of a lead about some district's bureau that nobody named.
const anyBureau int64 = -1

// accused is the bureau that the report itself names.
func (f *file) accused() int64 {
	if f.About == aboutCity {
		return city
	}
	if id, err := strconv.ParseInt(f.District, 10, 64); err == nil {
		return id
	}
	return anyBureau
}

// leaks looks for a message that shows a walled lead to who may not know of it. A notice to the discipline body
// holds nothing to be walled; that a lead waited for a person was told before anybody knew of the wall, and who reads it
// is asked again.
func (e *env) leaks(f *file) bool {
	for _, m := range f.messages {
		if m.Kind == notice {
			continue
		}
		asked := f.restricted() && (m.WallUnit == -1-f.SecondID || m.Kind == "message.package" && m.WallUnit == anyBureau)
		behind := m.WallUnit == f.WallUnit || f.waits("notify.wall") || asked
		before := m.Kind == "message.dispatch" || m.At <= f.told.walled
		if !behind || e.accused(f.WallUnit, m.UnitID) && !before {
			return true
		}
	}
	return false
}

// accused reports a unit in the tree of the one a wall is about.
func (e *env) accused(wall, unit int64) bool {
	district := e.kinds[unit] == kindDistrict
	switch wall {
	case city:
		return unit == city || district
	case anyBureau:
		return district
	default:
		return unit == wall
	}
}

// notesTold: the trail names each note beside it once, and each note it names is there.
func (f *file) notesTold() bool {
	named := map[int64]int{}
	for _, e := range f.entries {
		if id := number(e.Values(), "note"); id != 0 || e.Kind == "revealed" || e.Kind == "contacted" || e.Kind == "unmerged" && e.Actor != trail.System {
			named[id]++
		}
	}
	if len(named) != len(f.notes) {
		return false
	}
	for _, id := range f.notes {
		if named[id] != 1 {
			return false
		}
	}
	return true
}
