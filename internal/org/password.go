package org

import (
	"context"
	"strings"
	"unicode/utf8"

	"sunlead/internal/errs"
)

// passwordLeast is in characters, passwordMax in bytes. A long sentence is welcome; nothing is ever cut.
const (
	passwordLeast = 12
	passwordMax   = 256
)

// common are passwords of enough characters that are tried first everywhere.
var common = map[string]bool{
	"123456789012": true, "1234567890123": true, "12345678901234": true, "123456789123": true, "123456123456": true,
	"123123123123": true, "112233445566": true, "111222333444": true, "987654321098": true, "0123456789ab": true,
	"password1234": true, "passwordpassword": true, "password12345": true, "p@ssw0rd1234": true, "passw0rd1234": true,
	"qwertyuiop12": true, "qwertyuiop123": true, "qwertyuiopas": true, "qwertyuiop[]": true, "qwerty123456": true,
	"1qaz2wsx3edc": true, "1q2w3e4r5t6y": true, "q1w2e3r4t5y6": true, "abcdefghijkl": true, "abc123456789": true,
	"a12345678901": true, "admin1234567": true, "admin123456789": true, "administrator": true, "administrator1": true,
	"iloveyou1234": true, "woaini1314520": true, "woaini123456": true, "letmein12345": true, "changeme1234": true,
	"sunlead-demo": true, "sunleadsunlead": true,
}

// NewPassword is a password somebody chose, typed twice.
type NewPassword struct{ Password, Again string }

// check returns what is wrong with it, by the names of its two fields.
func (p NewPassword) check(user string) map[string]errs.Text {
	switch {
	case utf8.RuneCountInString(p.Password) < passwordLeast:
		return wrongIn("password", "password.short", "min", passwordLeast)
	case len(p.Password) > passwordMax:
		return wrongIn("password", "password.long", "max", passwordMax)
	case weak(p.Password) || isName(p.Password, user):
		return wrongIn("password", "password.common")
	case p.Password != p.Again:
		return wrongIn("again", "password.differs")
	default:
		return nil
	}
}

func wrongIn(field, key string, pairs ...any) map[string]errs.Text {
	return map[string]errs.Text{field: errs.T(key, pairs...)}
}

// weak reports a common password, or one character all along.
func weak(password string) bool {
	first, _ := utf8.DecodeRuneInString(password)
	return common[strings.ToLower(password)] || strings.Trim(password, string(first)) == ""
}

func isName(password, user string) bool { return user != "" && strings.EqualFold(password, user) }

// hash makes the stored form in a sign-in's turn, so that guessing a code is as slow as guessing a password.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	if err := s.takeSlot(ctx); err != nil {
		return "", err
	}
	defer func() { <-s.slots }()
	return HashPassword(password)
}
