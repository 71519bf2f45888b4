package db

import "strings"

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Like escapes what somebody typed for use inside `LIKE ? ESCAPE '!'`: a percent sign finds a percent sign.
func Like(typed string) string { return likeEscaper.Replace(typed) }

// ASCII reports a text that columns of codes can be compared with.
func ASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Code makes what somebody typed fit to be compared with a column of codes: those are ASCII, MariaDB fails on
// anything else. What cannot be a code becomes one that nothing has.
func Code(typed string) string {
	if !ASCII(typed) {
		return "?"
	}
	return typed
}
