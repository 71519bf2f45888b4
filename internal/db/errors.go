package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	sqlite "modernc.org/sqlite"
)

// retryCodes are the server's ways to say "your transaction is gone, run it again".
var retryCodes = map[uint16]bool{
	1213: true, // deadlock
	1205: true, // lock wait timeout; the server undid only the statement, so we undo the rest
	1020: true, // record has changed since last read (snapshot isolation)
	1047: true, // cluster node not ready
}

// SQLite's primary result codes for "somebody else is writing".
const (
	sqliteBusy   = 5
	sqliteLocked = 6
)

func retryable(err error) bool {
	var m *mysql.MySQLError
	if errors.As(err, &m) {
		return retryCodes[m.Number] || string(m.SQLState[:]) == "40001"
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code()&0xff == sqliteBusy || s.Code()&0xff == sqliteLocked
	}
	return false
}

// connectionLost reports an error after which nobody knows what the server did.
func connectionLost(err error) bool {
	var n net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &n)
}

// IsDuplicate reports that a unique key is taken.
func IsDuplicate(err error) bool {
	var m *mysql.MySQLError
	return errors.Is(err, gorm.ErrDuplicatedKey) || (errors.As(err, &m) && m.Number == 1062)
}

// IsNotFound reports that no row matched.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }
