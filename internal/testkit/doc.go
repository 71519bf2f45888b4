// Package testkit is what tests stand on: a fresh database in every dialect, a Redis of one's own, a visitor
// who reads pages and fills in forms, a browser, and private servers that a test may kill.
//
// Quick (`go test ./...`) needs nothing: SQLite and an embedded Redis. Full (`make test`, SUNLEAD_FULL=1) adds
// the real MariaDB, Redis and Chromium. A test is never skipped: EachDialect has a longer list when full, and
// tests that make no sense without a real service are registered only if Full() says so. In a full run a
// missing service is a failure.
//
// Nothing here may reach the binaries.
package testkit
