package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

var gooseDialect = map[Dialect]goose.Dialect{SQLite: goose.DialectSQLite3, MySQL: goose.DialectMySQL}

// ErrOlderSchema and ErrNewerSchema are the two ways in which a schema does not fit the program.
var (
	ErrOlderSchema = errors.New("the database's schema is older than this program: run `intake migrate`")
	ErrNewerSchema = errors.New("the database's schema is newer than this program: start the newer program")
)

// Migrate brings the schema to the newest version this program knows. Of several programs that migrate at once
// one works and the others wait; what a killed one left is completed. A newer schema is refused.
func (d *DB) Migrate(ctx context.Context) error {
	if err := d.CheckSchema(ctx); !errors.Is(err, ErrOlderSchema) {
		return err
	}
	pool, done, err := d.slowPool()
	if err != nil {
		return err
	}
	defer done()
	p, err := d.provider(pool)
	if err != nil {
		return err
	}
	return d.up(ctx, p)
}

// upTries is how often a migration is tried again that failed while nobody else went forward.
const upTries = 5

// up applies what is missing. Who comes second may look before it waits for the lock (goose does), or, on SQLite, which has
// no lock by name, find a table there that the first one made. It goes on from where that one is by then: a failure while
// somebody went forward is none.
func (d *DB) up(ctx context.Context, p *goose.Provider) error {
	for tries := 0; ; {
		before, err := d.version(ctx)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		if _, err = p.Up(ctx); err == nil || d.CheckSchema(ctx) == nil {
			return nil
		}
		now, gone := d.version(ctx)
		if tries++; gone == nil && now > before {
			tries = 0
		}
		if gone != nil || tries == upTries || !pause(ctx, 20*time.Millisecond<<tries) {
			return fmt.Errorf("migrate: %w", err)
		}
	}
}

// CheckSchema says whether the schema is the one this program was written for, nil, ErrOlderSchema or
// ErrNewerSchema. It only reads: the programs' database user may not change the schema.
func (d *DB) CheckSchema(ctx context.Context) error {
	newest, err := d.newest()
	if err != nil {
		return err
	}
	is, err := d.version(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema's version: %w", err)
	case is > newest:
		return fmt.Errorf("%w (it is at %d, the program knows %d)", ErrNewerSchema, is, newest)
	case is < newest:
		return fmt.Errorf("%w (it is at %d, the program needs %d)", ErrOlderSchema, is, newest)
	default:
		return nil
	}
}

// SchemaVersion is the number of the last migration that was applied.
func (d *DB) SchemaVersion(ctx context.Context) (int64, error) { return d.version(ctx) }

// version is the number of the last migration that was applied, 0 in an empty database.
func (d *DB) version(ctx context.Context) (int64, error) {
	present := "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'"
	if d.Dialect == MySQL {
		present = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'goose_db_version'"
	}
	var n, version int64
	if err := d.reader.QueryRowContext(ctx, present).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err := d.reader.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, err
}

// newest is the number of the last migration in this program.
func (d *DB) newest() (int64, error) {
	files, err := fs.ReadDir(migrations, d.folder())
	if err != nil {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	number, _, _ := strings.Cut(files[len(files)-1].Name(), "_") // ReadDir sorts, numbers have four digits
	return strconv.ParseInt(number, 10, 64)
}

func (d *DB) folder() string { return path.Join("migrations", string(d.Dialect)) }

// slowPool is for statements that may take minutes on a large table: the write pool gives up after seconds.
func (d *DB) slowPool() (pool *sql.DB, done func(), err error) {
	if d.Dialect == SQLite {
		return d.writer, func() {}, nil
	}
	c, err := mysqldriver.ParseDSN(d.dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	c.ReadTimeout, c.WriteTimeout = 0, 0
	connector, err := mysqldriver.NewConnector(c)
	if err != nil {
		return nil, nil, fmt.Errorf("migrate: %w", err)
	}
	pool = sql.OpenDB(connector)
	return pool, func() { _ = pool.Close() }, nil
}

func (d *DB) provider(pool *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, d.folder())
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	var options []goose.ProviderOption
	if d.Dialect == MySQL {
		options = append(options, goose.WithSessionLocker(namedLock{}))
	}
	p, err := goose.NewProvider(gooseDialect[d.Dialect], pool, files, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}

// namedLock lets one program at a time change the schema. The server takes it back when the connection ends,
// so a killed program holds up nobody.
type namedLock struct{}

// lockWait is how many seconds a program waits for another one's migration.
const lockWait = 300

// SessionLock is part of goose's SessionLocker. The name is per database, for a server may have several.
func (namedLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	var got sql.NullInt64
	err := conn.QueryRowContext(ctx, "SELECT GET_LOCK(CONCAT(LEFT(DATABASE(), 50), '.migrate'), ?)", lockWait).Scan(&got)
	if err == nil && got.Int64 != 1 {
		err = errors.New("somebody else has been changing the schema for minutes")
	}
	return err
}

// SessionUnlock is part of goose's SessionLocker.
func (namedLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "DO RELEASE_LOCK(CONCAT(LEFT(DATABASE(), 50), '.migrate'))")
	return err
}
