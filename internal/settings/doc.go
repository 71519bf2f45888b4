// Package settings reads what the operator decides about the trade: time limits, telephone numbers, holidays, who
// leads. One table lists every setting with what ships; one JSON file may say otherwise; docs/settings.md explains
// each.
//
// It knows values and no more: what a figure does is the business of the rooms (app hands it to them), and who has
// signed a value off, and when, stands in the database (org). A value is known by its digest, so that a signature
// under one value never covers another.
package settings
