// Package app puts the house together, once, for both programs and for tests: it opens the database, loads the
// keys and makes the services. It is the only place that wires.
package app
