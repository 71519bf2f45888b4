package job

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/metrics"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// flaky fails as it is told, and keeps what got through.
type flaky struct {
	notify.Sink
	mu    sync.Mutex
	fails []error
}

func (f *flaky) Send(ctx context.Context, m notify.SMS) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.fails) > 0 {
		err := f.fails[0]
		f.fails = f.fails[1:]
		return err
	}
	return f.Sink.Send(ctx, m)
}

// texting is a worker with a way to send short messages, and its log and figures.
func texting(b *bed, way notify.Texter) (*Worker, *bytes.Buffer, *metrics.Set) {
	b.lead.SMS = true
	said, set := &bytes.Buffer{}, metrics.New()
	w := New(Deps{
		DB: b.db, Box: b.box, Redis: nowhere, Lead: b.lead, Notify: b.notify, Checklist: b.checklist, Wall: b.wall,
		Log: slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug})), Metrics: set, Texter: way,
		Voice: plain{},
	})
	b.t.Cleanup(w.Stop)
	return w, said, set
}

// plain says which sentence it would say, in Chinese alone.
type plain struct{}

func (plain) Speaks(string) string                      { return "zh" }
func (plain) Say(lang, key string, pairs ...any) string { return fmt.Sprint(lang, " ", key, pairs) }
func (plain) Day(_ string, at time.Time) string         { return at.Format(time.DateOnly) }

func (b *bed) sendAll(w *Worker) { b.ok(w.relay.runOnce(b.t.Context(), outbox.SMSSend, false)) }

func TestSMSSend_onceAndThenTheRowIsGone(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b, sink := newBed(t, d), &notify.Sink{}
		w, _, _ := texting(b, sink)
		number := b.submit()
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { b.sendAll(w) })
		}
		all.Wait()
		b.sendAll(w)
		sent := sink.Sent()
		if len(sent) != 1 || sent[0].To != "19900001234" || sent[0].Name != "code" || sent[0].Args["number"] != number || len(sent[0].Args["code"]) != 19 {
			t.Fatalf("sent %+v", sent)
		}
		if left := b.waiting(outbox.SMSSend); len(left) != 0 {
			t.Errorf("rows left: %v", left)
		}
	})
}

// A gateway that may have taken the message is tried three times, one that surely has not for an hour, and a refusal once.
func TestSMSSend_isTriedSoOften(t *testing.T) {
	t.Parallel()
	unsure, unreached := errors.New("sms gateway: status 500"), errs.Wrap(errs.Unavailable, errors.New("sms gateway: not reached"), "error.job")
	refused := errs.Wrap(errs.Invalid, errors.New("sms gateway: it refused the message"), "error.job")
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		testkit.Corrupted(d) // jobs are taken away undone
		for _, c := range []struct {
			cause error
			tries int64
		}{{unsure, smsTries}, {unreached, smsUnreached}, {refused, 1}} {
			b.ok(d.InTx(t.Context(), emptied))
			way := &flaky{}
			for range 40 {
				way.fails = append(way.fails, c.cause)
			}
			w, said, _ := texting(b, way)
			b.submit()
			id := b.waiting(outbox.SMSSend)[0]
			for range 40 {
				b.sendAll(w)
				b.wall.Add(outsideMost + time.Second)
			}
			row := b.row(id)
			if len(row.Sealed) != 0 {
				t.Errorf("%v: a dead row keeps the code", c.cause)
			}
			if !row.Dead || row.Attempts != c.tries || !strings.Contains(row.Failure, "sms gateway") {
				t.Errorf("%v: %d tries, dead %v, %q", c.cause, row.Attempts, row.Dead, row.Failure)
			}
			if strings.Contains(said.String(), "19900001234") || !strings.Contains(said.String(), "job is dead") {
				t.Errorf("the log says %s", said)
			}
		}
	})
}

// What a dead job carried is deleted with it. Started again it says so, and sends nobody a message without a code.
func TestSMSSend_theDeadCarryNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		refused := errs.Wrap(errs.Invalid, errors.New("sms gateway: it refused the message"), "error.job")
		way := &flaky{fails: []error{refused}}
		w, _, _ := texting(b, way)
		number := b.submit()
		b.ok(b.lead.Lost(t.Context(), number, "19900001234"))
		code, asked := b.waiting(outbox.SMSSend)[0], b.waiting(outbox.LeadRecode)[0]
		b.sendAll(w)
		b.ok(b.box.Fail(t.Context(), d, asked, "error.busy", b.wall.Now(), true))
		for _, id := range []int64{code, asked} {
			if row := b.row(id); !row.Dead || len(row.Sealed) != 0 {
				t.Errorf("%s: dead %v, carries %d bytes", row.Kind, row.Dead, len(row.Sealed))
			}
		}
		admin := org.Actor{ID: 7, Unit: org.CityID, Kind: org.City, Role: org.Admin}
		desk := &outbox.Desk{DB: d, Box: b.box, Case: b.cases, Wall: b.wall}
		for _, id := range []int64{code, asked} {
			_, err := desk.Replay(t.Context(), admin, outbox.Which{ID: id})
			b.ok(err)
		}
		b.sendAll(w)
		w.runner.run(t.Context(), outbox.LeadRecode, []int64{asked})
		for _, id := range []int64{code, asked} {
			if row := b.row(id); !row.Dead || !strings.Contains(row.Failure, "/track/lost") {
				t.Errorf("%s started again: %+v", row.Kind, row)
			}
		}
		if len(way.Sent()) != 0 {
			t.Errorf("sent %+v", way.Sent())
		}
	})
}

// A worker that dies between sending and noting it: the next one tries again when the hold is over, and not for ever.
func TestSMSSend_afterADeath(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b, sink := newBed(t, d), &notify.Sink{}
		w, _, _ := texting(b, sink)
		b.submit()
		claim := func() {
			_, err := b.box.Claim(t.Context(), d, outbox.Claim{Kind: outbox.SMSSend, Token: "dead", Limit: 1, Now: b.wall.Now(), Hold: smsHold, Try: true})
			b.ok(err)
		}
		claim()
		if b.sendAll(w); len(sink.Sent()) != 0 {
			t.Error("sent while somebody else has it")
		}
		b.wall.Add(smsHold + time.Second)
		if b.sendAll(w); len(sink.Sent()) != 1 {
			t.Error("not sent after the hold")
		}
		b.submit()
		id := b.waiting(outbox.SMSSend)[0]
		for range smsTries {
			claim()
			b.wall.Add(smsHold + time.Second)
		}
		b.sendAll(w)
		if row := b.row(id); !row.Dead || len(sink.Sent()) != 1 {
			t.Errorf("after %d deaths: %+v, %d sent", smsTries, row, len(sink.Sent()))
		}
	})
}

// A language that is not open yet: the sentence, the day and the gateway's template are the Chinese ones.
func TestSMSSend_speaksNoLanguageThatIsNotOpen(t *testing.T) {
	t.Parallel()
	b, sink := newBed(t, testkit.Open(t)), &notify.Sink{}
	w, _, _ := texting(b, sink)
	b.submit(func(r *lead.Report) { r.Contact.Lang = "ug" })
	b.sendAll(w)
	if sent := sink.Sent(); len(sent) != 1 || sent[0].Lang != "zh" || !strings.Contains(sent[0].Text, "zh sms.code") {
		t.Errorf("sent %+v", sent)
	}
}

func TestSMSSend_waitsForAWorkerThatHasAWay(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		b.lead.SMS = true
		w := b.worker(nowhere)
		b.submit()
		if w.relay.bells[outbox.SMSSend] != nil {
			t.Error("a worker without a gateway takes them up")
		}
		if left := b.waiting(outbox.SMSSend); len(left) != 1 {
			t.Errorf("waiting: %v", left)
		}
	})
}

func TestLeadRecode_twiceIsOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b, sink := newBed(t, d), &notify.Sink{}
		w, _, _ := texting(b, sink)
		number := b.submit()
		b.sendAll(w)
		b.ok(b.lead.Lost(t.Context(), number, "19900001234"))
		ids := b.waiting(outbox.LeadRecode)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { w.runner.run(t.Context(), outbox.LeadRecode, ids) })
		}
		all.Wait()
		b.sendAll(w)
		if sent := sink.Sent(); len(sent) != 2 || sent[0].Name != "recode" || sent[0].Args["code"] == sent[1].Args["code"] {
			t.Errorf("sent %+v", sent)
		}
		if n := b.times(number, "recoded"); n != 1 {
			t.Errorf("the trail tells of %d", n)
		}
	})
}

// The canary: from the submit to the message gone out, neither the number nor the 查询码 stands in any table, log line or
// figure.
func TestSMSSend_leavesNoNumberAndNoCode(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b, sink := newBed(t, d), &flaky{fails: []error{errors.New("sms gateway: status 500")}}
		w, said, set := texting(b, sink)
		number := b.submit()
		b.ok(b.lead.Lost(t.Context(), number, "19900001234"))
		looked := func(when string) {
			everything := said.String() + figuresText(set) + tables(t, d)
			secrets := []string{"19900001234", hex.EncodeToString([]byte("19900001234"))}
			for _, m := range sink.Sent() {
				code := strings.ReplaceAll(m.Args["code"], " ", "")
				secrets = append(secrets, code, m.Args["code"], hex.EncodeToString([]byte(code)))
			}
			for _, secret := range secrets {
				if strings.Contains(strings.ToLower(everything), secret) {
					t.Errorf("%s: %q stands somewhere", when, secret)
				}
			}
		}
		looked("before")
		b.sendAll(w)
		b.wall.Add(time.Minute)
		b.sendAll(w)
		w.runner.run(t.Context(), outbox.LeadRecode, b.waiting(outbox.LeadRecode))
		looked("while the fresh code waits")
		b.sendAll(w)
		if len(sink.Sent()) != 2 {
			t.Fatalf("sent %+v", sink.Sent())
		}
		looked("after")
	})
}

func figuresText(s *metrics.Set) string {
	var b bytes.Buffer
	_ = s.Write(context.Background(), &b)
	return b.String()
}

// tables is every value of every table, also in hex.
func tables(t *testing.T, d *db.DB) string {
	t.Helper()
	names, err := d.Gorm(t.Context()).Migrator().GetTables()
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	var all strings.Builder
	for _, name := range names {
		var rows []map[string]any
		if err := d.Gorm(t.Context()).Table(name).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, v := range row {
				if raw, ok := v.([]byte); ok {
					all.WriteString(hex.EncodeToString(raw) + " " + string(raw) + "\n")
					continue
				}
				fmt.Fprintln(&all, v)
			}
		}
	}
	return all.String()
}
