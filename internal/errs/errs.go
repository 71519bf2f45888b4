package errs

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Kind says what sort of failure it is. The zero value is Internal: unknown errors are ours.
type Kind int

// The kinds, with the HTTP status they become.
const (
	Internal        Kind = iota // 500, the cause is logged, the reader is told nothing of it
	Malformed                   // 400, the request itself is broken (NUL, bad UTF-8, unknown or repeated field)
	Unauthenticated             // 401, sign in first
	Forbidden                   // 403, signed in, but the route is not yours
	NotFound                    // 404, absent and "not yours" look the same
	Conflict                    // 409, somebody was quicker, or the move is not possible now
	TooLarge                    // 413, the body is over the limit
	Unsupported                 // 415, a content type we do not read
	Invalid                     // 422, the typed values need correcting
	TooMany                     // 429, try later
	Unavailable                 // 503, try again, nothing was stored
)

// Text is a sentence not yet made: a key of web/texts and name, value pairs for its placeholders.
type Text struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// T makes a Text.
func T(key string, pairs ...any) Text { return Text{Key: key, Args: pairs} }

// Error is a failure on its way to a person.
type Error struct {
	Kind   Kind
	Text   Text            // the sentence for a person
	Fields map[string]Text // form field → what to correct; only with Invalid
	cause  error
}

// New returns an error of the kind with a sentence for a person.
func New(kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Text: T(key, pairs...)}
}

// Wrap returns an error of the kind that also keeps the cause for the operator.
func Wrap(kind Kind, cause error, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Text: T(key, pairs...), cause: cause}
}

// Fields is the usual way a form fails: every field with its sentence. Nil when there is none.
func Fields(fields map[string]Text) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: T("error.fields", "n", len(fields)), Fields: fields}
}

// Error is for logs: key, fields and cause, never the typed values.
func (e *Error) Error() string {
	s := e.Text.Key
	if len(e.Fields) > 0 {
		s += "(" + strings.Join(slices.Sorted(maps.Keys(e.Fields)), ",") + ")"
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// As returns the *Error in the chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of err; an error that is not ours is Internal.
func KindOf(err error) Kind {
	if e := As(err); e != nil {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
