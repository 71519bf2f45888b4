package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// StartMariaDB starts a server with deploy/mariadb.cnf and an empty data folder, in memory where possible.
// User root has no password; the port is on loopback. Tests call MySQL or PrivateMariaDB instead.
func StartMariaDB(ctx context.Context) (*Server, error) {
	dir, err := newFolder("mariadb")
	if err != nil {
		return nil, err
	}
	return startMariaDB(ctx, dir)
}

// StartMariaDBIn starts such a server with its data in a new folder under parent: on a disk, to be measured.
func StartMariaDBIn(ctx context.Context, parent string) (*Server, error) {
	dir, err := os.MkdirTemp(parent, "mariadb-")
	if err != nil {
		return nil, err
	}
	return startMariaDB(ctx, dir)
}

func startMariaDB(ctx context.Context, dir string) (*Server, error) {
	home, err := root()
	if err != nil {
		return nil, err
	}
	s := &Server{name: mariadbd(), dir: dir, ready: pingMySQL}
	common := []string{
		"--defaults-file=" + filepath.Join(home, "deploy", "mariadb.cnf"),
		"--datadir=" + filepath.Join(dir, "data"),
		"--tmpdir=" + dir, // a server that starts deletes temporary tables where it looks for them, also those of others
	}
	if os.Getuid() == 0 {
		common = append(common, "--user=root")
	}
	s.args = func(port string) []string {
		return append(common[:len(common):len(common)], "--bind-address=127.0.0.1", "--port="+port,
			"--socket="+filepath.Join(dir, "socket"), "--pid-file="+filepath.Join(dir, "pid"))
	}
	install := append(common[:len(common):len(common)], "--auth-root-authentication-method=normal", "--skip-test-db")
	if out, err := exec.CommandContext(ctx, "mariadb-install-db", install...).CombinedOutput(); err != nil {
		s.Remove()
		return nil, fmt.Errorf("mariadb-install-db: %w: %s", err, out)
	}
	if err := s.first(ctx); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// mariadbd is the server program; Debian keeps it where only root's PATH looks.
func mariadbd() string {
	if path, err := exec.LookPath("mariadbd"); err == nil {
		return path
	}
	return "/usr/sbin/mariadbd"
}

// PrivateMariaDB starts a MariaDB for one test, which may kill it and start it again. Full runs only.
func PrivateMariaDB(t testing.TB) *Server {
	t.Helper()
	return private(t, StartMariaDB)
}

// MySQL makes an empty database for one test and returns its DSN; it is dropped when the test ends. Full runs
// only. The server is the one of `make test`, or one that the tests of this process share.
func MySQL(t testing.TB) string {
	t.Helper()
	if !Full() {
		t.Fatal("MariaDB is for the full run; register this test only if testkit.Full()")
	}
	addr, err := mysqlAddr()
	if err != nil {
		t.Fatal(err)
	}
	return NewDatabase(t, addr)
}

// NewDatabase makes an empty database on the server at addr and returns its DSN; it is dropped when the test
// ends, if the server is still there.
func NewDatabase(t testing.TB, addr string) string {
	t.Helper()
	admin := openAdmin(t, addr)
	name := "t_" + strings.ToLower(rand.Text()[:16])
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.ExecContext(context.Background(), "DROP DATABASE "+name)
		_ = admin.Close()
	})
	return dsn(addr, name)
}

// MakeDatabase makes an empty database of that name on the server at addr and returns its DSN.
func MakeDatabase(ctx context.Context, addr, name string) (string, error) {
	admin, err := sql.Open("mysql", dsn(addr, ""))
	if err != nil {
		return "", err
	}
	defer admin.Close()
	_, err = admin.ExecContext(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	return dsn(addr, name), err
}

var sharedMariaDB = sync.OnceValues(func() (*Server, error) { return share(StartMariaDB) })

func mysqlAddr() (string, error) {
	if addr := os.Getenv("SUNLEAD_TEST_MYSQL"); addr != "" {
		return addr, nil
	}
	s, err := sharedMariaDB()
	if err != nil {
		return "", fmt.Errorf("shared MariaDB: %w", err)
	}
	return s.Addr, nil
}

func openAdmin(t testing.TB, addr string) *sql.DB {
	t.Helper()
	admin, err := sql.Open("mysql", dsn(addr, ""))
	if err != nil {
		t.Fatal(err)
	}
	admin.SetMaxOpenConns(1)
	admin.SetMaxIdleConns(0) // hundreds of tests, one connection limit
	return admin
}

func dsn(addr, name string) string {
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = "root", "tcp", addr, name
	c.Logger = &mysql.NopLogger{} // refused while the server starts
	return c.FormatDSN()
}

func pingMySQL(ctx context.Context, addr string) error {
	c, err := sql.Open("mysql", dsn(addr, ""))
	if err != nil {
		return err
	}
	defer c.Close()
	return c.PingContext(ctx)
}
