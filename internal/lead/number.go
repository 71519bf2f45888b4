package lead

import (
	"encoding/binary"
	"fmt"
	"strings"

	"sunlead/internal/personal"
	"sunlead/internal/vault"
)

// checkDigit is ISO 7064 MOD 11,10 over decimal digits: it catches every wrong digit and nearly every swap.
func checkDigit(digits string) byte {
	p := 10
	for i := range len(digits) {
		s := (p + int(digits[i]-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return byte('0' + (11-p)%10)
}

// checks reports whether the last digit is the check digit of those before it.
func checks(digits string) bool {
	n := len(digits) - 1
	return n > 0 && allDigits(digits) && checkDigit(digits[:n]) == digits[n]
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Number makes the 登记编号 of a year's serial: 2026-000128-7. It opens nothing and is always printed whole.
func Number(year, serial int64) string {
	body := fmt.Sprintf("%04d%06d", year, serial)
	return fmt.Sprintf("%s-%s-%c", body[:4], body[4:], checkDigit(body))
}

// ParseNumber reads a 登记编号 as people type it, with or without dashes and spaces; false when a digit is
// wrong.
func ParseNumber(typed string) (string, bool) {
	digits := onlyDigits(typed)
	if len(digits) < 11 || len(digits) > 20 || !checks(digits) {
		return "", false
	}
	n := len(digits) - 1
	return digits[:4] + "-" + digits[4:n] + "-" + digits[n:], true
}

// codeDigits is the length of a 查询码: 15 digits and their check digit.
const codeDigits = 16

// code is the 查询码 of a form key: 15 digits of an HMAC and a check digit. It is never stored; the same
// key gives the same code again, and a collision raises try.
func code(p vault.Pepper, key []byte, try int64) string {
	sum := p.MAC("code", key, binary.BigEndian.AppendUint64(nil, uint64(try))) //nolint:gosec // tries are small and positive
	return withCheck(binary.BigEndian.Uint64(sum) % codeSpace)
}

// codeSpace is how many 查询码 there are.
const codeSpace = 1_000_000_000_000_000

// withCheck writes 15 digits and their check digit.
func withCheck(n uint64) string {
	body := fmt.Sprintf("%015d", n)
	return body + string(checkDigit(body))
}

// CodeProblem says what is wrong with a typed 查询码 before anything is looked up.
type CodeProblem int

// The problems.
const (
	CodeFine   CodeProblem = iota
	CodeLength             // not 16 digits
	CodeDigit              // a digit was copied wrong
)

// ParseCode reads a 查询码 as people type it: spaces and dashes are dropped.
func ParseCode(typed string) (string, CodeProblem) {
	digits := onlyDigits(typed)
	switch {
	case len(digits) != codeDigits:
		return "", CodeLength
	case !checks(digits):
		return "", CodeDigit
	default:
		return digits, CodeFine
	}
}

// Grouped prints a 查询码 in four groups of four.
func Grouped(code string) string {
	if len(code) != codeDigits {
		return code
	}
	return code[:4] + " " + code[4:8] + " " + code[8:12] + " " + code[12:]
}

// onlyDigits drops blanks and dashes; anything else stays and spoils the check.
func onlyDigits(typed string) string { return personal.Bare(typed) }
