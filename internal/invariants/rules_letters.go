package invariants

import (
	"encoding/json"
	"slices"

	"sunlead/internal/deadline"
	"sunlead/internal/trail"
)

// letters: a rung leaves its letter, people issue it, and nobody switches the ladder off quietly.
var letters = []Invariant{
	{
		ID: "INV-14-letter", Says: "each step that has a letter drafted one, of its kind and about its due date, unless the city's own delay was pressed; no other letter of these kinds is there",
		lead: func(_ *env, f *file) bool { return !f.rungsDrafted() },
	},
	{
		ID: "INV-14-drafted", Says: "a lead that says that a 督办单 waits has one about its due date and to its owner that nobody issued",
		lead: func(_ *env, f *file) bool { return f.DraftedDue != 0 && f.DraftedDue == f.Due && !f.waiting() },
	},
	{
		ID: "INV-14-hold", Says: "who has to act on a late lead changed with an entry of its trail",
		lead: func(_ *env, f *file) bool { return slices.ContainsFunc(f.holds, f.heldWrong) },
	},
	{
		ID: "INV-14-issued", Says: "a letter of the ladder is issued by a leader of the city, as the trail tells, and only the notice by the program, with its step",
		lead: func(_ *env, f *file) bool { return !f.issuedWell() },
	},
	{
		ID: "INV-14-explain", Says: "a delay is explained by each owner once for each due date, after the step that asks for it, and the trail tells of it",
		lead: func(_ *env, f *file) bool { return !f.explainedWell() },
	},
	{
		ID: "INV-14-mute", Says: "a pause of the ladder is asked for by one person and granted by another, of the city, and ends with its owner; the lead repeats the one that stands",
		lead: func(_ *env, f *file) bool { return !f.mutedWell() },
	},
	{
		ID: "INV-14-pause", Says: "no step of the ladder was taken inside a pause",
		lead: func(_ *env, f *file) bool { return slices.ContainsFunc(f.steps, f.paused) },
	},
}

const (
	letterSupervise = "supervise"
	letterTalk      = "talk"
	letterNotice    = "notice"
)

// lettered are the steps that have a letter, which is of the kind of their name.
func lettered() (ids []string) {
	for _, s := range deadline.DistrictLadder().Steps {
		if s.Letter != "" {
			ids = append(ids, s.Letter)
		}
	}
	return ids
}

func (l *letter) due() int64 {
	v := map[string]any{}
	_ = json.Unmarshal([]byte(l.Args), &v) // without it the letter is about no date, which is a finding
	return number(v, "due")
}

func (f *file) rungsDrafted() bool {
	with, drafted := lettered(), map[int64]bool{}
	for _, s := range f.steps {
		if !slices.Contains(with, s.Step) {
			if s.LetterID > 0 {
				return false
			}
			continue
		}
		if s.LetterID < 0 || s.LetterID == 0 && f.spared(s) {
			continue // taken before steps drafted letters, or to nobody
		}
		i := slices.IndexFunc(f.letters, func(l letter) bool { return l.ID == s.LetterID })
		if i < 0 || f.letters[i].Kind != s.Step || f.letters[i].due() != s.Due || f.letters[i].Drafted != s.Taken {
			return false
		}
		drafted[s.LetterID] = true
	}
	talks := int64(0)
	for _, l := range f.letters {
		if slices.Contains(with, l.Kind) && !drafted[l.ID] {
			return false
		}
		if l.Kind == letterTalk {
			talks++
		}
	}
	return talks == f.told.count["talk_drafted"]
}

// spared reports a step that drafts no letter: the city had to act, or whoever took over had let no day pass.
func (f *file) spared(s step) bool {
	if s.Step == letterNotice {
		return false
	}
	return len(f.holds) > 0 || slices.ContainsFunc(f.entries, func(e trail.Entry) bool {
		return e.Kind == stepMark+s.Step && number(e.Values(), "due") == s.Due && number(e.Values(), "unit") == city
	})
}

// waiting reports a 督办单 to the owner that nobody issued.
func (f *file) waiting() bool {
	return slices.ContainsFunc(f.letters, func(l letter) bool {
		return l.Kind == letterSupervise && l.Issued == 0 && l.due() == f.Due && l.ToUnit == f.OwnerUnit
	})
}

func (f *file) heldWrong(h hold) bool {
	return h.Unit == 0 || !slices.ContainsFunc(f.entries, func(e trail.Entry) bool { return e.At == h.Until })
}

func (f *file) issuedWell() bool {
	told := map[int64]int{}
	for _, e := range f.entries {
		if e.Kind == "issued" {
			told[number(e.Values(), "letter")]++
		}
	}
	supervised, held := false, f.heldSince()
	for _, l := range f.letters {
		switch {
		case l.Kind == letterNotice:
			if l.Issued == 0 || l.Issued != l.Drafted || l.IssuedBy != 0 {
				return false
			}
		case l.Kind != letterTalk && !slices.Contains(lettered(), l.Kind):
			continue
		case l.Issued == 0:
			if told[l.ID] != 0 || l.IssuedBy != 0 || l.Serial != 0 {
				return false
			}
			continue
		case told[l.ID] != 1 || l.IssuerUnit != city || l.IssuerRole != "leader":
			return false
		}
		supervised = supervised || l.Kind == letterSupervise && l.due() == f.Due && held.toldOf(l.ID)
		delete(told, l.ID)
	}
	return len(told) == 0 && supervised == (f.Due != 0 && f.SupervisedDue == f.Due)
}

func (f *file) explainedWell() bool {
	told := map[[2]int64]bool{}
	for _, e := range f.entries {
		if e.Kind == "explained" {
			told[[2]int64{number(e.Values(), "due"), e.At}] = true
		}
	}
	if len(told) != len(f.explained) || f.told.count["explained"] != int64(len(told)) {
		return false
	}
	for _, x := range f.explained {
		asked := slices.IndexFunc(f.steps, func(s step) bool {
			return s.Due == x.Due && s.Taken <= x.Written && deadline.DistrictLadder().Explains(s.Step)
		})
		if !told[[2]int64{x.Due, x.Written}] || asked < 0 {
			return false
		}
	}
	n := f.heldSince().explained(f.Due)
	return n <= 1 && (f.Due != 0 && f.ExplainedDue == f.Due) == (f.Due != 0 && n == 1)
}

// mutedWell holds the pauses against the trail and the row.
func (f *file) mutedWell() bool {
	asked, granted, ended, moot, waits, until := int64(0), int64(0), int64(0), false, int64(0), int64(0)
	for _, m := range f.mutes {
		asked++
		if m.Granted != 0 {
			granted++
		}
		switch {
		case m.EndedBy != 0:
			ended++
		case m.Ended != 0:
			if moot = f.changedHands(m.Ended); !moot {
				return false
			}
		}
		if (m.Granted != 0) != (m.GrantedBy != 0) || m.Ended == 0 && m.EndedBy != 0 || m.Granted != 0 && (m.GrantedBy == m.AskedBy || m.Granted >= m.Until) {
			return false
		}
		if m.Due != f.Due || m.Ended != 0 {
			continue
		}
		if waits = m.AskedBy; m.Granted != 0 {
			waits, until = 0, m.Until
		}
	}
	t := f.told.count
	return asked == t["mute_asked"] && granted == t["muted"] && ended == t["unmuted"] && f.MuteBy == waits && (f.MutedUntil == until || f.MutedUntil == 0 && (ended > 0 || moot))
}

// paused reports a step that was taken while its due date's ladder had to wait.
func (f *file) paused(s step) bool {
	return slices.ContainsFunc(f.mutes, func(m mute) bool {
		return m.Due == s.Due && m.Granted != 0 && s.Taken > m.Granted && s.Taken < m.Until && (m.Ended == 0 || s.Taken < m.Ended)
	})
}
