package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// committed makes connections whose transactions read what is committed: no gap locks; compare-and-swap guards the
// rest. Said once for each connection, it does not cost every transaction another way to the server.
type committed struct{ driver.Connector }

// openWriter opens the pool that writes.
func openWriter(dsn string) (*sql.DB, error) {
	c, err := mysqldriver.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	to, err := mysqldriver.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	return sql.OpenDB(committed{to}), nil
}

// Connect is part of driver.Connector.
func (c committed) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	session, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("the driver cannot set up a session"), conn.Close())
	}
	if _, err := session.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}
