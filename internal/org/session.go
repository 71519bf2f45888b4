package org

import (
	"crypto/sha256"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// Sessions keeps staff sessions in the database: hashed tokens, so that a dump signs nobody in. It has the
// shape of scs.CtxStore.
type Sessions struct {
	db   *db.DB
	wall clock.Clock
}

// NewSessions returns the store.
func NewSessions(d *db.DB, wall clock.Clock) *Sessions { return &Sessions{d, wall} }

type sessionRow struct {
	TokenHash []byte
	Data      []byte
	Expires   int64
}

// TableName tells the store where sessions lie.
func (sessionRow) TableName() string { return "sessions" }

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
