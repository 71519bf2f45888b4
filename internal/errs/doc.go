// Package errs is the one way to fail: a kind, a sentence for a person, a cause for the operator.
//
// A kind is mapped once to an HTTP status (internal/httpd) and once to "retry or give up" (internal/job).
// The sentence is a text key with arguments, so it is made in the reader's language when it is shown;
// the cause is only ever logged.
package errs
