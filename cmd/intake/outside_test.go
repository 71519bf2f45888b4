package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// canaries are what a reporter, and somebody who attacks, leaves behind. None may come out again.
var canaries = map[string]string{
	"phone": "19900007431", "spaced phone": "199 0000 7431", "name": "金丝雀女士", "text": "金丝雀在笼子里唱歌",
	"school": "示例金丝雀小学", "source": "127.0.0.77", "forwarded": "203.0.113.9", "agent": "CanaryBrowser", "referrer": "canary.example",
	"query": "canary-query", "path": "canary-path", "field": "canary-field", "user": "canary-user", "password": "canary-password",
	"cookie": "canary-cookie", "code": "4821093755621048", "method": "CANARY",
}

// mustShow are the figures that docs/metrics.md promises, of each program.
var mustShow = map[string][]string{
	"intake": {
		`sunlead_requests_total{route="/report/check",method="POST",status="3xx"}`, `sunlead_request_seconds_count{class="public"}`,
		`sunlead_requests_total{route="none",method="GET",status="4xx"}`, `sunlead_requests_total{route="none",method="other",status="4xx"}`,
		`sunlead_errors_total{kind="internal"}`, `sunlead_errors_total{kind="malformed"}`, "sunlead_group_size_count", "sunlead_group_queue",
	},
	"worker": {
		`sunlead_jobs_total{kind="lead.route",outcome="done"}`, `sunlead_jobs_total{kind="lead.route",outcome="dead"}`,
		"sunlead_submit_to_routed_seconds_count", "sunlead_sweep_late_seconds_count", "sunlead_sweep_late_last_seconds",
	},
	"both": {
		"sunlead_commits_total", "sunlead_commit_retries_total", `sunlead_outbox_waiting{kind="lead.route"}`,
		`sunlead_outbox_oldest_seconds{kind="notify.send"}`, `sunlead_outbox_dead{kind="item.count"}`, "sunlead_database_up", "sunlead_queue_up",
		"sunlead_step_waits_seconds", "sunlead_workers", "sunlead_sweep_age_seconds", `sunlead_log_lines_lost_total{why="blocked"}`,
		"go_goroutines", "go_memstats_heap_alloc_bytes", "go_gc_cycles",
	},
}

func TestOutside_figuresAndLogsHoldNobody(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	web := in.start("intake", nil, "INTAKE_LISTEN=127.0.0.1:0", "INTAKE_METRICS=127.0.0.1:0")
	worker := in.start("worker", nil, "INTAKE_METRICS=127.0.0.1:0")
	site, webFigures, workerFigures := web.listen("web server started"), web.listen("figures served"), worker.listen("figures served")

	in.reportAsCanary(site)
	in.overdue()
	in.attackAsCanary(site)

	worker.eventually("the report is routed and a step is taken", func() bool {
		_, f := scrape(t, workerFigures)
		return f["sunlead_submit_to_routed_seconds_count"] == 1 && f["sunlead_sweep_late_seconds_count"] > 0 && f["sunlead_sweep_age_seconds"] > 0
	})
	var text string
	web.eventually("the web server hears of the worker", func() bool {
		var f map[string]float64
		text, f = scrape(t, webFigures)
		return f["sunlead_workers"] == 1 && f["sunlead_sweep_age_seconds"] > 0
	})
	workerText, _ := scrape(t, workerFigures)
	shows(t, "intake", text)
	shows(t, "worker", workerText)
	if status, _ := fetch(t, site+"/metrics"); status != http.StatusNotFound {
		t.Errorf("figures on the public address: %d", status)
	}
	web.stop()
	worker.stop()
	for name, said := range map[string]string{
		"the web server's figures": text, "the worker's figures": workerText, "the web server's log": web.text(), "the worker's log": worker.text(),
	} {
		for what, canary := range canaries {
			if strings.Contains(said, canary) {
				t.Errorf("%s hold the %s %q", name, what, canary)
			}
		}
	}
	for _, p := range []*program{web, worker} {
		if len(p.lines()) < 3 {
			t.Errorf("%s logged %d lines", p.cmd.Path, len(p.lines()))
		}
	}
	if !strings.Contains(web.text(), `"kind":"internal"`) {
		t.Error("no failure of ours was forced, so its line was not looked at")
	}
}

func shows(t *testing.T, program, text string) {
	t.Helper()
	found := testkit.ParseFigures(t, text)
	for _, name := range append(append([]string(nil), mustShow[program]...), mustShow["both"]...) {
		if _, is := found[name]; !is {
			t.Errorf("%s does not show %s", program, name)
		}
	}
}

// canaryVisitor comes with everything that tells who somebody is.
func (in *installation) canaryVisitor(site string) *testkit.Visitor {
	v := testkit.NewVisitor(in.t, from(in.t, canaries["source"], site))
	v.Header.Set("User-Agent", canaries["agent"]+"/1.0")
	v.Header.Set("Referer", "http://"+canaries["referrer"]+"/group")
	v.Header.Set("X-Forwarded-For", canaries["forwarded"])
	v.Header.Set("X-Real-IP", canaries["forwarded"])
	v.Header.Set("Forwarded", "for="+canaries["forwarded"])
	v.Header.Set("X-Request-Id", canaries["agent"])
	return v
}

// reportAsCanary sends a report page by page; at the first try the database lacks a table.
func (in *installation) reportAsCanary(site string) {
	in.t.Helper()
	v := in.canaryVisitor(site)
	p := v.Submit(v.Get("/?from="+canaries["query"]).Form(`form[action="/report/start"]`), "")
	for _, page := range []map[string]string{
		{"cat": "fee"},
		{"district": "650102", "about": "school", "school_q": canaries["school"]},
		{"text": canaries["text"] + "，报名时要求先交钱，电话" + canaries["phone"]},
		{"mode": "phone", "phone": canaries["spaced phone"], "name": canaries["name"], "consent": "1"},
	} {
		f := p.Form("main form[method=post]")
		for name, value := range page {
			f.Set(name, value)
		}
		if p = v.Submit(f, goOn(f)); p.URL.Path == "/report/mask" {
			p = v.Submit(p.Form("main form[method=post]"), "保留") // the number in the text
		}
		p = noFiles(v, p)
	}
	form := p.Form("main form[method=post]")
	in.exec("ALTER TABLE reporters RENAME TO reporters_gone")
	if p := v.Submit(form, goOn(form)); p.Status != http.StatusInternalServerError {
		in.t.Fatalf("without its table: %d at %s", p.Status, p.URL)
	}
	in.exec("ALTER TABLE reporters_gone RENAME TO reporters")
	if p := v.Submit(form, goOn(form)); p.URL.Path != "/report/done" {
		in.t.Fatalf("ended at %s: %d", p.URL, p.Status)
	}
}

// attackAsCanary makes every mistake there is.
func (in *installation) attackAsCanary(site string) {
	in.t.Helper()
	v := in.canaryVisitor(site)
	v.Get("/" + canaries["path"])
	v.Get("/cases/" + canaries["phone"])
	v.Get("/track?code=" + canaries["code"])
	v.Post("/track", url.Values{"code": {canaries["code"]}})
	v.Post("/track", url.Values{canaries["field"]: {canaries["phone"]}})
	v.Post("/report/check", url.Values{"key": {canaries["field"]}})
	v.Post("/signin", url.Values{"user": {canaries["user"]}, "password": {canaries["password"]}})
	v.Post("/track", url.Values{"code": {strings.Repeat(canaries["phone"], 10_000)}})
	cookies := in.canaryVisitor(site)
	cookies.Header.Set("Cookie", "sunlead="+canaries["cookie"]+strings.Repeat("x", 30)+"; draft="+canaries["cookie"])
	cookies.Get("/cases")
	cookies.Get("/report/what")
	for _, raw := range []string{
		"GET /%zz" + canaries["path"] + " HTTP/1.1\r\nHost: x\r\n\r\n",
		canaries["method"] + " / HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/9.9\r\n" + canaries["field"] + "\r\n\r\n",
		"POST /track HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\ncode=" + canaries["phone"],
		canaries["phone"] + "\r\n\r\n",
	} {
		in.raw(site, raw)
	}
}

// raw sends bytes and hangs up, from the canary's address.
func (in *installation) raw(site, text string) {
	in.t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(canaries["source"])}}
	conn, err := d.DialContext(in.t.Context(), "tcp", site)
	if err != nil {
		in.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(text)); err != nil {
		in.t.Fatal(err)
	}
	if tcp, is := conn.(*net.TCPConn); is {
		_ = tcp.CloseWrite()
	}
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	var answer bytes.Buffer
	_, _ = answer.ReadFrom(conn)
}

func (in *installation) exec(statement string) {
	in.t.Helper()
	err := in.app.DB.InTx(in.t.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec(statement).Error })
	if err != nil {
		in.t.Fatal(err)
	}
}

// overdue lets the reported lead be late, so that the worker has a step to take.
func (in *installation) overdue() {
	in.t.Helper()
	var routed int64
	(&program{t: in.t}).eventually("the lead is routed", func() bool {
		in.app.DB.Gorm(in.t.Context()).Table("leads").Where("routed > 0 AND next_step_at > 0").Count(&routed)
		return routed == 1
	})
	in.exec(fmt.Sprintf("UPDATE leads SET next_step_at = %d", time.Now().Add(-5*time.Second).UnixMilli()))
}

// A log that nobody reads holds up no request, no start and no stop; one whose reader went away ends nothing.
func TestOutside_nobodyReadsTheLog(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fillPipe(t, w)
	site := freePort(t)
	web := in.start("intake", w, "INTAKE_LISTEN="+site)
	w.Close()
	web.eventually("the site answers", func() bool {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", site)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	for i := range 200 {
		path := "/report/type"
		if i%2 == 0 {
			path = "/nowhere"
		}
		if status, _ := fetch(t, site+path); status >= 500 {
			t.Fatalf("request %d: %d", i, status)
		}
	}
	r.Close() // the collector dies
	for range 5 {
		if status, _ := fetch(t, site+"/"); status != http.StatusOK {
			t.Fatalf("without a reader: %d", status)
		}
	}
	web.stop()
}

// fillPipe writes until the pipe takes no more: 64 KiB, or less where pipes are small.
func fillPipe(t *testing.T, w *os.File) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	fill := exec.CommandContext(ctx, "head", "-c", "1048576", "/dev/zero")
	fill.Stdout = w
	if err := fill.Run(); err == nil {
		t.Fatal("the pipe took a megabyte")
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestOutside_demoSaysThatAllIsWell(t *testing.T) {
	t.Parallel()
	tn := startDemo(t, "-speed", "50")
	p := waitFor(t, tn.staff("admin"), "/admin/system", "一切正常")
	for _, want := range []string{"有应答", "1 个在运行", "前巡查过"} {
		if text := p.One("main").Text(); !strings.Contains(text, want) {
			t.Errorf("nothing of %q in %q", want, text)
		}
	}
}
