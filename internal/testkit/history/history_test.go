package history_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/demo"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/internal/testkit/history"
	"sunlead/internal/vault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const text = "报名时要求先交三万元共建费才给学位，请核查"

// client is somebody with a diary who sends reports to a ledger.
type client struct {
	*app.App
	t     *testing.T
	diary *history.Client
	file  string
}

func newClient(t *testing.T, dialect db.Dialect) *client {
	t.Helper()
	dir := t.TempDir()
	c := db.Config{Dialect: dialect, DSN: filepath.Join(dir, "h.db")}
	if dialect == db.MySQL {
		c.DSN = testkit.MySQL(t)
	}
	a, err := app.New(t.Context(), app.Config{
		Database: c, Keys: filepath.Join(dir, "keys"), MakeKeys: true, Migrate: true, Log: slog.New(slog.DiscardHandler),
		Case: clock.NewFake(time.Date(2025, 7, 7, 10, 0, 0, 0, clock.Beijing)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	me := &client{App: a, t: t, file: filepath.Join(dir, "client.jsonl")}
	if me.diary, err = history.Open(me.file); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = me.diary.Close() })
	return me
}

func (c *client) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func newKey() (k [16]byte) {
	_, _ = rand.Read(k[:])
	return k
}

func content() history.Content {
	return history.Content{Category: "fee", About: lead.AboutSchool, District: "650102", School: "示例一小", Text: text, Phone: "19900001234"}
}

// begin writes down what is about to be sent, send sends it.
func (c *client) begin(key [16]byte) *history.Attempt {
	c.t.Helper()
	a, err := c.diary.Submit(key, content())
	c.ok(err)
	return a
}

func (c *client) send(key [16]byte) lead.Receipt {
	c.t.Helper()
	rec, err := c.Leads.Submit(c.t.Context(), lead.Report{
		Key: key, Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小", Text: text,
		Mode: lead.ModePhone, Consent: true, Contact: vault.Contact{Phone: "19900001234"},
	})
	c.ok(err)
	return rec
}

func (c *client) track(ctx context.Context, code string) (string, error) {
	pass, err := c.Leads.Open(ctx, code)
	if err != nil {
		return "", err
	}
	p, err := c.Leads.Public(ctx, pass.Lead)
	if err != nil {
		return "", err
	}
	return p.Number, nil
}

// verify returns the faults as one text.
func (c *client) verify() string {
	c.t.Helper()
	faults, err := history.Oracle{DB: c.DB, Ring: c.Ring, Track: c.track}.Verify(c.t.Context(), c.file)
	c.ok(err)
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func (c *client) exec(sql string, args ...any) {
	c.t.Helper()
	c.ok(c.DB.InTx(c.t.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec(sql, args...).Error }))
}

func each(t *testing.T, fn func(t *testing.T, c *client)) {
	t.Helper()
	for _, dialect := range testkit.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			fn(t, newClient(t, dialect))
		})
	}
}

// Whatever may be true of an unknown or a repeated attempt is no fault.
func TestVerify_acceptsWhatMayBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *client) {
		c.begin(newKey()) // died before the answer, nothing stored
		key := newKey()
		c.begin(key) // died, stored
		c.send(key)
		key = newKey()
		c.ok(c.begin(key).Unknown())
		a := c.begin(key)
		rec := c.send(key)
		c.ok(a.OK(rec.Number, rec.Code))
		again := c.send(key)
		c.ok(c.begin(key).OK(again.Number, again.Code))
		c.ok(c.begin(newKey()).Fail())
		f, err := os.OpenFile(c.file, os.O_APPEND|os.O_WRONLY, 0)
		c.ok(err)
		_, err = f.WriteString(`{"kind":"invoke","n":9,"ke`) // cut off while it was written
		c.ok(err)
		c.ok(f.Close())
		if got := c.verify(); got != "" {
			t.Error(got)
		}
	})
}

func TestVerify_tellsWhatContradicts(t *testing.T) {
	t.Parallel()
	key := newKey()
	cases := map[string]struct {
		do   func(c *client)
		want string
	}{
		"lost": {func(c *client) { c.ok(c.begin(key).OK("2025-000001-1", "1")) }, "acknowledged and lost"},
		"refused": {func(c *client) {
			c.send(key)
			c.ok(c.begin(key).Fail())
		}, "refused and stored"},
		"changed": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK(rec.Number, rec.Code))
			c.exec("UPDATE lead_texts SET text = 'x'")
		}, "another content"},
		"another contact": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK(rec.Number, rec.Code))
			s, err := c.Ring.SealContact(c.one("SELECT id FROM leads"), vault.Contact{Phone: "19900009999"})
			c.ok(err)
			c.exec("UPDATE reporters SET sealed = ?", s.Sealed)
		}, "another content"},
		"another number": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK("2025-000009-9", rec.Code))
		}, "the receipt says 2025-000009-9"},
		"dead code": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK(rec.Number, "0000000000000000"))
		}, "code opens"},
		"two receipts": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK(rec.Number, rec.Code))
			c.ok(c.begin(key).OK("2025-000009-9", rec.Code))
		}, "2 different receipts"},
		"twice": {func(c *client) {
			rec := c.send(key)
			c.ok(c.begin(key).OK(rec.Number, rec.Code))
			other := c.send(newKey())
			c.exec("DROP INDEX leads_key_mac")
			c.exec("UPDATE leads SET key_mac = ? WHERE number = ?", c.Ring.Pepper().MAC("key", key[:]), other.Number)
		}, "stored 2 times"},
	}
	for name, x := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, db.SQLite)
			x.do(c)
			if got := c.verify(); !strings.Contains(got, x.want) {
				t.Errorf("%q, want %q", got, x.want)
			}
		})
	}
}

func (c *client) one(sql string) (n int64) {
	c.t.Helper()
	c.ok(c.DB.Gorm(c.t.Context()).Raw(sql).Scan(&n).Error)
	return n
}

// Each reading of a contact that somebody had is in the trail, and no other is.
func TestVerify_countsReadings(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *client) {
		now := time.Date(2026, 11, 23, 14, 0, 0, 0, clock.Beijing)
		fake := clock.NewFake(now)
		c.Leads.Case = fake
		c.ok(demo.Play(t.Context(), demo.Stage{DB: c.DB, Leads: c.Leads, Org: c.Org, Box: c.Box, Clock: fake}, now))
		var s org.Staff
		c.ok(c.DB.Gorm(t.Context()).Table("staff").Where("user_name = 'shayibake-handler'").Take(&s).Error)
		page, err := c.Leads.List(t.Context(), s.Actor(), lead.Filter{State: lead.InProgress})
		c.ok(err)
		number := page.Leads[0].Number
		read, err := c.diary.Reveal(number)
		c.ok(err)
		_, err = c.Leads.Reveal(t.Context(), s.Actor(), number, "verify", "需要电话核实情况")
		c.ok(err)
		c.ok(read.Done())
		if got := c.verify(); got != "" {
			t.Error(got)
		}
		if _, err = c.Leads.Reveal(t.Context(), s.Actor(), number, "verify", "再次电话核实情况"); err != nil {
			t.Fatal(err)
		}
		if got := c.verify(); !strings.Contains(got, "read 1 to 1 times, in the trail 2 times") {
			t.Errorf("%q", got)
		}
	})
}
