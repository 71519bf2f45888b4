package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

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

// sickCodes are the server's ways to say "not now, whoever asks": the operator has to help.
var sickCodes = map[uint16]bool{
	1021: true, // disk full
	1040: true, // too many connections
	1114: true, // the table is full
	1290: true, // started read only
	1792: true, // read only transaction: a demoted server
	1836: true, // read only mode
}

// SQLite's primary result codes: somebody else is writing.
var sqliteRetry = map[int]bool{
	5: true, // busy
	6: true, // locked
}

// SQLite's primary result codes: the disk. It may have ended the transaction by itself.
var sqliteSick = map[int]bool{
	8:  true, // read only
	10: true, // input or output failed
	13: true, // full
	14: true, // cannot open
}

// sqliteError is what SQLite's driver answers; an interface, for nobody else can make one.
type sqliteError interface {
	error
	Code() int
}

var _ sqliteError = (*sqlite.Error)(nil)

// coded looks the error up by the number that its engine gave it; SQLite's low byte is the primary code.
func coded(err error, server map[uint16]bool, file map[int]bool) bool {
	var m *mysql.MySQLError
	var s sqliteError
	return (errors.As(err, &m) && server[m.Number]) || (errors.As(err, &s) && file[s.Code()&0xff])
}

func retryable(err error) bool {
	var m *mysql.MySQLError
	return coded(err, retryCodes, sqliteRetry) || (errors.As(err, &m) && string(m.SQLState[:]) == "40001")
}

// outOfService reports a full disk and its like: trying again at once does not help, later may.
func outOfService(err error) bool { return coded(err, sickCodes, sqliteSick) }

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
	var s sqliteError
	return errors.Is(err, gorm.ErrDuplicatedKey) || (errors.As(err, &m) && m.Number == 1062) ||
		(errors.As(err, &s) && (s.Code() == 1555 || s.Code() == 2067)) // a primary key, a unique one
}

// IsNotFound reports that no row matched.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// silent takes what was typed out of a server's message: `Duplicate entry '19900001234' for key 'x'` quotes the
// value. The number, the state and the words before the first quote say enough; a key's name may stay.
func silent(err error) error {
	var m *mysql.MySQLError
	if !errors.As(err, &m) {
		return err
	}
	said, quoted, found := strings.Cut(m.Message, "'")
	if !found || quietCodes[m.Number] {
		return err
	}
	m.Message = said + "…"
	if i := strings.LastIndex(quoted, " for key "); i >= 0 {
		m.Message += quoted[i:]
	}
	return err
}

// quietCodes are messages whose quotes hold names of ours only.
var quietCodes = map[uint16]bool{
	1045: true, // access denied for user
	1049: true, // unknown database
	1142: true, // command denied to user
	1146: true, // no such table
	1054: true, // unknown column
}
