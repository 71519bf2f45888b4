package faults

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/demo"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

// plan says what an installation is made of.
type plan struct {
	maria   *testkit.Server // nil: the server that all tests share
	user    string          // the programs' account of MariaDB, with rights to this database only; "" for root
	sqlite  string          // instead of MariaDB: the file
	redis   *testkit.Server // nil: a database of the server that all tests share
	proxied bool            // the programs reach MariaDB through a proxy
	webs    int
	workers int
}

// site is an installation, as an operator sets it up.
type site struct {
	t       testing.TB
	dir     string
	app     *app.App // the same installation without detours, for looking
	ring    *vault.Ring
	proxy   *proxy // nil without
	redis   testkit.Redis
	dsn     string // MariaDB's, direct
	env     []string
	webs    []*slot
	workers []*slot
	people  *tally
	diaries []string
}

func newSite(t testing.TB, p plan) *site {
	t.Helper()
	programs(t)
	begun := time.Now()
	s := &site{t: t, dir: t.TempDir(), people: &tally{}}
	keys := filepath.Join(s.dir, "keys")
	direct, reached := s.database(p)
	s.redis = redisOf(t, p)
	common := []string{"INTAKE_KEYS=" + keys, "INTAKE_REDIS_URL=redis://" + s.redis.Addr + "/" + strconv.Itoa(s.redis.DB)}
	s.env = append(common, "INTAKE_DATABASE_URL="+reached)
	s.command("intake", "keys")
	s.command("intake", "migrate")
	var err error
	if s.ring, err = vault.LoadRing(keys, false); err != nil {
		t.Fatal(err)
	}
	s.app, err = app.New(t.Context(), app.Config{Database: direct, Keys: keys, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.app.Close)
	s.hire()
	for i := range p.webs {
		s.webs = append(s.webs, s.newWeb(i))
	}
	for i := range p.workers {
		s.workers = append(s.workers, s.newWorker(i))
	}
	t.Cleanup(s.end)
	for _, x := range append(s.webs[:len(s.webs):len(s.webs)], s.workers...) {
		x.mustStart()
	}
	t.Logf("ready after %s", time.Since(begun).Round(time.Millisecond))
	return s
}

// database returns how the test reaches it and how the programs do.
func (s *site) database(p plan) (direct db.Config, reached string) {
	s.t.Helper()
	if p.sqlite != "" {
		return db.Config{Dialect: db.SQLite, DSN: p.sqlite}, "sqlite://" + p.sqlite
	}
	if p.maria != nil {
		s.dsn = testkit.NewDatabase(s.t, p.maria.Addr)
	} else {
		s.dsn = testkit.MySQL(s.t)
	}
	addr, name := splitDSN(s.dsn)
	if p.proxied {
		s.proxy = newProxy(s.t, addr)
		addr = s.proxy.addr
	}
	return db.Config{Dialect: db.MySQL, DSN: s.dsn, MaxOpen: 4}, "mysql://" + s.account(p.user, name) + "@" + addr + "/" + name
}

// account makes an account with rights to one database only.
func (s *site) account(user, database string) string {
	s.t.Helper()
	if user == "" {
		return "root"
	}
	admin := newRival(s.t, s.dsn)
	admin.exec("CREATE USER " + user + "@'%'")
	admin.exec("GRANT ALL ON " + database + ".* TO " + user + "@'%'")
	return user
}

// splitDSN takes a driver's DSN apart.
func splitDSN(dsn string) (addr, name string) {
	_, rest, _ := strings.Cut(dsn, "@tcp(")
	addr, name, _ = strings.Cut(rest, ")/")
	name, _, _ = strings.Cut(name, "?")
	return addr, name
}

func redisOf(t testing.TB, p plan) testkit.Redis {
	t.Helper()
	if p.redis != nil {
		return testkit.Redis{Addr: p.redis.Addr}
	}
	return testkit.NewRedis(t)
}

// command runs a program to its end.
func (s *site) command(program string, args ...string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), filepath.Join(programs(s.t), program), args...)
	cmd.Env = append(os.Environ(), s.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

// hire gives every unit its people, so that messages reach somebody.
func (s *site) hire() {
	s.t.Helper()
	err := s.app.DB.InTx(s.t.Context(), func(ctx context.Context, tx db.Tx) error {
		staff := demo.Accounts()
		for i := range staff {
			staff[i].PasswordHash = "none"
		}
		return s.app.Org.PutStaff(ctx, tx, staff)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) newWeb(i int) *slot {
	addr := freeAddr(s.t)
	return &slot{
		t: s.t, what: []string{filepath.Join(programs(s.t), "intake"), "serve"}, addr: addr, ready: `"web server started"`,
		env: append(s.env[:len(s.env):len(s.env)], "INTAKE_LISTEN="+addr), log: filepath.Join(s.dir, fmt.Sprintf("web-%d.log", i)),
	}
}

func (s *site) newWorker(i int) *slot {
	return &slot{
		t: s.t, what: []string{filepath.Join(programs(s.t), "worker")}, ready: `"worker started"`,
		env: s.env, log: filepath.Join(s.dir, fmt.Sprintf("worker-%d.log", i)),
	}
}

// end stops everything; what failed shows its log.
func (s *site) end() {
	for _, x := range append(s.webs[:len(s.webs):len(s.webs)], s.workers...) {
		x.thaw()
		x.kill()
		if s.t.Failed() {
			s.t.Logf("%s\n%s", filepath.Base(x.log), x.troubles())
		}
	}
	if s.proxy != nil {
		s.proxy.close()
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// skipTo sets the saved instant of the Case clock, which programs start from; nobody may be running.
func (s *site) skipTo(at time.Time) {
	s.t.Helper()
	value := strconv.FormatInt(at.UnixMilli(), 10)
	err := s.app.DB.InTx(s.t.Context(), func(ctx context.Context, tx db.Tx) error {
		g := tx.Gorm(ctx)
		if err := g.Exec("DELETE FROM settings WHERE name = 'case_clock'").Error; err != nil {
			return err
		}
		return g.Exec("INSERT INTO settings (name, value) VALUES ('case_clock', ?)", value).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
