package db

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// Insert stores rows of one table, named by gorm's rules for T, in the transaction. It is made for bulk: the table's
// shape is read once, the rows go in one statement (MySQL) or by one prepared statement (SQLite), and nothing is
// read back. A taken key is an error for which IsDuplicate is true.
func Insert[T any](ctx context.Context, tx Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	s, err := shapeOf[T]()
	if err != nil {
		return err
	}
	write := s.together
	if tx.d.Dialect == SQLite {
		write = s.oneByOne
	}
	if err := write(ctx, tx.guard, reflect.ValueOf(rows)); err != nil {
		return fmt.Errorf("store in %s: %w", s.table, err)
	}
	return nil
}

// chunk bounds the rows of one statement, and so its length.
const chunk = 128

// shape is how a type lies in its table.
type shape struct {
	table   string
	columns string
	marks   string // (?,?,…)
	fields  [][]int
}

// shapes remembers every shape that was needed: reflect.Type → *shape.
var shapes sync.Map

func shapeOf[T any]() (*shape, error) {
	t := reflect.TypeFor[T]()
	if s, ok := shapes.Load(t); ok {
		known, _ := s.(*shape) // nothing else is stored
		return known, nil
	}
	parsed, err := schema.Parse(new(T), &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		return nil, fmt.Errorf("shape of %s: %w", t, err)
	}
	s := &shape{table: parsed.Table}
	var columns []string
	for _, name := range parsed.DBNames {
		if f := parsed.FieldsByDBName[name]; f.Creatable { // not what the database works out itself
			columns, s.fields = append(columns, name), append(s.fields, f.StructField.Index)
		}
	}
	s.columns = strings.Join(columns, ", ")
	s.marks = "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	shapes.Store(t, s)
	return s, nil
}

func (s *shape) insert(rows int) string {
	return "INSERT INTO " + s.table + " (" + s.columns + ") VALUES " + strings.TrimSuffix(strings.Repeat(s.marks+",", rows), ",")
}

func (s *shape) values(into []any, row reflect.Value) []any {
	for _, index := range s.fields {
		into = append(into, row.FieldByIndex(index).Interface())
	}
	return into
}

func (s *shape) together(ctx context.Context, g *guard, rows reflect.Value) error {
	for from := 0; from < rows.Len(); from += chunk {
		to := min(from+chunk, rows.Len())
		args := make([]any, 0, (to-from)*len(s.fields))
		for i := from; i < to; i++ {
			args = s.values(args, rows.Index(i))
		}
		if _, err := g.ExecContext(ctx, s.insert(to-from), args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *shape) oneByOne(ctx context.Context, g *guard, rows reflect.Value) error {
	statement, err := g.PrepareContext(ctx, s.insert(1))
	if err != nil {
		return err
	}
	defer statement.Close()
	args := make([]any, 0, len(s.fields))
	for i := range rows.Len() {
		args = s.values(args[:0], rows.Index(i))
		g.see(s.insert(1), args)
		if _, err := statement.ExecContext(ctx, args...); err != nil {
			return g.note(err)
		}
	}
	return nil
}
