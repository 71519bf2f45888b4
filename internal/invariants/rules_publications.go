package invariants

import (
	"context"
	"strconv"

	"sunlead/internal/db"
)

// publications: nothing is told to everybody that one person alone decided.
var publications = []Invariant{
	{
		ID: "INV-26", Says: "what is public was approved by a leader who wrote none of it; to a 辟谣 a leader of the city agreed, and wrote none of it either",
		whole: publishedByTwo,
	},
	{
		ID: "INV-26-history", Says: "a publication's history has one line for each of its versions, and nothing else has one",
		whole: publicationHistories,
	},
}

// wroteIt: somebody in a column wrote a version.
func wroteIt(column string) string {
	return "EXISTS (SELECT 1 FROM publication_events AS e WHERE e.publication_id = p.id AND e.move = 'write' AND e.staff_id = " + column + ")"
}

func leads(column, unit string) string {
	return "EXISTS (SELECT 1 FROM staff AS s WHERE s.id = " + column + " AND s.unit_id = " + unit + ")"
}

func publishedByTwo(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	for _, id := range read[int64](p, "SELECT p.id FROM publications AS p WHERE p.state = 'published' AND (p.published = 0 OR p.approved_by = 0 OR "+
		wroteIt("p.approved_by")+" OR NOT "+leads("p.approved_by", "p.unit_id")+
		" OR p.label = 'rumour' AND ("+wroteIt("p.agreed_by")+" OR NOT "+leads("p.agreed_by", strconv.FormatInt(city, 10))+")) ORDER BY p.id") {
		t.add("publication " + strconv.FormatInt(id, 10))
	}
	return p.err
}

func publicationHistories(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	for _, id := range read[int64](p, "SELECT p.id FROM publications AS p WHERE p.version <> (SELECT COUNT(*) FROM publication_events AS e"+
		" WHERE e.publication_id = p.id AND e.version BETWEEN 1 AND p.version) ORDER BY p.id") {
		t.add("publication " + strconv.FormatInt(id, 10))
	}
	for _, id := range read[int64](p, "SELECT DISTINCT e.publication_id FROM publication_events AS e LEFT JOIN publications AS p ON p.id = e.publication_id"+
		" WHERE p.id IS NULL OR e.version > p.version ORDER BY e.publication_id") {
		t.add("publication " + strconv.FormatInt(id, 10))
	}
	return p.err
}
