package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sunlead/internal/db"
)

// start measures exec to the first answer, and memory at rest.
func (b *bench) start(ctx context.Context) error {
	b.title("Start (MariaDB, schema present)", "what", "median", "worst of 10")
	s, err := b.newSite(ctx, db.MySQL, "start")
	if err != nil {
		return err
	}
	var took []time.Duration
	for range 10 {
		at := time.Now()
		if err := s.up(ctx, false); err != nil {
			return err
		}
		took = append(took, time.Since(at))
		s.down()
	}
	slices.Sort(took)
	b.line("`serve`: exec → first answer, ms", f0(ms(took[5])), f0(ms(took[9])))
	if err := s.up(ctx, true); err != nil {
		return err
	}
	defer s.down()
	wait(ctx, 3*time.Second)
	b.line("`serve`: memory at rest, MB", f0(memory(s.serve.cmd.Process.Pid, "VmRSS")), "")
	b.line("`worker`: memory at rest, MB", f0(memory(s.worker.cmd.Process.Pid, "VmRSS")), "")
	return nil
}

// submit measures reports a second, closed loop: alone, as the raw limit is, and once more with the worker
// routing meanwhile on the same two cores.
func (b *bench) submit(ctx context.Context) error {
	b.title("Submit: POST /report/all, durable; closed loop",
		"engine", "clients", "worker", "reports/s", "÷ raw", "p50 ms", "p99 ms", "CPU ms each, serve + database", "bad")
	for _, e := range b.engines() {
		if err := b.submitOn(ctx, e.name, e.dialect, false, clientCounts...); err != nil {
			return err
		}
		if err := b.submitOn(ctx, e.name, e.dialect, true, 32); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) submitOn(ctx context.Context, engine string, dialect db.Dialect, worker bool, counts ...int) error {
	s, err := b.newSite(ctx, dialect, fmt.Sprintf("submit_%s_%v", dialect, worker))
	if err != nil {
		return err
	}
	if err := s.up(ctx, worker); err != nil {
		return err
	}
	defer s.down()
	for _, clients := range counts {
		if err := b.submitWith(ctx, s, engine, clients); err != nil {
			return err
		}
	}
	b.memory(s)
	return nil
}

// memory notes the web server's peak so far.
func (b *bench) memory(s *site) {
	b.peaks = append(b.peaks, fmt.Sprintf("%s: peak %.0f MB, after it %.0f MB", s.name,
		memory(s.serve.cmd.Process.Pid, "VmHWM"), memory(s.serve.cmd.Process.Pid, "VmRSS")))
}

// most bounds how many forms are fetched for a second of measurement.
const most = 4_000

func (b *bench) submitWith(ctx context.Context, s *site, engine string, clients int) error {
	requests, err := forms(ctx, s.addr, int(b.span.Seconds()*most*min(1, float64(clients)/8+.2)))
	if err != nil {
		return err
	}
	r := load{s.addr, requests, 303, s.pids()}.closed(ctx, clients, b.span)
	ratio, worker := "–", "no"
	if raw := b.rawRate[engine+itoa(clients)]; raw > 0 {
		ratio = f2(r.rate() / raw)
	}
	if s.worker != nil {
		worker = "yes"
	}
	b.line(engine, itoa(clients), worker, f0(r.rate()), ratio, f2(r.at(.5)), f2(r.at(.99)), r.cpuEach(), bad(r))
	if s.worker == nil {
		return nil
	}
	return s.drained(ctx)
}

// pids are the processes whose work a report is: the web server and the database, not the worker.
func (s *site) pids() []int {
	pids := []int{s.serve.cmd.Process.Pid}
	if s.config.Dialect == db.MySQL {
		pids = append(pids, s.b.mariadb.Pid())
	}
	return pids
}

func (s *site) open() (*sql.DB, error) { return db.OpenRaw(s.config) }

// drained waits until the worker has done what waits.
func (s *site) drained(ctx context.Context) error {
	d, err := s.open()
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for {
		var n int
		if err := d.QueryRowContext(ctx, "SELECT COUNT(*) FROM outbox").Scan(&n); err != nil || n == 0 {
			return err
		}
		wait(ctx, 50*time.Millisecond)
	}
}

// open measures at fixed rates, as reports arrive in life.
func (b *bench) open(ctx context.Context) error {
	b.title("Submit, open loop: reports arrive at a fixed rate, waiting counts from when they were due",
		"engine", "wanted/s", "answered/s", "p50 ms", "p99 ms", "CPU ms each", "bad")
	for _, e := range b.engines() {
		s, err := b.newSite(ctx, e.dialect, "open_"+string(e.dialect))
		if err != nil {
			return err
		}
		if err := s.up(ctx, true); err != nil {
			return err
		}
		for _, rate := range []int{500, 2000} {
			requests, err := forms(ctx, s.addr, int(b.span.Seconds())*rate)
			if err != nil {
				return err
			}
			r := load{s.addr, requests, 303, s.pids()}.open(ctx, rate, b.span)
			b.line(e.name, itoa(rate), f0(r.rate()), f2(r.at(.5)), f2(r.at(.99)), r.cpuEach(), bad(r))
			if err := s.drained(ctx); err != nil {
				return err
			}
		}
		s.down()
	}
	return nil
}

// routed measures from sending a report to seeing it routed in the database, both durable, while others submit
// at about half of what the machine can do.
func (b *bench) routed(ctx context.Context) error {
	b.title("Submit → routed: from sending the report to its owner being readable in the database",
		"engine", "others/s", "reports looked at", "p50 ms", "p99 ms", "worst ms")
	for _, e := range b.engines() {
		s, err := b.newSite(ctx, e.dialect, "routed_"+string(e.dialect))
		if err != nil {
			return err
		}
		if err := s.up(ctx, true); err != nil {
			return err
		}
		full, err := b.capacity(ctx, s)
		if err != nil {
			return err
		}
		for _, rate := range []int{0, int(full / 2)} {
			r, err := b.routedAt(ctx, s, rate)
			if err != nil {
				return err
			}
			b.line(e.name, itoa(rate), itoa(r.n), f2(r.at(.5)), f2(r.at(.99)), f2(r.at(1)))
		}
		s.down()
	}
	return nil
}

// capacity is how many reports a second the machine takes from 32 clients, the worker included.
func (b *bench) capacity(ctx context.Context, s *site) (float64, error) {
	requests, err := forms(ctx, s.addr, int(b.span.Seconds()*most))
	if err != nil {
		return 0, err
	}
	r := load{s.addr, requests, 303, nil}.closed(ctx, 32, b.span)
	return r.rate(), s.drained(ctx)
}

func (b *bench) routedAt(ctx context.Context, s *site, rate int) (result, error) {
	span := 2 * b.span
	requests, err := forms(ctx, s.addr, int(span.Seconds())*rate+int(span.Seconds())*20)
	if err != nil {
		return result{}, err
	}
	d, err := s.open()
	if err != nil {
		return result{}, err
	}
	defer d.Close()
	var all sync.WaitGroup
	if rate > 0 {
		all.Go(func() { load{s.addr, requests[:int(span.Seconds())*rate], 303, nil}.open(ctx, rate, span) })
	}
	t := &tally{}
	probes := requests[int(span.Seconds())*rate:]
	begun := time.Now()
	for i, request := range probes {
		if late := time.Until(begun.Add(time.Duration(i) * 50 * time.Millisecond)); late > 0 {
			wait(ctx, late)
		}
		took, err := s.probe(ctx, d, request)
		if err != nil {
			return result{}, err
		}
		t.add([]time.Duration{took}, 0, "")
	}
	all.Wait()
	return t.done(time.Since(begun), nil), s.drained(ctx)
}

// probe sends one report and looks until it is routed. Its number is on its receipt.
func (s *site) probe(ctx context.Context, d *sql.DB, request []byte) (time.Duration, error) {
	c, err := dial(ctx, s.addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	at := time.Now()
	a, err := c.ask(request)
	if err != nil || a.status != 303 {
		return 0, fmt.Errorf("probe: %s", describe(a, err))
	}
	number, err := receiptNumber(c, a)
	if err != nil {
		return 0, err
	}
	for {
		var routed int64
		if err := d.QueryRowContext(ctx, "SELECT routed FROM leads WHERE number = ?", number).Scan(&routed); err != nil {
			return 0, err
		}
		if routed != 0 {
			return time.Since(at), nil
		}
		wait(ctx, 500*time.Microsecond)
	}
}

// burst is 10,000 parents who press the button in the same moment, each on a connection of their own.
func (b *bench) burst(ctx context.Context) error {
	const parents = 10_000
	b.title("10,000 clients at once, one report each; a 503 is sent again with the same form",
		"engine", "receipts", "tries", "all done after, s", "p50 s", "p99 s", "peak memory of `serve`, MB", "lost", "doubled")
	for _, e := range b.engines() {
		s, err := b.newSite(ctx, e.dialect, "burst_"+string(e.dialect))
		if err != nil {
			return err
		}
		if err := s.up(ctx, true); err != nil {
			return err
		}
		requests, err := forms(ctx, s.addr, parents)
		if err != nil {
			return err
		}
		r, tries := crowd(ctx, s.addr, requests)
		lost, doubled, err := s.account(ctx, r.n)
		if err != nil {
			return err
		}
		b.line(e.name, itoa(r.n), itoa(int(tries)), f2(r.span.Seconds()), f2(r.at(.5)/1000), f2(r.at(.99)/1000),
			f0(memory(s.serve.cmd.Process.Pid, "VmHWM")), itoa(lost), itoa(doubled))
		if r.bad > 0 {
			return fmt.Errorf("%d parents without a receipt: %s", r.bad, r.first)
		}
		s.down()
	}
	return nil
}

// crowd opens all connections first and then lets everybody send at once.
func crowd(ctx context.Context, addr string, requests [][]byte) (result, int64) {
	t := &tally{}
	var tries atomic.Int64
	var ready, all sync.WaitGroup
	begin := make(chan struct{})
	ready.Add(len(requests))
	for _, request := range requests {
		all.Go(func() {
			c, err := dial(ctx, addr)
			ready.Done()
			<-begin
			t.parent(ctx, addr, c, err, request, &tries)
		})
	}
	ready.Wait()
	begun := time.Now()
	close(begin)
	all.Wait()
	return t.done(time.Since(begun), nil), tries.Load()
}

// parent sends until there is a receipt, for at most a minute.
func (t *tally) parent(ctx context.Context, addr string, c *conn, err error, request []byte, tries *atomic.Int64) {
	begun, why := time.Now(), ""
	for time.Since(begun) < time.Minute {
		if err != nil || c == nil {
			if c, err = dial(ctx, addr); err != nil {
				why = err.Error()
				wait(ctx, 200*time.Millisecond)
				continue
			}
		}
		tries.Add(1)
		var a answer
		a, err = c.ask(request)
		if a.status == 303 {
			c.Close()
			t.add([]time.Duration{time.Since(begun)}, 0, "")
			return
		}
		why = describe(a, err)
		if err != nil {
			c.Close()
			c = nil
		}
		wait(ctx, time.Second) // as Retry-After asks
	}
	t.add(nil, 1, why)
}

// account compares what was acknowledged with what is stored.
func (s *site) account(ctx context.Context, receipts int) (lost, doubled int, err error) {
	if err := s.drained(ctx); err != nil {
		return 0, 0, err
	}
	d, err := s.open()
	if err != nil {
		return 0, 0, err
	}
	defer d.Close()
	var leads, keys, texts int
	err = d.QueryRowContext(ctx, "SELECT COUNT(*), COUNT(DISTINCT key_mac), (SELECT COUNT(DISTINCT text) FROM lead_texts) FROM leads").Scan(&leads, &keys, &texts)
	return max(0, receipts-texts), leads - texts, err
}
