package trail

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

type unsealed struct {
	Stream string
	Seq    int64
}

func (unsealed) TableName() string { return "unsealed" }

// Append stores events at the end of a stream, in the caller's transaction, and returns the new end, which
// the caller stores on its own row. A second writer with the same head fails on the key.
func Append(ctx context.Context, tx db.Tx, stream string, head Head, events ...Event) (Head, error) {
	entries, head, err := Chain(stream, head, events...)
	if err != nil {
		return head, err
	}
	return head, Insert(ctx, tx, entries)
}

// Insert stores entries made by Next, of any streams, in one statement each table.
func Insert(ctx context.Context, tx db.Tx, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	waiting := make([]unsealed, len(entries))
	for i, e := range entries {
		waiting[i] = unsealed{e.Stream, e.Seq}
	}
	if err := db.Insert(ctx, tx, entries); err != nil {
		return err
	}
	return db.Insert(ctx, tx, waiting)
}

// Read returns a stream in order. Who may read it is the caller's question.
func Read(ctx context.Context, c db.Conn, stream string) ([]Entry, error) {
	entries, err := gorm.G[Entry](c.Gorm(ctx)).Where("stream = ?", stream).Order("seq").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read trail %s: %w", stream, err)
	}
	return entries, nil
}

// ReadAll returns several streams, each in order, in one query.
func ReadAll(ctx context.Context, c db.Conn, streams []string) (map[string][]Entry, error) {
	entries, err := gorm.G[Entry](c.Gorm(ctx)).Where("stream IN ?", streams).Order("stream, seq").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read trails: %w", err)
	}
	all := make(map[string][]Entry, len(streams))
	for _, e := range entries {
		all[e.Stream] = append(all[e.Stream], e)
	}
	return all, nil
}
