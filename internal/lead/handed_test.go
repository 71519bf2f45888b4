package lead

import (
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// unwalledLead was asked about, handed over and merged with behind the wall, until two people took that away.
func (w *world) unwalledLead() (main, child *Lead) {
	w.t.Helper()
	ctx, leader := w.t.Context(), w.staff["cityleader"]
	main, child = w.routed(conduct), w.routed(conduct)
	w.ok(w.Sign(ctx, leader, w.ref(main.Number)))
	w.ok(w.Merge(ctx, leader, w.ref(child.Number), main.Number))
	w.ok(w.Ask(ctx, leader, w.ref(main.Number), asking()))
	w.clock.Add(time.Hour)
	w.ok(w.TakeAnswer(ctx, leader, w.ref(main.Number), "收条写的是六月三日"))
	w.ok(w.addsFile(main.ID))
	w.ok(w.ProposeHandOver(ctx, leader, w.ref(main.Number), handing()))
	w.clock.Add(time.Hour)
	w.ok(w.ApproveHandOver(ctx, w.second(), w.overRef(main.Number), Agreement{Legal: "办案机关依法需要核实"}))
	w.ok(w.ChangeRespondent(ctx, leader, w.ref(main.Number), bureauWork()))
	w.ok(w.Approve(ctx, w.second(), w.ref(main.Number)))
	w.follow()
	return w.lead(main.Number), w.lead(child.Number)
}

// Nothing of what happened behind a wall is told to whom it accused, on no page.
func TestAfterWall_nothingFromBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.staff["leader"]
		main, child := w.unwalledLead()
		c, err := w.Get(ctx, a, main.Number)
		w.ok(err)
		if len(c.Questions)+len(c.HandOvers)+len(c.Drafts)+len(c.Letters)+len(c.Papers()) != 0 || len(c.Timeline) != 2 {
			t.Errorf("told %d questions, %d hand-overs, %d drafts, %d letters, %d entries", len(c.Questions), len(c.HandOvers), len(c.Drafts), len(c.Letters), len(c.Timeline))
		}
		files, err := w.Evidence.Of(ctx, w.DB, main.ID)
		w.ok(err)
		if _, err := w.TakeFile(ctx, a, main.Number, files[0].ID); len(files) != 1 || len(c.Files) != 0 || !errs.Is(err, errs.NotFound) {
			t.Errorf("of %d files that were added there they see %d, and get one: %v", len(files), len(c.Files), err)
		}
		if c.HandOver != OverNone {
			t.Errorf("its tag says that it was handed over: %s", c.HandOver)
		}
		if c, err = w.Get(ctx, a, child.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("of the lead that was merged %v, %v", c, err)
		}
		lines, _, err := w.Ledger(ctx, a, LedgerFilter(a))
		if w.ok(err); len(lines) != 1 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			if len(l.Handling) != 2 || l.Handling[0].Text.Key != "ledger.received" || l.Handling[1].Text.Key != "ledger.routed" {
				t.Errorf("%s: the ledger says %v", l.Number, l.Handling)
			}
		}
		if c, err = w.Get(ctx, w.staff["cityleader"], main.Number); err != nil || len(c.Questions) != 1 || len(c.HandOvers) != 1 {
			t.Errorf("the city reads %d questions, %d hand-overs, %v", len(c.Questions), len(c.HandOvers), err)
		}
	})
}

// handed gives a lead to another owner.
var handed = map[string]func(w *world, l *Lead){
	"respondent": func(w *world, l *Lead) {
		r := bureauWork()
		r.District = "650109"
		w.ok(w.ChangeRespondent(w.t.Context(), w.staff["cityleader"], w.ref(l.Number), r))
	},
	"behind a wall": func(w *world, l *Lead) {
		w.ok(w.ChangeRespondent(w.t.Context(), w.staff["cityleader"], w.ref(l.Number), bureauConduct()))
	},
	"decided": func(w *world, l *Lead) {
		w.ok(w.Decide(w.t.Context(), w.staff["cityleader"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong}))
	},
}

// What presses on an owner, and what it was granted, is not the next one's.
func TestHanded_anotherOwnerIsPressedAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city, leads := t.Context(), w.staff["cityleader"], map[string]*Lead{}
		for name := range handed {
			leads[name] = w.routed()
			if name == "decided" {
				w.ok(w.Return(ctx, w.staff["handler"], w.ref(leads[name].Number), notOurs()))
			}
		}
		w.until(superviseAt)
		for name, l := range leads {
			explains, letters := w.staff["leader"], map[LetterKind]*Letter{}
			if name == "decided" { // the city had to act, and wrote to nobody
				explains = city
			} else {
				w.ok(w.DraftTalk(ctx, city, w.ref(l.Number)))
				w.ok(w.issue(city, l.Number, w.letters(l.Number)[LetterUrge].ID))
				letters = w.letters(l.Number)
			}
			w.ok(w.Explain(ctx, explains, w.ref(l.Number), delay("2025-07-25")))
			w.ok(w.AskMute(ctx, w.staff["leader"], w.ref(l.Number), pause("2025-07-30")))
			if name == "decided" {
				w.ok(w.GrantMute(ctx, w.second(), w.ref(l.Number)))
			}
			handed[name](w, l)
			l = w.lead(l.Number)
			if l.ExplainedDue != 0 || l.DraftedDue != 0 || l.SupervisedDue != 0 || l.MuteBy != 0 || l.MutedUntil != 0 || l.NextStepAt > clock.Milli(noticeAt) {
				t.Errorf("%s: carried over: %+v", name, l)
			}
			mutes, err := mutesOf(ctx, w.DB, l.ID)
			if w.ok(err); mutes[0].Ended != w.now() || mutes[0].EndedBy != 0 {
				t.Errorf("%s: the pause %+v", name, mutes[0])
			}
			var ids []int64
			for _, kind := range []LetterKind{LetterSupervise, LetterTalk} {
				if x := letters[kind]; x != nil {
					ids = append(ids, x.ID)
				}
			}
			for _, id := range ids {
				wantKey(t, name, w.issue(city, l.Number, id), "ladder.moot")
			}
			if found, err := w.LettersToIssue(ctx, city, ids); err != nil || len(found) != 0 {
				t.Errorf("%s: offered %v, %v", name, found, err)
			}
			if b, err := w.BesideLate(ctx, []Lead{*l}); err != nil || b[l.ID].Letter != 0 {
				t.Errorf("%s: beside it %v, %v", name, b[l.ID], err)
			}
			if l.ball() != org.CityID {
				w.ok(w.DraftTalk(ctx, city, w.ref(l.Number)))
			}
		}
	})
}

// The new owner explains the same date in its own words, and the reporter reads those.
func TestExplain_byEachOwnerOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.until(urgeAt)
		w.ok(w.Explain(ctx, w.staff["leader"], w.ref(l.Number), delay("2025-07-20")))
		w.clock.Add(time.Hour)
		r := bureauWork()
		r.About, r.Nature, r.District = AboutDistrict, NatureWork, "650109"
		w.ok(w.ChangeRespondent(ctx, w.staff["cityleader"], w.ref(l.Number), r))
		a := w.staff["midong"]
		a.Role = w.staff["leader"].Role
		if p := w.public(l.ID); p.Explained != nil {
			t.Errorf("the reporter reads the old owner's %+v", p.Explained)
		}
		w.ok(w.Explain(ctx, a, w.ref(l.Number), delay("2025-07-22")))
		if p := w.public(l.ID); p.Explained == nil || p.Explained.Day != "2025-07-22" {
			t.Errorf("the reporter reads %+v", p.Explained)
		}
		if err := w.Explain(ctx, a, w.ref(l.Number), delay("2025-07-23")); !errs.Is(err, errs.Conflict) {
			t.Errorf("again: %v", err)
		}
	})
}
