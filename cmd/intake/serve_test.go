package main

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"sunlead/internal/testkit"
)

func TestServe(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("stopsWithoutLosingAnybody", stopsWithoutLosingAnybody)
	t.Run("twoOfEachAreOneSite", twoOfEachAreOneSite)
	t.Run("aTokenAtTheFirstStartOnly", aTokenAtTheFirstStartOnly)
	t.Run("saysWhatIsMissing", saysWhatIsMissing)
}

// open is the database as the test reads it, beside the programs.
func (in *station) open() *sql.DB {
	in.t.Helper()
	d, err := sql.Open("mysql", "root@tcp("+in.addr+")/"+in.name)
	if err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(func() { _ = d.Close() })
	return d
}

func (in *station) number(d *sql.DB, query string) (n int) {
	in.t.Helper()
	if err := d.QueryRowContext(in.t.Context(), query).Scan(&n); err != nil {
		in.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// got is what somebody got for their report.
type got struct {
	status int
	body   string
	err    error
}

var numberOn = regexp.MustCompile(`20\d\d-\d{6,12}-\d`)

// number is the 登记编号 of a receipt, "" for any other page.
func (r got) number() string {
	if r.err != nil || r.status != http.StatusOK {
		return ""
	}
	return numberOn.FindString(r.body)
}

// send posts a report on a connection of its own; sent is called when all of it is on the way.
func send(ctx context.Context, base *url.URL, values url.Values, sent func()) got {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent() }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base.String()+"/report/all", strings.NewReader(values.Encode()))
	if err != nil {
		return got{err: err}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		return got{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return got{res.StatusCode, string(body), err}
}

// inFlight is how many people wait for their receipt when the signal comes.
const inFlight = 60

// The database is held, so that all reports are on their way when the signal comes; then it goes on.
func stopsWithoutLosingAnybody(t *testing.T) {
	t.Parallel()
	in := newStation(t)
	web := in.serve()
	forms := make([]url.Values, inFlight)
	for i := range forms {
		forms[i] = wholeReport(t, web.visitor())
	}
	d := in.open()
	held, err := d.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.ExecContext(t.Context(), "LOCK TABLES leads WRITE"); err != nil {
		t.Fatal(err)
	}
	replies := make([]got, inFlight)
	var sent atomic.Int64
	var all sync.WaitGroup
	for i := range forms {
		all.Go(func() { replies[i] = send(t.Context(), web.base, forms[i], func() { sent.Add(1) }) })
	}
	in.until("all reports are sent and wait", func() bool {
		return sent.Load() == inFlight && in.number(d, "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '"+in.name+"' AND state LIKE '%lock%'") > 0
	})
	if err := web.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	in.until("the port is closed", func() bool { return !listens(t.Context(), web.base.Host) })
	if web.over() {
		t.Error("it ended while people waited")
	}
	if _, err := held.ExecContext(t.Context(), "UNLOCK TABLES"); err != nil {
		t.Fatal(err)
	}
	_ = held.Close()
	all.Wait()
	web.endsCleanly(drainTime)
	logged(t, web.said.String())
	in.everybodyHasTheirs(forms, replies, d)
}

// everybodyHasTheirs sends every form again to a new server: who had a receipt gets the same one, who had none gets
// theirs, and there are exactly as many reports as people.
func (in *station) everybodyHasTheirs(forms []url.Values, replies []got, d *sql.DB) {
	in.t.Helper()
	next := in.serve()
	seen, served := map[string]bool{}, 0
	for i, form := range forms {
		had, again := replies[i].number(), send(in.t.Context(), next.base, form, func() {}).number()
		if had != "" {
			served++
		}
		if again == "" || had != "" && had != again || seen[again] {
			in.t.Errorf("report %d: %q before, %q again; %d %v", i, had, again, replies[i].status, replies[i].err)
		}
		seen[again] = true
	}
	if n := in.number(d, "SELECT COUNT(*) FROM leads"); n != len(forms) || served < 50 {
		in.t.Errorf("%d leads of %d forms; %d were answered during the stop", n, len(forms), served)
	}
	in.t.Logf("%d of %d got their receipt from the server that was stopping", served, len(forms))
	next.stop()
}

// inTurns is the proxy in front: every request goes to the next server.
func inTurns(webs []*process) http.Handler {
	var asked atomic.Int64
	var proxies []http.Handler
	for _, p := range webs {
		proxies = append(proxies, httputil.NewSingleHostReverseProxy(p.base))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxies[asked.Add(1)%int64(len(proxies))].ServeHTTP(w, r)
	})
}

func twoOfEachAreOneSite(t *testing.T) {
	t.Parallel()
	in := newStation(t)
	webs := []*process{in.serve(), in.serve()}
	workers := []*process{in.work(), in.work()}
	site := inTurns(webs)
	someone := func() *testkit.Visitor { return testkit.NewVisitor(t, site) }
	setUp(t, someone(), webs[1].said.String())
	hire(t, signIn(t, someone(), "boss"), someone(), "clerk", "650102", "handler")
	clerk := signIn(t, someone(), "clerk")
	for range webs { // a session of one is one at the other
		if p := clerk.Get("/cases"); p.Status != 200 || p.URL.Path != "/cases" {
			t.Errorf("%d at %s", p.Status, p.URL)
		}
	}
	const people, each = 8, 5
	replies := make([]got, people*each)
	var all sync.WaitGroup
	for i := range people {
		var forms []url.Values
		for range each {
			forms = append(forms, wholeReport(t, webs[i%2].visitor()))
		}
		all.Go(func() {
			for n, form := range forms { // the page of one, sent to the other
				replies[i*each+n] = send(t.Context(), webs[(i+1)%2].base, form, func() {})
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for i, r := range replies {
		if r.number() == "" || seen[r.number()] {
			t.Errorf("report %d: %d %q %v", i, r.status, r.number(), r.err)
		}
		seen[r.number()] = true
	}
	d := in.open()
	in.until("all are routed", func() bool {
		return in.number(d, "SELECT COUNT(*) FROM leads WHERE state = 'assigned' AND owner_unit = 650102") == people*each
	})
	in.until("everybody is told once", func() bool { return in.number(d, "SELECT COUNT(*) FROM outbox") == 0 })
	if n := in.number(d, "SELECT COUNT(*) FROM trail WHERE kind = 'routed'"); n != people*each {
		t.Errorf("%d entries say routed", n)
	}
	for _, p := range append(webs, workers...) {
		p.stop()
		logged(t, p.said.String())
	}
}

func aTokenAtTheFirstStartOnly(t *testing.T) {
	t.Parallel()
	in := newStation(t)
	first := in.serve()
	if n := strings.Count(first.said.String(), "setup token"); n != 1 {
		t.Errorf("the token is printed %d times", n)
	}
	setUp(t, first.visitor(), first.said.String())
	if p := first.visitor().Get("/setup"); p.Status != 404 {
		t.Errorf("/setup afterwards: %d", p.Status)
	}
	first.stop()
	second := in.serve()
	if strings.Contains(second.said.String(), "token") {
		t.Errorf("the second start prints one too:\n%s", second.said)
	}
	second.stop()
	printed := in.run("invite", "boss")
	if !strings.Contains(printed, "/join") || regexp.MustCompile(`[A-Z2-7]{28}`).FindString(printed) == "" {
		t.Errorf("invite prints %s", printed)
	}
}

// Each boot check is one line, and shows no password.
func saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	in := newStation(t)
	port := 0
	for name, c := range map[string]struct {
		env  string
		want string
	}{
		"no key":       {"INTAKE_KEYS=" + t.TempDir(), "seal.key"},
		"no database":  {"INTAKE_DATABASE_URL=mysql://u:hidden@127.0.0.1:1/none", "connection refused"},
		"odd variable": {"INTAKE_PORT=" + strconv.Itoa(port), "unknown variable INTAKE_PORT"},
	} {
		other := *in
		other.env = append(in.env[:len(in.env):len(in.env)], c.env)
		p := other.start("intake", "serve")
		in.until(name+" ends the start", p.over)
		last := strings.TrimSpace(p.said.String())
		last = last[strings.LastIndex(last, "\n")+1:]
		if err := <-p.ended; err == nil || !strings.HasPrefix(last, "intake: ") || !strings.Contains(last, c.want) || strings.Contains(p.said.String(), "hidden") {
			t.Errorf("%s: %v, %s", name, err, last)
		}
	}
}
