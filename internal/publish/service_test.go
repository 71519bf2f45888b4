package publish_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/internal/testkit"
)

const (
	tianshan = int64(650102)
	midong   = int64(650109)
)

// world is the room over a fresh database with people in every seat.
type world struct {
	*publish.Service
	t     *testing.T
	clock *clock.Fake
	staff map[string]org.Actor
	keys  byte
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		fake := clock.NewFake(time.Date(2026, 7, 6, 16, 20, 0, 0, clock.Beijing))
		w := &world{Service: &publish.Service{DB: d, Case: fake, Wall: fake}, t: t, clock: fake, staff: map[string]org.Actor{}}
		w.hire()
		f(t, w)
	})
}

func (w *world) hire() {
	w.t.Helper()
	people, err := org.New(w.DB, w.clock)
	w.ok(err)
	seats := []org.Staff{
		{UserName: "handler", UnitID: tianshan, Role: org.Handler},
		{UserName: "leader", UnitID: tianshan, Role: org.Leader},
		{UserName: "neighbour", UnitID: midong, Role: org.Handler},
		{UserName: "neighbourleader", UnitID: midong, Role: org.Leader},
		{UserName: "cityhandler", UnitID: org.CityID, Role: org.Handler},
		{UserName: "cityleader", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "unnamed", UnitID: org.CityID, Role: org.Leader},
		{UserName: "operator", UnitID: org.CityID, Role: org.Operator},
		{UserName: "discipline", UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true},
	}
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, seats)
	}))
	for _, s := range seats {
		w.staff[s.UserName] = s.Actor()
	}
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) is(kind errs.Kind, err error) {
	w.t.Helper()
	if !errs.Is(err, kind) {
		w.t.Errorf("%v, want kind %v", err, kind)
	}
}

func policy(title string) publish.Content {
	return publish.Content{
		Label: publish.Dates, District: "650102", Title: title, Body: "报名从七月一日开始，请带户口簿和房产证明。", DocNo: "示教字〔2026〕5号", DocDate: "2026-06-01",
	}
}

func rumour() publish.Content {
	return publish.Content{
		Label: publish.Rumour, District: "650102", Topics: ",fee,", Title: "网传收费不属实", Body: "经核实，示例一小没有收取共建费。", Basis: "到校核对了全部收据，询问了三位家长",
	}
}

// draft writes one for the actor's unit.
func (w *world) draft(who string, k publish.Kind, c publish.Content) publish.Ref {
	w.t.Helper()
	w.keys++
	id, err := w.Create(w.t.Context(), w.staff[who], [16]byte{w.keys}, k, c, 0)
	w.ok(err)
	return publish.Ref{ID: id, Version: 1}
}

func next(r publish.Ref) publish.Ref { return publish.Ref{ID: r.ID, Version: r.Version + 1} }

// public brings a policy entry to the public.
func (w *world) public(c publish.Content) publish.Ref {
	w.t.Helper()
	r := w.draft("handler", publish.Policy, c)
	w.ok(w.Submit(w.t.Context(), w.staff["handler"], r))
	w.ok(w.Approve(w.t.Context(), w.staff["leader"], next(r)))
	return next(next(r))
}

func (w *world) shown() []string {
	w.t.Helper()
	shelf, err := w.Published(w.t.Context())
	w.ok(err)
	var titles []string
	for _, p := range shelf.Policies("650102", 0) {
		titles = append(titles, p.Title)
	}
	for _, p := range shelf.Clarifications("650102", 0, "fee") {
		titles = append(titles, p.Title)
	}
	return titles
}

func (w *world) state(r publish.Ref) publish.State {
	w.t.Helper()
	p, _, err := w.Get(w.t.Context(), w.staff["cityleader"], r.ID)
	w.ok(err)
	return p.State
}

func none(context.Context, db.Conn, *publish.Content) (int, error) { return 0, nil }

func TestPublish_takesTwoPeopleOfTheUnit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r := w.draft("handler", publish.Policy, policy("小学报名时间"))
		w.is(errs.Conflict, w.Approve(ctx, w.staff["leader"], r))
		w.ok(w.Submit(ctx, w.staff["handler"], r))
		r = next(r)
		w.is(errs.Forbidden, w.Approve(ctx, w.staff["handler"], r))
		w.is(errs.NotFound, w.Approve(ctx, w.staff["neighbourleader"], r))
		w.is(errs.Forbidden, w.Approve(ctx, w.staff["cityleader"], r))
		promoted := w.staff["handler"]
		promoted.Role = org.Leader
		w.is(errs.Forbidden, w.Approve(ctx, promoted, r))
		if got := w.shown(); len(got) != 0 {
			t.Errorf("%v is public before it was approved", got)
		}
		w.ok(w.Approve(ctx, w.staff["leader"], r))
		if got := w.shown(); len(got) != 1 {
			t.Errorf("%v is public", got)
		}
		w.is(errs.Conflict, w.Save(ctx, w.staff["handler"], next(r), policy("改一改")))
		w.ok(w.Withdraw(ctx, w.staff["cityleader"], next(r), "内容有误，先撤下"))
		if got := w.shown(); len(got) != 0 {
			t.Errorf("%v is public after it was withdrawn", got)
		}
	})
}

// Whoever has to move it next is told, nobody else.
func TestWaiting_tellsWhoHasToMoveItNext(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		told := func(step string, want map[string]int) {
			t.Helper()
			for who, a := range w.staff {
				if n, err := w.Waiting(ctx, a); err != nil || n != want[who] {
					t.Errorf("%s: %d wait for %s, want %d; %v", step, n, who, want[who], err)
				}
			}
		}
		r := w.draft("handler", publish.Clarification, rumour())
		told("written", nil)
		w.ok(w.Submit(ctx, w.staff["handler"], r))
		gone, leave := context.WithCancel(ctx)
		leave()
		_, _ = w.Waiting(gone, w.staff["leader"]) // takes nothing from who asks after
		told("submitted", map[string]int{"leader": 1})
		w.ok(w.Approve(ctx, w.staff["leader"], next(r)))
		told("approved", map[string]int{"cityleader": 1})
		w.ok(w.SendBack(ctx, w.staff["cityleader"], next(next(r)), "请写明核实的依据"))
		told("sent back", map[string]int{"handler": 1})
	})
}

func TestPublish_aDistrictKnowsOnlyItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r := w.draft("handler", publish.Policy, policy("小学报名时间"))
		for who, want := range map[string]int{"handler": 1, "leader": 1, "neighbour": 0, "cityhandler": 1, "operator": 0, "discipline": 0} {
			p, err := w.List(ctx, w.staff[who], publish.Filter{})
			w.ok(err)
			counts, err := w.Count(ctx, w.staff[who])
			w.ok(err)
			if len(p.Publications) != want || counts[publish.Draft] != want {
				t.Errorf("%s sees %d, counts %v", who, len(p.Publications), counts)
			}
			if _, _, err := w.Get(ctx, w.staff[who], r.ID); (err == nil) != (want == 1) {
				t.Errorf("%s: %v", who, err)
			}
		}
		w.is(errs.NotFound, w.Save(ctx, w.staff["neighbour"], r, policy("改一改")))
		w.is(errs.Forbidden, w.Save(ctx, w.staff["cityhandler"], r, policy("改一改")))
		foreign := policy("别区的报名时间")
		foreign.District = "650109"
		_, err := w.Create(ctx, w.staff["handler"], [16]byte{99}, publish.Policy, foreign, 0)
		w.is(errs.Invalid, err)
	})
}

// A 辟谣 goes out only with a named leader of the city; while a lead on it is open it needs a word more, and that is
// asked again when it goes out.
func TestRumour_needsTheCity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, open := t.Context(), 0
		asks := func(_ context.Context, _ db.Conn, m *publish.Content) (int, error) {
			if m.District != "650102" || m.Topics != ",fee," {
				t.Errorf("asked for %v", m)
			}
			return open, nil
		}
		r := w.draft("handler", publish.Clarification, rumour())
		w.ok(w.Submit(ctx, w.staff["handler"], r))
		w.ok(w.Approve(ctx, w.staff["leader"], next(r)))
		r = next(next(r))
		if w.state(r) != publish.Agreeing || len(w.shown()) != 0 {
			t.Fatalf("a district's word alone makes it %s", w.state(r))
		}
		yes := publish.Agreement{Reason: "材料已经看过，同意"}
		w.is(errs.Forbidden, w.Agree(ctx, w.staff["leader"], r, yes, asks))
		w.is(errs.Forbidden, w.Agree(ctx, w.staff["unnamed"], r, yes, asks))
		w.is(errs.Invalid, w.Agree(ctx, w.staff["cityleader"], r, publish.Agreement{}, asks))
		open = 2
		w.is(errs.Invalid, w.Agree(ctx, w.staff["cityleader"], r, yes, asks))
		yes.Despite, yes.Seen = true, 1
		w.is(errs.Conflict, w.Agree(ctx, w.staff["cityleader"], r, yes, asks))
		yes.Seen = 2
		w.ok(w.Agree(ctx, w.staff["cityleader"], r, yes, asks))
		if w.state(r) != publish.Published || len(w.shown()) != 1 {
			t.Errorf("it is %s", w.state(r))
		}
	})
}

func TestRumour_ofTheCityItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r := w.draft("cityhandler", publish.Clarification, rumour())
		w.ok(w.Submit(ctx, w.staff["cityhandler"], r))
		r = next(r)
		w.is(errs.Conflict, w.Approve(ctx, w.staff["unnamed"], r))
		w.ok(w.SendBack(ctx, w.staff["cityleader"], r, "请改用情况说明"))
		w.ok(w.Submit(ctx, w.staff["cityhandler"], next(r)))
		w.ok(w.Agree(ctx, w.staff["cityleader"], next(next(r)), publish.Agreement{Reason: "材料已经看过，同意"}, none))
		if len(w.shown()) != 1 {
			t.Error("it is not public")
		}
	})
}

func TestMoves_aSecondClickIsNoError_anOldFormIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r := w.draft("handler", publish.Policy, policy("小学报名时间"))
		again, err := w.Create(ctx, w.staff["handler"], [16]byte{w.keys}, publish.Policy, policy("小学报名时间"), 0)
		if w.ok(err); again != r.ID {
			t.Error("the same form made two drafts")
		}
		if _, err = w.Create(ctx, w.staff["handler"], [16]byte{w.keys}, publish.Policy, policy("初中报名时间"), 0); !errs.Is(err, errs.Conflict) {
			t.Errorf("what was typed after a slow answer is dropped: %v", err)
		}
		w.ok(w.Save(ctx, w.staff["handler"], r, policy("初中报名时间")))
		w.ok(w.Save(ctx, w.staff["handler"], r, policy("初中报名时间")))
		w.is(errs.Conflict, w.Save(ctx, w.staff["handler"], r, policy("高中报名时间")))
		again, err = w.Create(ctx, w.staff["handler"], [16]byte{w.keys}, publish.Policy, policy("小学报名时间"), 0)
		if w.ok(err); again != r.ID {
			t.Error("the first form is forgotten")
		}
		r = next(r)
		w.ok(w.Submit(ctx, w.staff["handler"], r))
		w.ok(w.Submit(ctx, w.staff["handler"], r))
		w.is(errs.Conflict, w.Approve(ctx, w.staff["leader"], r))
		w.ok(w.Approve(ctx, w.staff["leader"], next(r)))
		w.ok(w.Approve(ctx, w.staff["leader"], next(r)))
		_, history, err := w.Get(ctx, w.staff["leader"], r.ID)
		if w.ok(err); len(history) != 4 {
			t.Errorf("%d events", len(history))
		}
	})
}

func TestPublish_aNewOneTakesThePlaceOfTheOld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, old := t.Context(), w.public(policy("旧的报名时间"))
		id, err := w.Create(ctx, w.staff["handler"], [16]byte{50}, publish.Policy, policy("新的报名时间"), old.ID)
		w.ok(err)
		w.ok(w.Submit(ctx, w.staff["handler"], publish.Ref{ID: id, Version: 1}))
		if got := w.shown(); len(got) != 1 || got[0] != "旧的报名时间" {
			t.Errorf("shown %v", got)
		}
		w.ok(w.Approve(ctx, w.staff["leader"], publish.Ref{ID: id, Version: 2}))
		if got := w.shown(); len(got) != 1 || got[0] != "新的报名时间" {
			t.Errorf("shown %v", got)
		}
		_, err = w.Create(ctx, w.staff["handler"], [16]byte{51}, publish.Policy, policy("再新的报名时间"), old.ID)
		w.is(errs.Conflict, err)
		_, err = w.Create(ctx, w.staff["neighbour"], [16]byte{52}, publish.Policy, policy("别人的报名时间"), id)
		w.is(errs.Invalid, err)
	})
}

func TestContent_namesWhatIsToBeCorrected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for field, change := range map[string]func(*publish.Content){
			"title":    func(c *publish.Content) { c.Title = "短" },
			"body":     func(c *publish.Content) { c.Body = "第一行\n请联系 199-0000-1234 王老师" },
			"doc_no":   func(c *publish.Content) { c.DocNo = "" },
			"doc_date": func(c *publish.Content) { c.DocDate = "六月" },
			"valid_to": func(c *publish.Content) { c.ValidFrom, c.ValidTo = "2026-07-01", "2026-06-01" },
			"label":    func(c *publish.Content) { c.Label = "rumour" },
			"district": func(c *publish.Content) { c.District = "" },
			"topics":   func(c *publish.Content) { c.Topics = "fee'" },
		} {
			c := policy("小学报名时间")
			change(&c)
			_, err := w.Create(t.Context(), w.staff["handler"], [16]byte{77}, publish.Policy, c, 0)
			if e := errs.As(err); e == nil || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// A kind without labels has none, and only a 辟谣 says how it was verified.
func TestContent_noLabelAndNoBasisWhereThereIsNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		answer := publish.Content{District: "650102", SchoolID: 7, SchoolName: "示例一小", Topics: ",fee,", Title: "关于共建费的答复", Body: "学校已经停止收取，收过的全部退还。"}
		for name, v := range map[string]struct {
			field  string
			change func(c *publish.Content)
		}{
			"too long":      {"label", func(c *publish.Content) { c.Label = "thirteenchars" }},
			"Chinese":       {"label", func(c *publish.Content) { c.Label = "辟谣" }},
			"another's":     {"label", func(c *publish.Content) { c.Label = publish.Rumour }},
			"another basis": {"basis", func(c *publish.Content) { c.Basis = "到校核对了全部收据" }},
		} {
			c := answer
			v.change(&c)
			_, err := w.Create(t.Context(), w.staff["handler"], [16]byte{88}, publish.Response, c, 0)
			if e := errs.As(err); e == nil || e.Fields[v.field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
		explained := rumour()
		explained.Label = publish.Explained
		_, err := w.Create(t.Context(), w.staff["handler"], [16]byte{89}, publish.Clarification, explained, 0)
		w.is(errs.Invalid, err)
	})
}

func TestContent_noNumberThatNamesAPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for text, kind := range map[string]string{
			"请拨打 0991-0000000 咨询，工作日都有人接": "", "联系人手机19900001234，随时可打电话": "mobile", "手机 １９９ ００００ １２３４ 请联系王老师": "mobile",
			"家长身份证号 65010219900307123X 需要核对": "identity", "订单号 201990000123456 与此无关，可以写在这里": "", "第一行\n第二行 199\u200b00001234 电话": "mobile",
		} {
			c := policy("小学报名时间")
			c.Body = text
			_, err := w.Create(t.Context(), w.staff["handler"], [16]byte(fmt.Appendf(nil, "%16.16s", kind+text)), publish.Policy, c, 0)
			if e := errs.As(err); (kind == "") != (err == nil) || kind != "" && !strings.HasSuffix(e.Fields["body"].Key, kind) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// figures draws one release of a month.
func (w *world) figures(month string, leads int) (publish.Figures, error) {
	return w.Draw(w.t.Context(), []string{month}, []string{"fee", "zone"}, []string{"650102", "650109"}, []publish.Tally{
		{Month: month, Topic: "fee", Territory: "650102", Leads: leads}, {Month: month, Topic: "zone", Territory: "650109", Leads: 40},
	})
}

func (w *world) release(f publish.Figures) publish.Ref {
	w.t.Helper()
	raw, err := f.Encode()
	w.ok(err)
	r := w.draft("cityhandler", publish.Statistics, publish.Content{Title: "六月受理情况统计", Body: "六月份收到的反映按类别统计如下。", Figures: raw})
	w.ok(w.Submit(w.t.Context(), w.staff["cityhandler"], r))
	return next(r)
}

func TestStatistics_aMonthIsPublicOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.Draw(ctx, []string{"2026-06"}, []string{"fee"}, []string{""}, []publish.Tally{{Month: "2026-06", Topic: "fee", Leads: 9}})
		w.is(errs.Invalid, err)
		f, err := w.figures("2026-06", 20)
		w.ok(err)
		first, second := w.release(f), w.release(f)
		w.clock.Add(time.Minute)
		w.ok(w.Approve(ctx, w.staff["unnamed"], first))
		w.is(errs.Conflict, w.Approve(ctx, w.staff["unnamed"], second))
		_, err = w.figures("2026-06", 20)
		w.is(errs.Conflict, err)
		_, err = w.figures("2026-05", 20)
		w.ok(err)
		shelf, err := w.Published(ctx)
		if w.ok(err); len(shelf.Releases()) != 1 {
			t.Error("it is not public")
		}
		w.ok(w.Withdraw(ctx, w.staff["unnamed"], next(first), "有一类数字算错了"))
		w.clock.Add(time.Minute)
		w.is(errs.Conflict, w.Approve(ctx, w.staff["unnamed"], second)) // it was drawn before the first was public
		_, err = w.figures("2026-06", 21)
		if e := errs.As(err); e == nil || e.Fields["from"].Key != "publish.figures.near" {
			t.Errorf("a second release tells of one lead: %v", err)
		}
		f, err = w.figures("2026-06", 30)
		w.ok(err)
		third := w.release(f)
		w.ok(w.Approve(ctx, w.staff["unnamed"], third))
		_, err = w.Create(ctx, w.staff["handler"], [16]byte{98}, publish.Statistics, publish.Content{Title: "区里的统计", Body: "区里自己统计的数字在这里。", District: "650102", Figures: "{}"}, 0)
		w.is(errs.Forbidden, err)
	})
}

// A reader who goes away takes nothing from the others; a database that did not answer is asked again soon.
func TestPublished_outlivesWhoAsked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.public(policy("小学报名时间"))
		other := &publish.Service{DB: w.DB, Case: w.clock, Wall: w.clock}
		var sick atomic.Bool
		w.ok(w.DB.Gorm(t.Context()).Callback().Query().Before("gorm:query").Register("sick", func(g *gorm.DB) {
			if sick.Load() {
				_ = g.AddError(errors.New("no answer"))
			}
		}))
		gone, leave := context.WithCancel(t.Context())
		leave()
		reads := func(who context.Context, want bool) {
			t.Helper()
			if shelf, err := other.Published(who); (err == nil) != want || want && len(shelf.Policies("650102", 0)) != 1 {
				t.Errorf("%v", err)
			}
		}
		sick.Store(true)
		reads(t.Context(), false)
		sick.Store(false)
		w.clock.Add(time.Second)
		reads(t.Context(), false)
		w.clock.Add(time.Second)
		_, _ = other.Published(gone)
		reads(t.Context(), true)
	})
}

// The shelf is believed for a few seconds, and costs one small question as long as nothing changed.
func TestPublished_asksSeldom(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.public(policy("小学报名时间"))
		other := &publish.Service{DB: w.DB, Case: w.clock, Wall: w.clock}
		read := func() int {
			shelf, err := other.Published(t.Context())
			w.ok(err)
			return len(shelf.Policies("650102", 0))
		}
		if read() != 1 {
			t.Fatal("nothing is public")
		}
		w.public(policy("初中报名时间"))
		if read() != 1 {
			t.Error("another process is asked at every look")
		}
		w.clock.Add(6 * time.Second)
		if read() != 2 {
			t.Error("what another process published is not found")
		}
		past := policy("去年的报名时间")
		past.ValidTo = "2026-07-06"
		w.public(past)
		if len(w.shown()) != 3 {
			t.Error("its last day still counts")
		}
		w.clock.Add(24 * time.Hour)
		if len(w.shown()) != 2 {
			t.Error("what is past its last day is shown")
		}
	})
}
