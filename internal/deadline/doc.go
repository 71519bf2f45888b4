// Package deadline is the house's arithmetic of dates: calendars, rules, due dates that explain themselves
// day by day, and the ladder that late work climbs.
//
// It is pure. It reads no clock, no database and no zone of the host, so a date is a function of three
// things only: when the lead was received, the version of the rule, the version of the calendar. Holidays,
// office hours, rules and steps are tables; a new year or another promise is a new row and a new version.
//
// Sentences are made elsewhere: every skipped day carries a text key such as "calendar.holiday.qurban".
package deadline
