package testkit

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

// Statement is one reading statement as it was sent.
type Statement struct {
	SQL  string
	Args []any
}

// Reads records what is read outside of transactions from now on, until the test ends.
type Reads struct {
	mu   sync.Mutex
	list []Statement
}

// WatchReads begins to record the reads of a database. Once for each database.
func WatchReads(t testing.TB, d *db.DB) *Reads {
	t.Helper()
	r := &Reads{}
	note := func(g *gorm.DB) {
		if strings.HasPrefix(g.Statement.SQL.String(), "EXPLAIN ") { // our own question
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.list = append(r.list, Statement{g.Statement.SQL.String(), append([]any(nil), g.Statement.Vars...)})
	}
	c := d.Gorm(t.Context()).Callback()
	if err := c.Query().After("gorm:query").Register("testkit:reads", note); err != nil {
		t.Fatal(err)
	}
	if err := c.Row().After("gorm:row").Register("testkit:reads", note); err != nil {
		t.Fatal(err)
	}
	return r
}

// Take returns what was read since the last call.
func (r *Reads) Take() []Statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// Access is how an engine means to read one table of a statement.
type Access struct {
	Table string
	Index string // "" for none
	Whole bool   // the table or index is read from end to end
	Sort  bool   // what is read is sorted then
	Temp  bool   // MariaDB: in a table of its own, which is a file when there are texts in it
}

// Plan asks the engine how it would run the statement.
func (s Statement) Plan(t testing.TB, d *db.DB) []Access {
	t.Helper()
	if d.Dialect == db.SQLite {
		return s.planSQLite(t, d)
	}
	var rows []struct{ Table, Type, Key, Extra string }
	if err := d.Gorm(t.Context()).Raw("EXPLAIN "+s.SQL, s.Args...).Scan(&rows).Error; err != nil {
		t.Fatalf("%v: EXPLAIN %s", err, s.SQL)
	}
	list := make([]Access, len(rows))
	for i, r := range rows {
		whole := r.Type == "ALL" || r.Type == "index"
		list[i] = Access{r.Table, r.Key, whole, strings.Contains(r.Extra, "filesort"), strings.Contains(r.Extra, "temporary")}
	}
	return list
}

var sqliteAccess = regexp.MustCompile(`^(SCAN|SEARCH) (\w+)(?: AS \w+)?(?: USING (?:COVERING )?INDEX (\w+)| USING PRIMARY KEY)?`)

// planSQLite reads the tree of the plan: a sort belongs to the first table beside it.
func (s Statement) planSQLite(t testing.TB, d *db.DB) []Access {
	t.Helper()
	var rows []struct {
		ID, Parent int
		Detail     string
	}
	if err := d.Gorm(t.Context()).Raw("EXPLAIN QUERY PLAN "+s.SQL, s.Args...).Scan(&rows).Error; err != nil {
		t.Fatalf("%v: EXPLAIN %s", err, s.SQL)
	}
	var list []Access
	first := map[int]int{}
	for _, r := range rows {
		if m := sqliteAccess.FindStringSubmatch(r.Detail); m != nil {
			if _, known := first[r.Parent]; !known {
				first[r.Parent] = len(list)
			}
			list = append(list, Access{Table: m[2], Index: m[3], Whole: m[1] == "SCAN"})
		}
		if at, ok := first[r.Parent]; ok && strings.Contains(r.Detail, "TEMP B-TREE FOR ORDER BY") {
			list[at].Sort = true
		}
	}
	return list
}
