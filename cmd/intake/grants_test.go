package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/testkit"
)

func TestGrants(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	in := newGrantedStation(t)
	in.everyTableIsGranted()
	in.theTrailCannotBeChanged()
	web, worker := in.serve(), in.work()
	setUp(t, web.visitor(), web.said.String())
	in.mainPath(web)
	in.run("check")
	web.stop()
	worker.stop()
	if strings.Contains(web.said.String()+worker.said.String(), "denied") {
		t.Errorf("a right is missing\n%s\n%s", web.said, worker.said)
	}
}

// newGrantedStation has the two database users of deploy/grants.sql: one migrates, the other one runs.
func newGrantedStation(t *testing.T) *station {
	t.Helper()
	redis := testkit.NewRedis(t)
	in := &station{t: t, bin: programs(t), addr: testkit.PrivateMariaDB(t).Addr, name: "sunlead"}
	in.script("CREATE DATABASE sunlead CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;" +
		"CREATE USER sunlead@'%' IDENTIFIED BY 'one', sunlead_migrate@'%' IDENTIFIED BY 'two';" +
		"GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON sunlead.* TO sunlead_migrate@'%';")
	in.env = []string{
		"INTAKE_DATABASE_URL=mysql://sunlead_migrate:two@" + in.addr + "/sunlead", "INTAKE_KEYS=" + filepath.Join(t.TempDir(), "keys"),
		fmt.Sprintf("INTAKE_REDIS_URL=redis://%s/%d", redis.Addr, redis.DB), "INTAKE_LISTEN=127.0.0.1:0",
	}
	in.run("keys")
	in.run("migrate")
	for range 2 { // it may run as often as you like
		in.script(grants(t))
	}
	in.env[0] = "INTAKE_DATABASE_URL=mysql://sunlead:one@" + in.addr + "/sunlead"
	return in
}

func grants(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "deploy", "grants.sql"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// script runs statements as the database's administrator.
func (in *station) script(statements string) {
	in.t.Helper()
	d, err := sql.Open("mysql", "root@tcp("+in.addr+")/?multiStatements=true")
	if err != nil {
		in.t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(in.t.Context(), statements); err != nil {
		in.t.Fatal(err)
	}
}

var grantLine = regexp.MustCompile(`(?m)^GRANT .* ON sunlead\.([a-z_]+) TO 'sunlead'@'%';$`)

func (in *station) everyTableIsGranted() {
	in.t.Helper()
	var granted []string
	for _, m := range grantLine.FindAllStringSubmatch(grants(in.t), -1) {
		granted = append(granted, m[1])
	}
	rows, err := in.open().QueryContext(in.t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'sunlead'")
	if err != nil {
		in.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			in.t.Fatal(err)
		}
		if !slices.Contains(granted, table) {
			in.t.Errorf("the table %s is not in deploy/grants.sql", table)
		}
	}
	if err := rows.Err(); err != nil {
		in.t.Fatal(err)
	}
}

func (in *station) theTrailCannotBeChanged() {
	in.t.Helper()
	d, err := sql.Open("mysql", "sunlead:one@tcp("+in.addr+")/sunlead")
	if err != nil {
		in.t.Fatal(err)
	}
	defer d.Close()
	for _, statement := range []string{
		"UPDATE trail SET kind = 'x' WHERE stream = 'none'", "DELETE FROM trail WHERE stream = 'none'", "TRUNCATE TABLE trail", "DROP TABLE trail",
		"ALTER TABLE trail ADD COLUMN x BIGINT", "RENAME TABLE trail TO gone", "REPLACE INTO trail (stream, seq, data, prev, hash) VALUES ('x', 1, '', '', '')",
		"DROP TABLE leads", "ALTER TABLE leads DROP COLUMN state", "CREATE TABLE own (id BIGINT)", "CREATE TRIGGER t BEFORE INSERT ON trail FOR EACH ROW SET NEW.kind = 'x'",
		"UPDATE goose_db_version SET is_applied = 0", "SELECT * FROM mysql.user",
	} {
		if err := refused(in.t.Context(), d, statement); err != nil {
			in.t.Error(err)
		}
	}
}

// refused wants the server to say no for want of a right.
func refused(ctx context.Context, d *sql.DB, statement string) error {
	_, err := d.ExecContext(ctx, statement)
	if err == nil || !strings.Contains(err.Error(), "denied") {
		return fmt.Errorf("%s: %v", statement, err) //nolint:errorlint // there may be none
	}
	return nil
}

// mainPath is the work that the programs are for: a report, its routing, and the first move of a clerk.
func (in *station) mainPath(web *process) {
	in.t.Helper()
	t := in.t
	hire(t, signIn(t, web.visitor(), "boss"), web.visitor(), "clerk", "650102", "handler")
	number := send(t.Context(), web.base, wholeReport(t, web.visitor()), func() {}).number()
	if number == "" {
		t.Fatalf("no receipt\n%s", web.said)
	}
	clerk := signIn(t, web.visitor(), "clerk")
	var p *testkit.Page
	in.until("the report is the clerk's", func() bool { p = clerk.Get("/cases/" + number); return p.Status == 200 })
	p = clerk.Submit(p.Form(`form[action="/cases/`+number+`/sign"]`), "")
	if p.Status != 200 || p.URL.Path != "/cases/"+number {
		t.Fatalf("the move: %d at %s\n%s", p.Status, p.URL, p.One("main").Text())
	}
}
