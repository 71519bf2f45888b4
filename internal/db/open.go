package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"sunlead/internal/metrics"
)

// Dialect names the engine.
type Dialect string

// The two engines; one conformance suite runs on both.
const (
	SQLite Dialect = "sqlite"
	MySQL  Dialect = "mysql"
)

// Config says where the database is.
type Config struct {
	Dialect Dialect
	DSN     string // SQLite: the file's path; MySQL: user:password@tcp(host:port)/name
	MaxOpen int    // MySQL: connections of the write pool and of the read pool; 0 means 12
	// ReadLimit is how long a statement of the read pool may run before the server ends it; 0 means 5 s. A list that
	// nobody waits for any more must not keep a core and old rows for minutes. SQLite ends with the caller's context.
	ReadLimit time.Duration
	Metrics   *metrics.Set
}

// DB is the open database: one pool that writes, one that reads.
type DB struct {
	Dialect Dialect
	dsn     string // MySQL: as mysqlDSN settled it
	write   *gorm.DB
	read    *gorm.DB
	writer  *sql.DB
	reader  *sql.DB
	ids     *Sequence
	figures figures
	watcher atomic.Pointer[Watcher]
}

// Conn is what a store helper reads or writes through: the read pool or a transaction.
type Conn interface {
	Gorm(ctx context.Context) *gorm.DB
}

// sqlitePragmas: WAL keeps readers beside the one writer, FULL makes an answered commit survive a power cut.
const sqlitePragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_txlock=immediate"

// inURI writes a path so that a question mark or a percent sign in it stays part of the path.
var inURI = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

// Open connects and pings; it does not migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	d := &DB{Dialect: c.Dialect, figures: newFigures(c.Metrics)}
	var err error
	if c.Dialect == SQLite {
		err = d.openSQLite(c)
	} else {
		err = d.openMySQL(c)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Dialect, err)
	}
	if err := d.tellReaders(); err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Dialect, err)
	}
	if err := d.writer.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("ping %s: %w", c.Dialect, err)
	}
	d.ids = d.Sequence("id", idBlock)
	d.ids.low, d.ids.least = idReserve, idLeast
	return d, nil
}

// OpenRaw opens the driver's pool without anything of ours on it, to measure the engine itself.
func OpenRaw(c Config) (*sql.DB, error) {
	if c.Dialect == SQLite {
		return sql.Open("sqlite", "file:"+inURI.Replace(c.DSN)+sqlitePragmas)
	}
	dsn, err := mysqlDSN(c.DSN)
	if err != nil {
		return nil, err
	}
	return sql.Open("mysql", dsn)
}

// tellReaders gives errors of a lost database, in reads outside of transactions, the kind that tells people to
// try again.
func (d *DB) tellReaders() error {
	told := func(g *gorm.DB) {
		if g.Error != nil {
			g.Error = Told(g.Error)
		}
	}
	queries := d.read.Callback()
	if err := queries.Query().After("gorm:query").Register("sunlead:unavailable", told); err != nil {
		return err
	}
	return queries.Row().After("gorm:row").Register("sunlead:unavailable", told)
}

// Told is an error of a read, with the kind that tells people to try again where a lost or slow database is the reason.
// Reads through Gorm carry it; who reads row by row asks for it.
func Told(err error) error { return unavailable(tooLong(silent(err))) }

func gormConfig() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
	}
}

func (d *DB) openSQLite(c Config) (err error) {
	if d.write, err = gorm.Open(sqlite.Open("file:"+inURI.Replace(c.DSN)+sqlitePragmas), gormConfig()); err != nil {
		return err
	}
	if d.read, err = gorm.Open(sqlite.Open("file:"+inURI.Replace(c.DSN)+sqlitePragmas+"&_pragma=query_only(1)"), gormConfig()); err != nil {
		return err
	}
	if err := d.pools(); err != nil {
		return err
	}
	d.writer.SetMaxOpenConns(1)
	d.reader.SetMaxOpenConns(8)
	d.reader.SetMaxIdleConns(8)
	return nil
}

func (d *DB) openMySQL(c Config) (err error) {
	dsn, err := mysqlDSN(c.DSN)
	if err != nil {
		return err
	}
	d.dsn = dsn
	writer, err := openWriter(dsn)
	if err != nil {
		return err
	}
	if d.write, err = gorm.Open(mysql.New(mysql.Config{Conn: writer}), gormConfig()); err != nil {
		return err
	}
	if dsn, err = limited(dsn, d.write, c.ReadLimit); err != nil {
		return err
	}
	if d.read, err = gorm.Open(mysql.New(mysql.Config{DSN: dsn}), gormConfig()); err != nil {
		return err
	}
	if err := d.pools(); err != nil {
		return err
	}
	size := c.MaxOpen
	if size == 0 {
		size = 12
	}
	for _, pool := range []*sql.DB{d.writer, d.reader} {
		pool.SetMaxOpenConns(size)
		pool.SetMaxIdleConns(size)
		pool.SetConnMaxLifetime(3 * time.Minute)
		pool.SetConnMaxIdleTime(silence / 2) // we hang up first
	}
	return nil
}

func (d *DB) pools() (err error) {
	if d.writer, err = d.write.DB(); err != nil {
		return err
	}
	d.reader, err = d.read.DB()
	return err
}

// silence is after which the server ends a connection that says nothing. A process that stands still in the middle
// of a transaction (a frozen machine, a lost network) would otherwise keep its rows from everybody for hours.
const silence = 20 * time.Second

// mysqlDSN fixes what every connection must have, whatever the operator wrote: matched rows (not changed
// rows) are counted, warnings are errors, the session is UTC, and a demoted server's connection is dropped.
func mysqlDSN(dsn string) (string, error) {
	cfg, err := mysqldriver.ParseDSN(dsn)
	if err != nil {
		return "", fmt.Errorf("read the database address: %w", err)
	}
	cfg.ClientFoundRows = true
	// One way to the server for each statement instead of three. The driver escapes, and refuses the character sets
	// in which escaping could be tricked.
	cfg.InterpolateParams = true
	cfg.RejectReadOnly = true
	cfg.ParseTime = true
	cfg.Loc = time.UTC
	cfg.Timeout, cfg.ReadTimeout, cfg.WriteTimeout = 3*time.Second, 10*time.Second, 10*time.Second
	cfg.Collation = "utf8mb4_bin"
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'"
	cfg.Params["time_zone"] = "'+00:00'"
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	cfg.Params["wait_timeout"] = strconv.Itoa(int(silence.Seconds()))
	return cfg.FormatDSN(), nil
}

// Gorm is the read pool; a statement on it may not write.
func (d *DB) Gorm(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Ping asks the writing pool.
func (d *DB) Ping(ctx context.Context) error { return d.writer.PingContext(ctx) }

// Close closes both pools.
func (d *DB) Close() error {
	err := d.reader.Close()
	if werr := d.writer.Close(); werr != nil {
		return werr
	}
	return err
}
