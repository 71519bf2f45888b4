// Package lately remembers what was read a moment ago, for what every page asks and hardly anybody changes: the list of schools,
// what is public, the notice above the pages. An old answer is better than none: it holds while the database does not answer.
package lately
