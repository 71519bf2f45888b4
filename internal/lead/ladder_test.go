package lead

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// The rungs of a report of monday, which is due on the 14th at 20:00.
var (
	remindAt    = time.Date(2025, 7, 11, 20, 0, 0, 0, clock.Beijing)
	overdueAt   = time.Date(2025, 7, 14, 20, 0, 0, 0, clock.Beijing)
	urgeAt      = time.Date(2025, 7, 15, 20, 0, 0, 0, clock.Beijing)
	superviseAt = time.Date(2025, 7, 17, 20, 0, 0, 0, clock.Beijing)
	noticeAt    = time.Date(2025, 7, 21, 20, 0, 0, 0, clock.Beijing)
)

// until lets the ladder climb, each step at its own time, up to an instant.
func (w *world) until(t time.Time) {
	w.t.Helper()
	for {
		at, ok, err := w.NextStepAt(w.t.Context(), t)
		if w.ok(err); !ok {
			break
		}
		w.clock.Set(at)
		w.sweep()
	}
	w.clock.Set(t)
}

func (w *world) letters(number string) map[LetterKind]*Letter {
	w.t.Helper()
	all, err := lettersOf(w.t.Context(), w.DB, w.lead(number).ID)
	w.ok(err)
	out := map[LetterKind]*Letter{}
	for i := range all {
		l := &all[i]
		if out[l.Kind] != nil {
			w.t.Errorf("two letters %s", l.Kind)
		}
		out[l.Kind] = l
	}
	return out
}

// issue puts a letter in force on terms that suit every kind.
func (w *world) issue(a org.Actor, number string, id int64) error {
	t := w.Preset(LetterTalk)
	t.Until, t.Who, t.Place = w.Preset(LetterSupervise).Until, "分管负责人", "市教育局二楼会议室"
	return w.Issue(w.t.Context(), a, number, id, t)
}

func (w *world) messages(number string) []Message {
	w.t.Helper()
	var rows []outbox.Row
	w.ok(w.DB.Gorm(w.t.Context()).Where("kind = ? AND lead_id = ?", outbox.NotifySend, w.lead(number).ID).Order("id").Find(&rows).Error)
	out := make([]Message, len(rows))
	for i, r := range rows {
		w.ok(r.Decode(&out[i]))
	}
	return out
}

// heard are the messages of a key, as unit and roles.
func (w *world) heard(number, key string) []string {
	w.t.Helper()
	var out []string
	for _, m := range w.messages(number) {
		if m.Key == key {
			out = append(out, strings.Trim(strings.Join([]string{org.UnitName(m.Unit), roleWords(m.Roles)}, " "), " "))
		}
	}
	return out
}

func roleWords(roles []org.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

func TestClimb_eachRungDraftsItsLetterAndSendsNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.until(superviseAt)
		letters := w.letters(l.Number)
		for _, kind := range []LetterKind{LetterUrge, LetterSupervise} {
			if x := letters[kind]; x == nil || x.InForce() || x.Serial != 0 || x.ToUnit != tianshan || x.Unit != org.CityID || x.Due() != l.Due {
				t.Errorf("%s: %+v", kind, x)
			}
		}
		if len(letters) != 2 {
			t.Errorf("letters %v", letters)
		}
		w.until(noticeAt)
		n := w.letters(l.Number)[LetterNotice]
		if !n.InForce() || n.IssuedBy != 0 || n.Serial != 1 || n.Year != 2025 || n.ToUnit != org.DisciplineID || n.Values()["days"] != 5.0 {
			t.Errorf("notice %+v", n)
		}
	})
}

// What nobody issued was not done, and the notice does not say so.
func TestNotice_listsOnlyWhatWasIssued(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader := t.Context(), w.staff["cityleader"]
		idle, busy := w.routed(), w.routed()
		w.until(superviseAt)
		w.ok(w.issue(leader, busy.Number, w.letters(busy.Number)[LetterSupervise].ID))
		for _, l := range []*Lead{idle, busy} {
			w.ok(w.DraftTalk(ctx, leader, w.ref(l.Number)))
		}
		w.ok(w.issue(leader, busy.Number, w.letters(busy.Number)[LetterTalk].ID))
		w.until(noticeAt)
		for l, want := range map[*Lead]string{idle: "remind,overdue,urge", busy: "remind,overdue,urge,supervise,talk"} {
			if got := w.letters(l.Number)[LetterNotice].Values()["steps"]; got != want {
				t.Errorf("the letter says %v, want %s", got, want)
			}
			for _, m := range w.messages(l.Number) {
				if m.Key == "message.step.notice" && (m.Args["steps"] != want || len(m.Args) != 3 || m.Unit != org.DisciplineID) {
					t.Errorf("the notice says %v to %d, want %s", m.Args, m.Unit, want)
				}
			}
		}
		if a, b := w.letters(idle.Number)[LetterNotice].Serial, w.letters(busy.Number)[LetterNotice].Serial; a+b != 3 {
			t.Errorf("numbers %d and %d", a, b)
		}
		if got := w.heard(idle.Number, "message.talk"); len(got) != 1 || got[0] != org.UnitName(org.CityID)+" leader" {
			t.Errorf("a talk is suggested to %q", got)
		}
	})
}

func TestIssue_onceByALeaderOfTheCity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.until(superviseAt)
		letter := w.letters(l.Number)[LetterSupervise]
		for _, who := range []string{"handler", "leader", "city", "monitor", "unnamed"} {
			if err := w.issue(w.staff[who], l.Number, letter.ID); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if err := w.issue(w.staff["cityleader"], l.Number, letter.ID+999); !errs.Is(err, errs.NotFound) {
			t.Errorf("a letter that is none: %v", err)
		}
		for range 2 {
			w.ok(w.issue(w.staff["cityleader"], l.Number, letter.ID))
		}
		after := w.lead(l.Number)
		x := w.letters(l.Number)[LetterSupervise]
		if x.IssuedBy != w.staff["cityleader"].ID || x.Serial != 1 || after.SupervisedDue != after.Due {
			t.Errorf("letter %+v, supervised %d", x, after.SupervisedDue)
		}
		if got := w.heard(l.Number, "message.issued.supervise"); len(got) != 1 || got[0] != org.UnitName(tianshan)+" leader" {
			t.Errorf("told %q", got)
		}
		c, err := w.Get(ctx, w.staff["cityleader"], l.Number)
		w.ok(err)
		if last := c.Timeline[len(c.Timeline)-1]; last.Kind != "issued" || last.Public || last.Values()["n"] != 1.0 {
			t.Errorf("the trail ends with %+v", last)
		}
	})
}

func TestIssue_notOfAnAnsweredLead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.until(superviseAt)
		w.ok(w.DraftReply(ctx, w.staff["handler"], w.ref(l.Number), proven()))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		err := w.issue(w.staff["cityleader"], l.Number, w.letters(l.Number)[LetterSupervise].ID)
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("err = %v, want conflict", err)
		}
	})
}

// A letter of the date before a reopening is about nothing any more.
func TestIssue_notOfAnEarlierDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.until(superviseAt)
		old := w.letters(l.Number)[LetterSupervise].ID
		r := proven()
		r.Finding, r.Violation = Unproven, ""
		w.ok(w.DraftReply(ctx, w.staff["handler"], w.ref(l.Number), r))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if e := errs.As(w.issue(w.staff["cityleader"], l.Number, old)); e == nil || e.Text.Key != "ladder.moot" {
			t.Errorf("err = %v", e)
		}
	})
}

func TestDraftTalk_onceForALateLead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, leader := t.Context(), w.routed(), w.staff["cityleader"]
		if err := w.DraftTalk(ctx, leader, w.ref(l.Number)); !errs.Is(err, errs.Conflict) {
			t.Errorf("in time: %v", err)
		}
		w.until(overdueAt)
		if err := w.DraftTalk(ctx, w.staff["leader"], w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("by the district: %v", err)
		}
		w.ok(w.DraftTalk(ctx, leader, w.ref(l.Number)))
		if err := w.DraftTalk(ctx, leader, w.ref(l.Number)); !errs.Is(err, errs.Conflict) {
			t.Errorf("again: %v", err)
		}
		if x := w.letters(l.Number)[LetterTalk]; x.InForce() || x.DraftedBy != leader.ID {
			t.Errorf("letter %+v", x)
		}
	})
}

func delay(day string) Explained {
	return Explained{Reason: "经办人调离，新的经办人正在到校核对", Day: day, Told: "核对需要更多时间，新的日期前一定答复您"}
}

func TestExplain_givesTheReporterADateAndMovesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, leader := t.Context(), w.routed(), w.staff["leader"]
		w.until(overdueAt)
		if err := w.Explain(ctx, leader, w.ref(l.Number), delay("2025-07-20")); !errs.Is(err, errs.Conflict) {
			t.Errorf("before it is asked: %v", err)
		}
		w.until(urgeAt)
		if moves := Moves(leader, w.lead(l.Number)); len(moves) == 0 || moves[0] != MoveExplain {
			t.Errorf("the leader's first is %v", moves)
		}
		for _, who := range []string{"handler", "cityleader", "monitor"} {
			if err := w.Explain(ctx, w.staff[who], w.ref(l.Number), delay("2025-07-20")); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", who, err)
			}
		}
		p, err := w.Public(ctx, l.ID)
		if w.ok(err); p.Explained != nil || p.Status.Key != "public.late" {
			t.Errorf("before: %+v", p)
		}
		before := w.lead(l.Number)
		w.ok(w.Explain(ctx, leader, w.ref(l.Number), delay("2025年7月20日")))
		after := w.lead(l.Number)
		if after.Due != before.Due || after.NextStep != before.NextStep || after.NextStepAt != before.NextStepAt || after.State != before.State {
			t.Errorf("moved: %+v", after)
		}
		p, err = w.Public(ctx, l.ID)
		if w.ok(err); p.Explained == nil || p.Explained.Day != "2025-07-20" || p.Status.Key != "public.late.set" || p.Events[len(p.Events)-1].Kind != "explained" {
			t.Errorf("after: %+v", p)
		}
		spoken, err := w.PublicByNumber(ctx, l.Number)
		if w.ok(err); spoken.Status.Key != "public.late.set" {
			t.Errorf("spoken: %v", spoken.Status)
		}
		if err := w.Explain(ctx, leader, w.ref(l.Number), delay("2025-07-25")); !errs.Is(err, errs.Conflict) {
			t.Errorf("again: %v", err)
		}
		w.until(noticeAt)
		if p, err = w.Public(ctx, l.ID); err != nil || p.Status.Key != "public.late.passed" {
			t.Errorf("when the new date has passed: %v, %v", p.Status, err)
		}
		if taken, err := w.StepsTaken(ctx, l.Number); err != nil || len(taken) != 5 {
			t.Errorf("the ladder stands at %v, %v", taken, err)
		}
	})
}

func TestExplain_holdsItsFields(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.until(urgeAt)
		for name, c := range map[string]struct {
			change func(*Explained)
			field  string
		}{
			"short":      {func(e *Explained) { e.Reason = "忙" }, "reason"},
			"long":       {func(e *Explained) { e.Told = strings.Repeat("长", 301) }, "told"},
			"number":     {func(e *Explained) { e.Told += "，电话 19900001234" }, "told"},
			"no day":     {func(e *Explained) { e.Day = "" }, "day"},
			"today":      {func(e *Explained) { e.Day = "2025-07-15" }, "day"},
			"too far":    {func(e *Explained) { e.Day = "2025-08-15" }, "day"},
			"impossible": {func(e *Explained) { e.Day = "2025-07-32" }, "day"},
		} {
			in := delay("2025-08-14")
			c.change(&in)
			if e := errs.As(w.Explain(t.Context(), w.staff["leader"], w.ref(l.Number), in)); e == nil || e.Fields[c.field].Key == "" {
				t.Errorf("%s: %v, want field %s", name, e, c.field)
			}
		}
		w.ok(w.Explain(t.Context(), w.staff["leader"], w.ref(l.Number), delay("2025-08-14")))
	})
}

func pause(until string) Pause {
	return Pause{Reason: "等待自治区对学校隶属的批复，区里无法决定", Until: until}
}

func TestMute_needsTwoPeopleAndEndsOnItsDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, leader, city := t.Context(), w.routed(), w.staff["leader"], w.staff["cityleader"]
		w.until(overdueAt)
		if err := w.GrantMute(ctx, city, w.ref(l.Number)); !errs.Is(err, errs.Conflict) {
			t.Errorf("nobody asked: %v", err)
		}
		w.ok(w.AskMute(ctx, leader, w.ref(l.Number), pause("2025-07-20")))
		if now := w.lead(l.Number); now.NextStepAt != clock.Milli(urgeAt) || now.Muted(w.clock.Now()) {
			t.Errorf("asked only, and the next step is at %d", now.NextStepAt)
		}
		if err := w.GrantMute(ctx, leader, w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who asked grants: %v", err)
		}
		if err := w.GrantMute(ctx, w.staff["city"], w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a handler grants: %v", err)
		}
		w.ok(w.GrantMute(ctx, city, w.ref(l.Number)))
		end := time.Date(2025, 7, 21, 0, 0, 0, 0, clock.Beijing)
		w.clock.Set(end.Add(-time.Millisecond))
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps inside the pause", n)
		}
		if late, err := w.Count(ctx, city, Filter{Late: true}); err != nil || late != 1 || !w.lead(l.Number).Late(w.clock.Now()) {
			t.Errorf("a muted lead is not late any more: %d, %v", late, err)
		}
		w.clock.Set(end)
		w.sweep()
		taken, err := w.StepsTaken(ctx, l.Number)
		if w.ok(err); len(taken) != 4 || taken[deadline.StepSupervise] != 1 {
			t.Errorf("after the pause %v", taken)
		}
		w.until(noticeAt)
		if taken, err = w.StepsTaken(ctx, l.Number); err != nil || len(taken) != 5 || taken[deadline.StepUrge] != 1 {
			t.Errorf("at last %v, %v", taken, err)
		}
	})
}

func TestMute_cityLeaderNeedsAnotherOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, city := t.Context(), w.routed(), w.staff["cityleader"]
		w.until(overdueAt)
		w.ok(w.AskMute(ctx, city, w.ref(l.Number), pause("2025-07-20")))
		if err := w.GrantMute(ctx, city, w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("alone: %v", err)
		}
		if err := w.AskMute(ctx, w.staff["leader"], w.ref(l.Number), pause("2025-07-20")); !errs.Is(err, errs.Conflict) {
			t.Errorf("asked twice: %v", err)
		}
		w.ok(w.EndMute(ctx, w.staff["leader"], w.ref(l.Number))) // refused
		if now := w.lead(l.Number); now.MuteBy != 0 || now.MutedUntil != 0 {
			t.Errorf("refused, and it stands: %+v", now)
		}
	})
}

func TestMute_endedEarlierGoesOnWhereItStood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, city := t.Context(), w.routed(), w.staff["cityleader"]
		w.until(overdueAt)
		w.ok(w.AskMute(ctx, w.staff["leader"], w.ref(l.Number), pause("2025-07-30")))
		w.ok(w.GrantMute(ctx, city, w.ref(l.Number)))
		w.ok(w.EndMute(ctx, w.staff["leader"], w.ref(l.Number)))
		if now := w.lead(l.Number); now.NextStep != deadline.StepUrge || now.NextStepAt != clock.Milli(urgeAt) {
			t.Errorf("next %s at %d", now.NextStep, now.NextStepAt)
		}
		w.ok(w.AskMute(ctx, w.staff["leader"], w.ref(l.Number), pause("2025-07-16")))
		w.clock.Set(time.Date(2025, 7, 17, 0, 0, 0, 0, clock.Beijing)) // nobody granted in time, and the ladder went on
		if w.sweep() != 1 {
			t.Error("the ladder waited for a pause that nobody had granted")
		}
		if e := errs.As(w.GrantMute(ctx, city, w.ref(l.Number))); e == nil || e.Text.Key != "mute.over" {
			t.Errorf("granted when it was over: %v", e)
		}
	})
}

func TestMute_onlyWhatIsLate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.until(remindAt)
		if err := w.AskMute(t.Context(), w.staff["leader"], w.ref(l.Number), pause("2025-07-20")); !errs.Is(err, errs.Conflict) {
			t.Errorf("in time: %v", err)
		}
		w.until(noticeAt)
		if err := w.AskMute(t.Context(), w.staff["leader"], w.ref(l.Number), pause("2025-07-30")); !errs.Is(err, errs.Conflict) {
			t.Errorf("at the top: %v", err)
		}
	})
}

// A new promise is not muted by what was granted for the old one.
func TestMute_endsWithItsDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.until(overdueAt)
		w.ok(w.AskMute(ctx, w.staff["leader"], w.ref(l.Number), pause("2025-08-10")))
		w.ok(w.GrantMute(ctx, w.staff["cityleader"], w.ref(l.Number)))
		r := proven()
		r.Finding, r.Violation = Unproven, ""
		w.ok(w.Contact(ctx, w.staff["handler"], w.ref(l.Number), Contacted{"phone", "reached", "已与反映人核实情况"}))
		w.ok(w.DraftReply(ctx, w.staff["handler"], w.ref(l.Number), r))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if now := w.lead(l.Number); now.MutedUntil != 0 || now.NextStepAt >= clock.Milli(now.DueAt()) {
			t.Errorf("reopened: %+v", now)
		}
	})
}

// Written by hand, apart from the table.
func TestHolder_byState(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		want := map[State]Holder{
			StateNew: HeldByCity, Assigned: HeldByHandler, InProgress: HeldByHandler, ReviewPending: HeldByLeader, ExtendPending: HeldByLeader,
			Replied: HeldByReporter, Reopened: HeldByLeader, Closed: HeldByNobody, Rejected: HeldByNobody,
		}
		for state, holder := range want {
			if got := w.standIn(state).Holder(); got != holder {
				t.Errorf("%s: %s, want %s", state, got, holder)
			}
		}
		for _, state := range States() {
			if holders[state] == "" {
				t.Errorf("nobody holds %s", state)
			}
		}
		if got := w.routed(cityConduct).Holder(); got != HeldByDiscipline {
			t.Errorf("misconduct of the city: %s", got)
		}
	})
}

// A reminder goes to who can act: not to a handler who waits for the leader.
func TestClimb_followsWhoHoldsTheBall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		district, city := org.UnitName(tianshan), org.UnitName(org.CityID)
		cases := map[string]struct {
			l       *Lead
			remind  string
			overdue []string
		}{
			"unsigned":     {w.standIn(Assigned), district + " handler", []string{district + " handler,leader"}},
			"working":      {w.standIn(InProgress), district + " handler", []string{district + " handler,leader"}},
			"in review":    {w.standIn(ReviewPending), district + " leader", []string{district + " leader"}},
			"more time":    {w.standIn(ExtendPending), district + " leader", []string{district + " leader"}},
			"undispatched": {w.standIn(StateNew), city + " handler,leader,monitor", []string{city + " handler,leader,monitor"}},
		}
		w.until(overdueAt)
		for name, c := range cases {
			if got := w.heard(c.l.Number, "message.step.remind"); fmt.Sprint(got) != fmt.Sprint([]string{c.remind}) {
				t.Errorf("%s: reminded %q, want %q", name, got, c.remind)
			}
			if got := w.heard(c.l.Number, "message.step.overdue"); fmt.Sprint(got) != fmt.Sprint(c.overdue) {
				t.Errorf("%s: told of the delay %q, want %q", name, got, c.overdue)
			}
		}
		if got := w.lead(cases["unsigned"].l.Number).Holder(); got != HeldByLeader {
			t.Errorf("unsigned and late: %s", got)
		}
	})
}

// A clock that is set back fires nothing, and one that jumps fires everything once, in order.
func TestEscalate_clockSetBothWays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.clock.Set(urgeAt)
		if n := w.sweep(); n != 4 { // it counts as signed, too
			t.Errorf("jumped: %d steps", n)
		}
		for _, at := range []time.Time{overdueAt, remindAt.Add(-time.Hour), monday, superviseAt.Add(-time.Millisecond)} {
			w.clock.Set(at)
			if n := w.sweep(); n != 0 {
				t.Errorf("set to %s: %d steps", at, n)
			}
		}
		w.clock.Set(noticeAt.AddDate(1, 0, 0))
		if n := w.sweep(); n != 2 {
			t.Errorf("jumped a year: %d steps", n)
		}
		w.clock.Set(superviseAt)
		w.sweep()
		taken, err := w.StepsTaken(t.Context(), l.Number)
		if w.ok(err); len(taken) != 5 {
			t.Errorf("taken %v", taken)
		}
		for id, n := range taken {
			if n != 1 {
				t.Errorf("%s taken %d times", id, n)
			}
		}
	})
}

// One bad row among many: the others take their steps in the same sweep.
func TestEscalate_aBadRowHoldsUpNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		bad := w.routed()
		for range 7 {
			w.submit()
		}
		w.route()
		w.spoil(bad.ID)
		w.clock.Set(superviseAt)
		n, err := w.Escalate(t.Context())
		if err == nil || n != 7*5 { // four rungs, and the signature that counts as given
			t.Errorf("%d steps, %v", n, err)
		}
	})
}

// spoil leaves a lead with a step that no ladder has.
func (w *world) spoil(id int64) {
	w.t.Helper()
	testkit.Corrupted(w.DB) // its next step is none
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Exec("UPDATE leads SET next_step = 'danced' WHERE id = ?", id).Error
	}))
}
