package httpd

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

// beat is a worker's sign of life.
func (o *office) beat(id string, change func(*outbox.Worker)) {
	o.t.Helper()
	now := clock.Milli(o.clock.Now())
	w := outbox.Worker{ID: id, Started: now - 3_600_000, Seen: now - 2000, Swept: now - 2000, Late: 400}
	change(&w)
	if err := outbox.Beat(o.t.Context(), o.db, w); err != nil {
		o.t.Fatal(err)
	}
}

func alive(*outbox.Worker) {}

// bury leaves n dead jobs of a kind.
func (o *office) bury(kind outbox.Kind, n int) {
	o.t.Helper()
	o.tx(func(ctx context.Context, tx db.Tx) error {
		return o.Jobs.Box.Add(ctx, tx, clock.Milli(o.clock.Now()), make([]outbox.Job, n)...)
	})
	o.tx(func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Exec("UPDATE outbox SET kind = ?, dead = 1, attempts = 10, failure = ? WHERE kind = ''",
			kind, "error.ladder: Error 1205 (HY000): Lock wait timeout exceeded; try restarting transaction").Error
	})
}

func TestSystem_saysWhetherAnythingNeedsDoing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(*office)
		want string
	}{
		"well":       {func(o *office) { o.beat("AAAAAAAAAA", alive) }, "一切正常"},
		"no worker":  {func(*office) {}, "后台处理程序没有运行"},
		"a lost one": {func(o *office) { o.beat("A", func(w *outbox.Worker) { w.Seen -= 61_000 }) }, "后台处理程序没有运行"},
		"dead jobs":  {func(o *office) { o.beat("A", alive); o.bury(outbox.ItemCount, 3) }, "有 3 个失败任务需要处理"},
		"Redis down": {func(o *office) {
			o.beat("A", alive)
			o.Queue = func(context.Context) error { return errors.New("refused") }
		}, "Redis 没有应答"},
		"no sweep":     {func(o *office) { o.beat("A", func(w *outbox.Worker) { w.Swept -= 120_000 }) }, "时限巡查已有 2 分钟没有成功"},
		"a late sweep": {func(o *office) { o.beat("A", alive); o.StepWaits = waits(3 * time.Minute) }, "时限巡查迟了 3 分钟"},
		"a quick one":  {func(o *office) { o.beat("A", alive); o.StepWaits = waits(20 * time.Second) }, "一切正常"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			c.set(o)
			p := o.as("admin").Get(systemPath)
			if p.Status != 200 || !strings.Contains(p.One(".notice__title").Text(), c.want) {
				t.Errorf("%d: %q, want %q", p.Status, p.One(".notice").Text(), c.want)
			}
		})
	}
}

func waits(d time.Duration) func(context.Context) (time.Duration, error) {
	return func(context.Context) (time.Duration, error) { return d, nil }
}

func TestSystem_showsThePartsAndNoLead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	o.beat("WORKERONE1", alive)
	o.beat("LOSTWORKER", func(w *outbox.Worker) { w.Seen -= 120_000 })
	o.bury(outbox.LeadRoute, 1)
	text := o.as("admin").Get(systemPath).One("main").Text()
	for _, want := range []string{"SQLite", "有应答", "1 个在运行", "WORKER", "LOSTWO", "失联", "分派线索", "Lock wait timeout"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q", want)
		}
	}
	for _, kind := range outbox.Kinds() {
		if strings.Contains(text, string(kind)) {
			t.Errorf("%s has no name", kind)
		}
	}
	for _, never := range []string{number, "示例一小", "共建费", "19900001234", "WORKERONE1"} {
		if strings.Contains(text, never) {
			t.Errorf("the page shows %q", never)
		}
	}
}

func TestSystem_replaysOneThenAllAndASecondClickIsHarmless(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.beat("A", alive)
	o.bury(outbox.ItemCount, 3)
	v := o.as("admin")
	p := v.Get(systemPath)
	one := p.Form("#job-" + p.All(`input[name=job]`)[0].Attr("value") + " form")
	for _, want := range []string{"已重新投递 1 个任务", "没有需要重新投递的任务"} {
		if p = v.Submit(one, ""); p.URL.Path != systemPath || !strings.Contains(p.Body, want) {
			t.Fatalf("%s: want %q", p.URL, want)
		}
	}
	p = v.Submit(p.Form(`section[aria-labelledby=jobs] form`), "")
	if !strings.Contains(p.Body, "已重新投递 2 个任务") || !strings.Contains(p.One(".notice__title").Text(), "一切正常") {
		t.Errorf("after all: %s", p.One("main").Text())
	}
	entries, err := trail.Read(t.Context(), o.db, trail.UnitStream(org.CityID))
	if err != nil || len(entries) != 2 {
		t.Errorf("the trail has %d entries, %v", len(entries), err)
	}
	if p := v.Post(systemPath+"/replay", url.Values{"job": {"1"}}); p.Status != 403 {
		t.Errorf("without the session's token: %d", p.Status)
	}
}

func TestSystem_deadJobsArePagedByKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.bury(outbox.NotifySend, deadOnPage+2)
	v := o.as("admin")
	p := v.Get(systemPath)
	if n := len(p.All(`input[name=job]`)); n != deadOnPage {
		t.Fatalf("%d on the first page", n)
	}
	p = v.Get(p.One(`.pager a[rel=next]`).Attr("href"))
	if n := len(p.All(`input[name=job]`)); n != 2 || p.Status != 200 {
		t.Errorf("%d on the second page, %d", n, p.Status)
	}
}

// TestSystem_looks opens the page in a real browser at every width. Full runs only.
func TestSystem_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o := newOffice(t)
	server := httptest.NewServer(o.Handler())
	t.Cleanup(server.Close)
	browser := testkit.NewBrowser(t)
	o.beat("K7Q2MZAAAA", alive)
	tab := o.tab(browser, server.URL, "admin")
	tab.Go(server.URL + systemPath)
	o.look(tab, "admin-system-well")
	o.beat("LOSTWORKER", func(w *outbox.Worker) { w.Seen -= 120_000 })
	o.bury(outbox.ItemCount, 2)
	o.bury(outbox.ViolationRecord, 1)
	o.Queue = func(context.Context) error { return errors.New("refused") }
	tab.Go(server.URL + systemPath)
	o.look(tab, "admin-system-trouble")
}
