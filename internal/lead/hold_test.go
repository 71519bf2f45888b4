package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// returned is a lead that its district sent back on the first day.
func (w *world) returned() *Lead {
	w.t.Helper()
	l := w.routed()
	w.ok(w.Return(w.t.Context(), w.staff["handler"], w.ref(l.Number), notOurs()))
	return w.lead(l.Number)
}

// saysOf is what a letter says of the delay: the unit, its days and its steps.
func (w *world) saysOf(number string, kind LetterKind) [3]any {
	w.t.Helper()
	l := w.letters(number)[kind]
	if l == nil {
		return [3]any{}
	}
	v := l.Values()
	return [3]any{idIn(v, "owner"), idIn(v, "days"), v["steps"]}
}

// While the city decides who handles a lead, the delay is the city's: it climbs inside the bureau, nobody writes to the
// district, the city writes none to itself, and the discipline body reads whose it is.
func TestHold_theCityAnswersForItsOwnDelay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, bureau := t.Context(), org.UnitName(org.CityID)
		waits := map[string]*Lead{
			"returned":     w.returned(),
			"undispatched": w.routed(func(r *Report) { r.District = org.DistrictUnknown }),
		}
		w.until(noticeAt)
		for name, l := range waits {
			if letters := w.letters(l.Number); len(letters) != 1 || w.saysOf(l.Number, LetterNotice) != [3]any{org.CityID, int64(5), "remind,overdue,urge"} {
				t.Errorf("%s: %d letters, the notice says %v", name, len(letters), w.saysOf(l.Number, LetterNotice))
			}
			for key, who := range map[string]string{
				"message.step.urge": bureau + " leader", "message.step.supervise.none": bureau + " leader", "message.step.supervise": "", "message.talk": "",
			} {
				if got := w.heard(l.Number, key); who == "" && len(got) != 0 || who != "" && !slices.Equal(got, []string{who}) {
					t.Errorf("%s: %s went to %q, want %q", name, key, got, who)
				}
			}
			if got := w.lead(l.Number).LateStages(); !slices.Equal(got, []LateStage{StageNoticed}) {
				t.Errorf("%s stands at %v", name, got)
			}
			wantKey(t, name, w.DraftTalk(ctx, w.staff["cityleader"], w.ref(l.Number)), "ladder.own")
			if err := w.Explain(ctx, w.staff["leader"], w.ref(l.Number), delay("2025-07-25")); err == nil {
				t.Errorf("%s: the district explains the city's delay", name)
			}
			w.ok(w.Explain(ctx, w.staff["cityleader"], w.ref(l.Number), delay("2025-07-25")))
		}
	})
}

// A lead that the city owns climbs to its leader, without a letter.
func TestHold_theCitysOwnLeadHasNoLetters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(conduct)
		w.until(superviseAt)
		if letters := w.letters(l.Number); l.OwnerUnit != org.CityID || len(letters) != 0 {
			t.Errorf("letters %v of a lead of %d", letters, l.OwnerUnit)
		}
		if got := w.lead(l.Number).LateStages(); !slices.Equal(got, []LateStage{StageUrged}) {
			t.Errorf("it stands at %v", got)
		}
		w.until(noticeAt)
		if got := w.saysOf(l.Number, LetterNotice); got != [3]any{org.CityID, int64(5), "remind,overdue,urge"} {
			t.Errorf("the notice says %v", got)
		}
	})
}

// Of a delay that two units share each letter counts the days and the steps of the one that it names.
func TestHold_daysAndStepsAreTheUnitsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city := t.Context(), w.staff["city"]
		back, away, last := w.returned(), w.returned(), w.returned()
		w.until(time.Date(2025, 7, 16, 10, 0, 0, 0, clock.Beijing)) // two working days past the 14th
		w.ok(w.Decide(ctx, city, w.ref(back.Number), Verdict{Agree: no, Why: "学校属你区管理"}))
		w.ok(w.Decide(ctx, city, w.ref(away.Number), Verdict{Agree: yes, Unit: midong}))
		w.until(superviseAt)
		for unit, l := range map[int64]*Lead{tianshan: back, midong: away} {
			if got := w.saysOf(l.Number, LetterSupervise); got != [3]any{unit, int64(1), ""} {
				t.Errorf("the 督办单 says %v, want one day of %d", got, unit)
			}
		}
		w.until(time.Date(2025, 7, 21, 10, 0, 0, 0, clock.Beijing)) // the day of the notice
		w.ok(w.Decide(ctx, city, w.ref(last.Number), Verdict{Agree: yes, Unit: midong}))
		w.until(noticeAt)
		for l, want := range map[*Lead][3]any{
			back: {tianshan, int64(3), ""}, away: {midong, int64(3), ""}, last: {org.CityID, int64(5), "remind,overdue,urge"},
		} {
			if got := w.saysOf(l.Number, LetterNotice); got != want {
				t.Errorf("the notice says %v, want %v", got, want)
			}
		}
		if got := w.heard(back.Number, "message.talk"); len(got) != 1 {
			t.Errorf("a talk with the district is suggested to %q", got)
		}
	})
}

// What was held before the first step and the due date is nobody's delay, and is not kept.
func TestHold_keptOnlyOfWhatIsLate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.returned()
		w.ok(w.Decide(t.Context(), w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong}))
		if n := count(t, w.DB, "lead_holds"); n != 0 {
			t.Errorf("%d times are kept", n)
		}
		w.until(noticeAt)
		if got := w.saysOf(l.Number, LetterNotice); got != [3]any{midong, int64(5), "remind,overdue,urge"} {
			t.Errorf("the notice says %v", got)
		}
	})
}

// Each stage's number is its list; a lead whose 督办单 waits is counted there whatever the ladder did since, and a lead
// without one is not.
func TestStageCounts_areTheirLists(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city := t.Context(), w.staff["cityleader"]
		idle, issued, moved, pending := w.routed(), w.routed(), w.routed(), w.returned()
		w.until(superviseAt)
		w.ok(w.issue(city, issued.Number, w.letters(issued.Number)[LetterSupervise].ID))
		r := bureauWork()
		r.District = "650109"
		w.ok(w.ChangeRespondent(ctx, city, w.ref(moved.Number), r))
		w.stages(map[LateStage][]*Lead{StageUrged: {moved, pending}, StageDrafted: {idle}, StageSupervised: {issued}})
		if b, err := w.BesideLate(ctx, []Lead{*w.lead(idle.Number), *w.lead(moved.Number)}); err != nil || b[idle.ID].Letter == 0 || b[moved.ID].Letter != 0 {
			t.Errorf("letters beside: %v, %v", b, err)
		}
		w.until(noticeAt)
		w.stages(map[LateStage][]*Lead{StageDrafted: {idle}, StageSupervised: {issued}, StageNoticed: {idle, issued, moved, pending}})
		w.ok(w.issue(city, idle.Number, w.letters(idle.Number)[LetterSupervise].ID))
		w.stages(map[LateStage][]*Lead{StageSupervised: {idle, issued}, StageNoticed: {idle, issued, moved, pending}})
		if got := w.lead(idle.Number).LateStages(); !slices.Equal(got, []LateStage{StageSupervised, StageNoticed}) {
			t.Errorf("it stands at %v", got)
		}
	})
}

// stages fails unless numbers, lists and leads agree on who stands where.
func (w *world) stages(want map[LateStage][]*Lead) {
	w.t.Helper()
	a, distinct := w.staff["cityleader"], map[int64]bool{}
	n, all, err := w.StageCounts(w.t.Context(), a, 0)
	w.ok(err)
	for _, stage := range LateStages() {
		page, err := w.List(w.t.Context(), a, Filter{Late: true, Stage: stage})
		w.ok(err)
		var ids []int64
		for _, l := range want[stage] {
			ids = append(ids, l.ID)
		}
		got := page.ids()
		slices.Sort(got)
		slices.Sort(ids)
		if !slices.Equal(got, ids) || n[stage] != len(ids) {
			w.t.Errorf("%s: %d, listed %v, want %v", stage, n[stage], got, ids)
		}
		for i := range page.Leads {
			distinct[page.Leads[i].ID] = true
			if !slices.Contains(page.Leads[i].LateStages(), stage) {
				w.t.Errorf("%d is listed as %s and says %v", page.Leads[i].ID, stage, page.Leads[i].LateStages())
			}
		}
	}
	if all != len(distinct) {
		w.t.Errorf("%d in all, want %d", all, len(distinct))
	}
}

// A 督办单 waits for nobody while the city has to act, and again once it does not.
func TestIssue_notWhileTheCityDecides(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.returned()
		w.until(time.Date(2025, 7, 16, 10, 0, 0, 0, clock.Beijing))
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong}))
		w.ok(w.Return(ctx, w.staff["midong"], w.ref(l.Number), Return{Reason: "not_here", To: tianshan, Basis: "示例一小不在米东区，请核对划片范围"}))
		w.until(superviseAt)
		if len(w.letters(l.Number)) != 0 {
			t.Errorf("letters %v", w.letters(l.Number))
		}
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: no, Why: "学校属你区管理"}))
		if now := w.lead(l.Number); now.LastStep != deadline.StepSupervise || !slices.Equal(now.LateStages(), []LateStage{StageUrged}) {
			t.Errorf("after %s it stands at %v", now.LastStep, now.LateStages())
		}
		if err := w.issue(w.staff["cityleader"], l.Number, 1); !errs.Is(err, errs.NotFound) {
			t.Errorf("a letter that is none: %v", err)
		}
	})
}

// What a letter says of the delay is true on the day that it is issued, whenever it was drafted.
func TestIssue_saysTheDelayOfTheDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city, l := t.Context(), w.staff["cityleader"], w.routed()
		w.until(superviseAt)
		id := w.letters(l.Number)[LetterSupervise].ID
		w.clock.Set(noticeAt.Add(-time.Hour))
		for until, field := range map[string]bool{"": true, "2025-07-21": true, "2025-08-21": true, "2025-07-32": true} {
			if err := w.Issue(ctx, city, l.Number, id, Terms{Until: until}); hasField(err, "until") != field {
				t.Errorf("%q: %v", until, err)
			}
		}
		w.ok(w.Issue(ctx, city, l.Number, id, Terms{Until: "2025年7月24日", Who: "不该写入"}))
		v := w.letters(l.Number)[LetterSupervise].Values()
		if v["days"] != 5.0 || v["until"] != "2025-07-24" || v["who"] != nil || v["steps"] != "remind,overdue,urge" || idIn(v, "due") != l.Due {
			t.Errorf("it says %v", v)
		}
		w.ok(w.issue(city, l.Number, w.letters(l.Number)[LetterUrge].ID))
		if v := w.letters(l.Number)[LetterUrge].Values(); v["days"] != 5.0 || v["until"] != nil {
			t.Errorf("the 催办通知 says %v", v)
		}
	})
}

// Presets are working days by the calendar: from a Thursday on, the third is the Tuesday after.
func TestPreset_countsWorkingDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.clock.Set(superviseAt.Add(-10 * time.Hour))
		for kind, want := range map[LetterKind]Terms{LetterSupervise: {Until: "2025-07-22"}, LetterTalk: {Day: "2025-07-21", Hour: "10:00"}, LetterUrge: {}} {
			if got := w.Preset(kind); got != want {
				t.Errorf("%s: %+v, want %+v", kind, got, want)
			}
		}
	})
}
