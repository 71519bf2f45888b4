package faults

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"sunlead/internal/invariants"
	"sunlead/internal/lead"
	"sunlead/internal/testkit/history"
)

// drainBound is how long the work may take to drain once everything is healed.
const drainBound = 60 * time.Second

// drain waits until no job is left and returns how long it took. A job that is dead is a failure.
func (s *site) drain() time.Duration {
	s.t.Helper()
	took := until(s.t, drainBound, "the outbox to drain: "+s.waiting(), func() bool { return s.count("SELECT COUNT(*) FROM outbox WHERE dead = 0") == 0 })
	if n := s.count("SELECT COUNT(*) FROM outbox WHERE dead = 1"); n != 0 {
		s.t.Errorf("%d jobs are dead: %s", n, s.waiting())
	}
	return took
}

// waiting tells of some jobs, for a message.
func (s *site) waiting() string {
	var rows []string
	_ = s.app.DB.Gorm(s.t.Context()).Raw("SELECT failure FROM outbox WHERE failure <> '' LIMIT 3").Scan(&rows).Error
	return strings.Join(rows, "; ")
}

// count asks the database for one number; -1 while it does not answer.
func (s *site) count(query string, args ...any) int64 {
	var n int64
	if err := s.app.DB.Gorm(s.t.Context()).Raw(query, args...).Scan(&n).Error; err != nil {
		return -1
	}
	return n
}

// doubled are the effects that there may be once at most: query counts those that are there twice.
var doubled = map[string]string{
	"an event of a lead":         "SELECT COUNT(*) FROM (SELECT 1 FROM trail WHERE stream LIKE 'lead/%' GROUP BY stream, kind HAVING COUNT(*) > 1) x",
	"a message to a person":      "SELECT COUNT(*) FROM (SELECT 1 FROM messages GROUP BY staff_id, kind, number HAVING COUNT(*) > 1) x",
	"a text":                     "SELECT COUNT(*) FROM (SELECT 1 FROM lead_texts GROUP BY text HAVING COUNT(*) > 1) x",
	"a step of a lead":           "SELECT COUNT(*) FROM (SELECT 1 FROM lead_steps GROUP BY lead_id, step HAVING COUNT(*) > 1) x",
	"a step without its message": "SELECT COUNT(*) FROM lead_steps s JOIN leads l ON l.id = s.lead_id WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.number = l.number)",
}

// halves are rows that would be there without what belongs to them.
var halves = map[string]string{
	"leads without a text":          "SELECT COUNT(*) FROM leads l WHERE NOT EXISTS (SELECT 1 FROM lead_texts t WHERE t.lead_id = l.id)",
	"texts without a lead":          "SELECT COUNT(*) FROM lead_texts t WHERE NOT EXISTS (SELECT 1 FROM leads l WHERE l.id = t.lead_id)",
	"named leads without a contact": "SELECT COUNT(*) FROM leads l WHERE anonymous = 0 AND NOT EXISTS (SELECT 1 FROM reporters r WHERE r.lead_id = l.id)",
	"leads without their promises":  "SELECT COUNT(*) FROM leads l WHERE NOT EXISTS (SELECT 1 FROM lead_clocks c WHERE c.lead_id = l.id)",
	"leads that nobody routed":      "SELECT COUNT(*) FROM leads WHERE routed = 0",
	"leads that nobody was told of": "SELECT COUNT(*) FROM leads l WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.number = l.number)",
}

// verify holds the database against the diaries and against itself. Nobody may be sending, the work has drained.
func (s *site) verify() {
	s.t.Helper()
	oracle := history.Oracle{DB: s.app.DB, Ring: s.ring}
	found, err := oracle.Verify(s.t.Context(), s.diaries...)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range found {
		s.t.Errorf("history: %s", f)
	}
	for what, query := range doubled {
		if n := s.count(query); n != 0 {
			s.t.Errorf("doubled: %s, %d times", what, n)
		}
	}
	for what, query := range halves {
		if n := s.count(query); n != 0 {
			s.t.Errorf("%s: %d", what, n)
		}
	}
	s.invariants()
	people := s.people.snapshot()
	for _, what := range people.wrongs {
		s.t.Errorf("a person was answered wrongly: %s", what)
	}
	for _, r := range people.sample {
		s.opens(r)
	}
	s.t.Logf("%s", people)
}

// skew is how far the processes' Case clocks differ while the saved instant is ahead of the machine's: each process
// goes on from what another one saved, two seconds ahead of it.
const skew = time.Minute

// invariants asks for everything that must be true of a ledger, whatever happened to it.
func (s *site) invariants() {
	s.t.Helper()
	broken, err := invariants.Check(s.t.Context(), s.app.DB, invariants.Options{Moves: lead.Diagram(), Now: s.app.Wall.Now(), Skew: skew})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range broken {
		s.t.Errorf("%s broken: %s: %d, %s", f.ID, f.Sentence, f.Count, strings.Join(f.Offenders, ", "))
	}
}

// opens opens a receipt at /track as its holder would.
func (s *site) opens(r receipt) {
	s.t.Helper()
	b := browser(true)
	defer b.CloseIdleConnections()
	home := "http://" + s.webs[0].addr
	if got, err := ask(s.t.Context(), b, http.MethodPost, home+"/track", url.Values{"code": {r.code}}); err != nil || got.status != http.StatusSeeOther {
		s.t.Errorf("the code of %s opens nothing: %d, %v", r.number, got.status, err)
		return
	}
	if got, err := ask(s.t.Context(), b, http.MethodGet, home+"/track/case", nil); err != nil || !strings.Contains(got.body, r.number) {
		s.t.Errorf("the case of %s does not show: %d, %v", r.number, got.status, err)
	}
}
