package db

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"

	"sunlead/internal/errs"
)

// readLimit is Config.ReadLimit where it is not set: below the driver's own patience, after which the server would go
// on alone.
const readLimit = 5 * time.Second

// limited is the DSN of the read pool: the two servers have different words for the limit of a statement.
func limited(dsn string, g *gorm.DB, limit time.Duration) (string, error) {
	cfg, err := mysqldriver.ParseDSN(dsn)
	if err != nil {
		return "", fmt.Errorf("read the database address: %w", err)
	}
	if limit <= 0 {
		limit = readLimit
	}
	cfg.Params["max_execution_time"] = strconv.FormatInt(limit.Milliseconds(), 10)
	if server, ok := g.Dialector.(*mysql.Dialector); ok && strings.Contains(server.ServerVersion, "MariaDB") {
		delete(cfg.Params, "max_execution_time")
		cfg.Params["max_statement_time"] = strconv.FormatFloat(limit.Seconds(), 'f', 3, 64)
	}
	return cfg.FormatDSN(), nil
}

// endedCodes are the servers' ways to say that they ended a statement.
var endedCodes = map[uint16]bool{
	1969: true, // MariaDB: max_statement_time
	3024: true, // MySQL: max_execution_time
}

// tooLong gives a statement that the server ended the sentence that says so.
func tooLong(err error) error {
	if coded(err, endedCodes, nil) {
		return errs.Wrap(errs.Unavailable, err, "error.slow")
	}
	return err
}
