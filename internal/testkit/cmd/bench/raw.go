package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sunlead/internal/db"
)

// clientCounts are how many clients each measurement is made with.
var clientCounts = []int{1, 8, 32, 64}

type engine struct {
	name    string
	dialect db.Dialect
}

var allEngines = []engine{{"SQLite", db.SQLite}, {"MariaDB", db.MySQL}}

// engines are those that were asked for.
func (o options) engines() []engine {
	return slices.DeleteFunc(slices.Clone(allEngines), func(e engine) bool { return !slices.Contains(o.on, e.name) })
}

// raw measures what the engine itself does with an equal transaction: the very rows that one report leaves,
// by prepared statements, one transaction each.
func (b *bench) raw(ctx context.Context) error {
	b.title("Raw limit: the rows of one report in a transaction of their own, prepared statements",
		"engine", "clients", "transactions/s", "p50 ms", "p99 ms")
	for _, e := range b.engines() {
		s, err := b.newSite(ctx, e.dialect, "raw_"+string(e.dialect))
		if err != nil {
			return err
		}
		copier, err := s.template(ctx)
		if err != nil {
			return err
		}
		for _, clients := range clientCounts {
			r, err := copier.measure(ctx, clients, b.span)
			if err != nil {
				return err
			}
			b.rawRate[e.name+itoa(clients)] = r.rate()
			b.line(e.name, itoa(clients), f0(r.rate()), f2(r.at(.5)), f2(r.at(.99)))
		}
		copier.close()
	}
	return nil
}

// table says which rows belong to a report, and which of their columns must be new in a copy.
type table struct {
	name  string
	where string // of the report with id ?1, or of everything where it is the only one
	fresh map[string]func(id int64) any
}

func ident(id int64) any { return id }

func digest(id int64) any {
	sum := sha256.Sum256([]byte(strconv.FormatInt(id, 10)))
	return sum[:]
}

func stream(id int64) any { return "lead/" + strconv.FormatInt(id, 10) }

var tables = []table{
	{"leads", "", map[string]func(int64) any{
		"id": ident, "key_mac": digest, "code_mac": digest, "number": func(id int64) any { return "R" + strconv.FormatInt(id, 10) },
	}},
	{"lead_texts", "", map[string]func(int64) any{"lead_id": ident}},
	{"lead_items", "", map[string]func(int64) any{"lead_id": ident}},
	{"lead_clocks", "", map[string]func(int64) any{"lead_id": ident}},
	{"lead_units", "", map[string]func(int64) any{"lead_id": ident}},
	{"lead_deltas", "", map[string]func(int64) any{"id": ident}}, // several to a report: see args
	{"reporters", "", map[string]func(int64) any{"lead_id": ident}},
	{"trail", "WHERE stream LIKE 'lead/%'", map[string]func(int64) any{"stream": stream}},
	{"unsealed", "WHERE stream LIKE 'lead/%'", map[string]func(int64) any{"stream": stream}},
	{"outbox", "", map[string]func(int64) any{"id": ident, "lead_id": ident}},
}

// copier writes copies of one report.
type copier struct {
	db     *sql.DB
	sqlite bool
	lock   sync.Mutex // SQLite has one writer; waiting here costs less than its busy handler
	rows   []copied
	next   atomic.Int64
	ready  []*sql.Stmt // SQLite only
}

// copied is one table's rows of the report.
type copied struct {
	insert  string
	columns []string
	values  [][]any
	fresh   map[string]func(int64) any
}

// template submits one report to the site, without a worker, and reads the rows that it left.
func (s *site) template(ctx context.Context) (*copier, error) {
	if err := s.up(ctx, false); err != nil {
		return nil, err
	}
	requests, err := forms(ctx, s.addr, 1)
	if err != nil {
		return nil, err
	}
	first := load{s.addr, requests, 303, nil}
	if r := first.closed(ctx, 1, time.Second); r.n != 1 {
		return nil, fmt.Errorf("the first report was not taken: %s", r.first)
	}
	s.down()
	pool, err := db.OpenRaw(s.config)
	if err != nil {
		return nil, err
	}
	c := &copier{db: pool, sqlite: s.config.Dialect == db.SQLite}
	c.next.Store(1 << 40)
	for _, t := range tables {
		if err := c.read(ctx, t); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *copier) close() { _ = c.db.Close() }

func (c *copier) read(ctx context.Context, t table) error {
	out := copied{fresh: t.fresh}
	var err error
	if out.columns, err = c.written(ctx, t.name); err != nil || len(out.columns) == 0 {
		return err
	}
	names := strings.Join(out.columns, ",")
	rows, err := c.db.QueryContext(ctx, "SELECT "+names+" FROM "+t.name+" "+t.where)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values := make([]any, len(out.columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		out.values = append(out.values, values)
	}
	if len(out.values) == 0 {
		return rows.Err()
	}
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(out.columns)), ",") + ")"
	out.insert = "INSERT INTO " + t.name + " (" + names + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+",", len(out.values)), ",")
	c.rows = append(c.rows, out)
	return rows.Err()
}

// written are the columns of a table that somebody writes, not those that the database reckons; none where there is no such table.
func (c *copier) written(ctx context.Context, table string) ([]string, error) {
	query := "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND COALESCE(generation_expression, '') = '' ORDER BY ordinal_position"
	if c.sqlite {
		query = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid"
	}
	rows, err := c.db.QueryContext(ctx, query, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// perReport leaves room for ids of several rows of one table.
const perReport = 16

// args are the values of a copy with the number id. Where a report has several rows with an id, each has its own.
func (r copied) args(id int64) []any {
	var args []any
	for n, row := range r.values {
		for i, v := range row {
			if f := r.fresh[r.columns[i]]; f != nil && r.columns[i] == "id" {
				v = f(id*perReport + int64(n))
			} else if f != nil {
				v = f(id * perReport)
			}
			if b, blob := v.([]byte); v == nil || blob && b == nil {
				v = []byte{} // no column may be NULL; a driver reads an empty one so
			}
			args = append(args, v)
		}
	}
	return args
}

func (c *copier) measure(ctx context.Context, clients int, span time.Duration) (result, error) {
	if c.sqlite {
		c.db.SetMaxOpenConns(1)
	} else {
		c.db.SetMaxOpenConns(clients)
		c.db.SetMaxIdleConns(clients)
	}
	t := &tally{result: result{clients: clients}}
	var all sync.WaitGroup
	var failed atomic.Value
	begun := time.Now()
	for range clients {
		all.Go(func() {
			if err := c.loop(ctx, begun.Add(span), t); err != nil {
				failed.Store(err)
			}
		})
	}
	all.Wait()
	if err, ok := failed.Load().(error); ok {
		return result{}, err
	}
	return t.done(time.Since(begun), nil), nil
}

func (c *copier) loop(ctx context.Context, end time.Time, t *tally) error {
	var took []time.Duration
	defer func() { t.add(took, 0, "") }()
	if c.sqlite { // all share the one connection, its statements are prepared for everybody
		return c.shared(ctx, end, &took)
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	statements, err := c.prepare(ctx, conn)
	if err != nil {
		return err
	}
	for time.Now().Before(end) {
		at := time.Now()
		if err := c.once(ctx, conn, statements); err != nil {
			return err
		}
		took = append(took, time.Since(at))
	}
	return nil
}

func (c *copier) shared(ctx context.Context, end time.Time, took *[]time.Duration) error {
	for time.Now().Before(end) {
		at := time.Now()
		err := func() error {
			c.lock.Lock()
			defer c.lock.Unlock()
			conn, err := c.db.Conn(ctx)
			if err != nil {
				return err
			}
			defer conn.Close()
			statements, err := c.kept(ctx, conn)
			if err != nil {
				return err
			}
			return c.once(ctx, conn, statements)
		}()
		if err != nil {
			return err
		}
		*took = append(*took, time.Since(at))
	}
	return nil
}

// kept prepares once: there is one connection.
func (c *copier) kept(ctx context.Context, conn *sql.Conn) ([]*sql.Stmt, error) {
	if c.ready == nil {
		var err error
		if c.ready, err = c.prepare(ctx, conn); err != nil {
			return nil, err
		}
	}
	return c.ready, nil
}

func (c *copier) prepare(ctx context.Context, conn *sql.Conn) ([]*sql.Stmt, error) {
	var statements []*sql.Stmt
	for _, r := range c.rows {
		s, err := conn.PrepareContext(ctx, r.insert) //nolint:sqlclosecheck // kept as long as its connection
		if err != nil {
			return nil, err
		}
		statements = append(statements, s)
	}
	return statements, nil
}

func (c *copier) once(ctx context.Context, conn *sql.Conn, statements []*sql.Stmt) error {
	id := c.next.Add(1)
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for i, s := range statements {
		if _, err := tx.StmtContext(ctx, s).ExecContext(ctx, c.rows[i].args(id)...); err != nil { //nolint:sqlclosecheck // ends with tx
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}
