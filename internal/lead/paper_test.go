package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// papers are the letters of a case as somebody of the city sees it, by key.
func (w *world) papers(number string) map[string]Paper {
	w.t.Helper()
	c, err := w.Get(w.t.Context(), w.staff["city"], number)
	w.ok(err)
	list := map[string]Paper{}
	for _, p := range c.Papers() {
		list[p.Key] = p
	}
	return list
}

func day(ms int64) string { return clock.FromMilli(ms - 1).In(clock.Beijing).Format(time.DateOnly) }

// A notice says tomorrow what it said on its day: neither a later extension nor a reopening changes it.
func TestPapers_sayTheSameWheneverPrinted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, leader, l := t.Context(), w.staff["handler"], w.staff["leader"], w.working()
		if p := w.papers(l.Number); len(p) != 0 {
			t.Fatalf("nothing was told yet: %+v", p)
		}
		w.ok(w.Accept(ctx, h, w.ref(l.Number), ByHotline))
		accept := w.papers(l.Number)[PaperAccept]
		if accept.Unit != tianshan || accept.Procedure != ByHotline || accept.Rule.ID != deadline.RuleAnswer || accept.Rule.N != 5 || accept.Due != l.Due {
			t.Errorf("%+v", accept)
		}
		w.ok(w.DraftExtension(ctx, h, w.ref(l.Number), moreTime()))
		w.ok(w.Grant(ctx, leader, w.ref(l.Number)))
		p := w.papers(l.Number)[PaperExtend]
		if p.Was != l.Due || day(p.Due) != day(w.lead(l.Number).Due) || p.Days != 5 || p.Draft == nil || p.Draft.Told != moreTime().Told {
			t.Errorf("%+v, was due %s", p, day(l.Due))
		}
		if again := w.papers(l.Number)[PaperAccept]; again != accept {
			t.Errorf("after the extension %+v, before %+v", again, accept)
		}
		w.ok(w.Contact(ctx, h, w.ref(l.Number), Contacted{"phone", "reached", "已与反映人核实情况"}))
		w.ok(w.DraftReply(ctx, h, w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, leader, w.ref(l.Number)))
		w.clock.Add(time.Hour)
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		w.ok(w.DraftReply(ctx, leader, w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, w.staff["cityleader"], w.ref(l.Number)))
		all := w.papers(l.Number)
		first, second := all[PaperAnswer], all[PaperAnswer+"-2"]
		if len(all) != 4 || first.Draft == nil || second.Draft == nil || first.Draft.ID == second.Draft.ID || first.At >= second.At || second.Nth != 2 {
			t.Errorf("answers %+v and %+v of %d papers", first, second, len(all))
		}
		if again := all[PaperAccept]; again != accept {
			t.Errorf("after the reopening %+v, before %+v", again, accept)
		}
	})
}

func TestPapers_ofAPetitionTellTheLaw(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l := t.Context(), w.staff["handler"], w.working()
		w.ok(w.Accept(ctx, h, w.ref(l.Number), ByPetition))
		p := w.papers(l.Number)[PaperAccept]
		if p.Rule.ID != deadline.RuleLawAnswer || day(p.Due) != "2025-09-05" { // monday is 7 July
			t.Errorf("%+v, due %s", p, day(p.Due))
		}
		if last := w.LastDay(deadline.RuleLawReview, p.At).In(clock.Beijing).Format(time.DateOnly); last != "2025-08-06" {
			t.Errorf("a review until %s", last)
		}
		if !w.LastDay("nothing", p.At).IsZero() {
			t.Error("a last day of no rule")
		}
	})
}

// What the reporter may have is four kinds and no more, however much was told inside.
func TestNotices_areTheReportersOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		w.ok(w.moves()[MoveReject](ctx, w.staff["handler"], w.ref(l.Number)))
		if _, papers, err := w.Notices(ctx, l.ID); err != nil || len(papers) != 0 {
			t.Errorf("before the leader agreed: %+v, %v", papers, err)
		}
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		_, papers, err := w.Notices(ctx, l.ID)
		w.ok(err)
		if len(papers) != 1 || papers[0].Key != PaperReject || papers[0].Draft == nil || papers[0].Unit != tianshan {
			t.Errorf("%+v", papers)
		}
		p, err := w.Public(ctx, l.ID)
		w.ok(err)
		if len(p.Papers) != 1 || p.Papers[0].Key != PaperReject {
			t.Errorf("the page lists %+v", p.Papers)
		}
		if _, _, err := w.Notices(ctx, 1); !errs.Is(err, errs.NotFound) {
			t.Errorf("of nobody's lead: %v", err)
		}
	})
	if kinds := slices.Sorted(func(yield func(string) bool) {
		for kind := range noticeOf {
			if !yield(kind) {
				return
			}
		}
	}); !slices.Equal(kinds, []string{"accepted", "extended", "rejected", "replied"}) {
		t.Errorf("notices come of %q", kinds)
	}
}

func TestPapers_numberedLettersAreCountedByKind(t *testing.T) {
	t.Parallel()
	c := &Case{
		Drafts:  []Draft{{ID: 7, Summary: "摘要"}},
		Letters: []Letter{{ID: 1, Kind: LetterUrge, Unit: 5}, {ID: 2, Kind: LetterTransfer, DraftID: 7, Issued: 9}, {ID: 3, Kind: LetterUrge, DraftID: 8}},
	}
	var keys []string
	papers := c.Papers()
	for _, p := range papers {
		keys = append(keys, p.Key)
	}
	if !slices.Equal(keys, []string{"urge", "transfer", "urge-2"}) {
		t.Errorf("keys %q", keys)
	}
	if papers[0].Unit != 5 || papers[1].Draft == nil || papers[1].At != 9 || papers[2].Draft != nil || papers[2].Letter.ID != 3 {
		t.Errorf("%+v", papers)
	}
}

func TestNoteLetter_isInTheTrailAndMovesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		p := Paper{Kind: PaperAccept, Nth: 1}
		for _, who := range []string{"handler", "monitor", "city"} {
			w.ok(w.NoteLetter(ctx, w.staff[who], l.Number, p))
		}
		for _, who := range []string{"midong", "discipline", "operator", "admin"} {
			if err := w.NoteLetter(ctx, w.staff[who], l.Number, p); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		entries, err := trail.Read(ctx, w.DB, trail.LeadStream(l.ID))
		w.ok(err)
		last := entries[len(entries)-1]
		v := last.Values()
		if last.Kind != "letter" || last.Public || last.Actor != trail.Staff(w.staff["city"].ID) || v["letter"] != "accept" || idIn(v, "n") != 1 || idIn(v, "unit") != org.CityID {
			t.Errorf("%+v %v", last, v)
		}
		if now := w.lead(l.Number); now.Version != l.Version || now.TrailSeq != l.TrailSeq+3 {
			t.Errorf("version %d of %d, trail %d of %d", now.Version, l.Version, now.TrailSeq, l.TrailSeq)
		}
	})
}

func TestPapers_anotherCalendarLeavesWhatWasTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		w.ok(w.Accept(t.Context(), w.staff["handler"], w.ref(l.Number), ByHotline))
		w.UseCalendar(rest())
		_, err := w.Recalendar(t.Context())
		w.ok(err)
		if p := w.papers(l.Number)[PaperAccept]; p.Due != l.Due || w.lead(l.Number).Due == l.Due {
			t.Errorf("told %s, now %s", day(p.Due), day(w.lead(l.Number).Due))
		}
	})
}

func TestPapers_aQuestionLeavesWhatWasTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		w.ok(w.Accept(ctx, w.staff["handler"], w.ref(l.Number), ByHotline))
		w.ok(w.Ask(ctx, w.staff["handler"], w.ref(l.Number), asking()))
		if p := w.papers(l.Number)[PaperAccept]; p.Due != l.Due {
			t.Errorf("told %s, while the promise waits %s", day(l.Due), day(p.Due))
		}
		w.clock.Set(monday.AddDate(0, 0, 2))
		w.ok(w.Answer(ctx, l.ID, w.public(l.ID).Asked().ID, "收条上写的是上周五，交给了学校后勤"))
		if p := w.papers(l.Number)[PaperAccept]; p.Due != l.Due || w.lead(l.Number).Due == l.Due {
			t.Errorf("told %s, printed %s, now %s", day(l.Due), day(p.Due), day(w.lead(l.Number).Due))
		}
	})
}

// Whose the lead became is no date: what was told of the answer's day stays, also where the move ended a question and with it
// moved the day.
func TestPapers_anotherOwnerLeavesWhatWasTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		for name, move := range map[string]func(l *Lead) error{
			"respondent": func(l *Lead) error {
				return w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), bureauWork())
			},
			"wall": func(l *Lead) error {
				return w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), bureauConduct())
			},
			"taken over": func(l *Lead) error {
				return w.TakeOver(t.Context(), w.staff["cityleader"], w.ref(l.Number), "该区无人可以继续办理")
			},
			"answered": func(l *Lead) error {
				w.ok(w.TakeAnswer(t.Context(), h, w.ref(l.Number), "收条写的是六月三日"))
				w.ok(w.DraftReply(t.Context(), h, w.ref(l.Number), unproven()))
				w.ok(w.Approve(t.Context(), w.staff["leader"], w.ref(l.Number)))
				return w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), bureauConduct())
			},
		} {
			l := w.working()
			w.ok(w.Accept(ctx, h, w.ref(l.Number), ByHotline))
			told := w.papers(l.Number)[PaperAccept].Due
			w.ok(w.Ask(ctx, h, w.ref(l.Number), asking()))
			w.clock.Add(48 * time.Hour)
			w.ok(move(l))
			_, papers, err := w.Notices(ctx, l.ID)
			if w.ok(err); papers[0].Due != told {
				t.Errorf("%s: the notice says %s, said %s", name, day(papers[0].Due), day(told))
			}
		}
	})
}
