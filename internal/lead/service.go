package lead

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/evidence"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Deps is what the ledger needs.
type Deps struct {
	DB       *db.DB
	Ring     *vault.Ring
	Box      *outbox.Box
	Calendar deadline.Calendar // at the start; see Service.Calendar
	Rules    deadline.Rules    // the zero value is what ships
	Case     clock.Clock       // received, due, events, ladder
	Wall     clock.Clock       // drafts, outbox
	Log      *slog.Logger

	Recipient string           // the account that restricted reports are handed to; "" for nobody
	Season    Season           // the days after which answers are of no use
	SMS       bool             // there is a way to send short messages; without one nothing is promised
	Scanner   evidence.Scanner // who looks for harmful content in files

	Retention func(context.Context) int // for how many years after its end a lead keeps its reporter's contact; nil or 0 for ever
}

// Service is the ledger.
type Service struct {
	Deps
	Evidence *evidence.Service
	patience time.Duration // with one search for words
	submits  *db.Group[*submission, Receipt]
	serials  serials
	calendar atomic.Pointer[deadline.Calendar]

	forgetAfter atomic.Int64 // the last contact that Forget has looked at
	forgetPage  int
}

// New starts the ledger with its committers; Drain ends them.
func New(d Deps) *Service {
	s := &Service{Deps: d, patience: searchTime, forgetPage: forgetPage}
	if d.Retention == nil {
		s.Retention = func(context.Context) int { return 0 }
	}
	s.serials = serials{d: d.DB}
	s.UseCalendar(d.Calendar)
	s.Evidence = evidence.New(evidence.Deps{DB: d.DB, Ring: d.Ring, Case: d.Case, Wall: d.Wall, Scanner: d.Scanner})
	s.submits = db.NewGroup(d.DB, db.Writer[*submission, Receipt]{
		Key: func(q *submission) string { return string(q.keyMAC) }, Write: s.write, Find: s.find,
	})
	return s
}

// Calendar is the calendar in force. It may be another one the next time: a year can be loaded while the program runs.
func (s *Service) Calendar() deadline.Calendar { return *s.calendar.Load() }

// UseCalendar puts a calendar in force for what is computed from now on; dates that stand are moved by Recalendar.
func (s *Service) UseCalendar(c deadline.Calendar) { s.calendar.Store(&c) }

// Drain answers what is queued and takes no more reports.
func (s *Service) Drain() { s.submits.Close() }

func (s *Service) now() int64 { return clock.Milli(s.Case.Now()) }

// event is one line of a lead's trail.
func event(kind, actor string, public bool, at int64, data map[string]any) trail.Event {
	return trail.Event{Kind: kind, Actor: actor, Public: public, At: at, Data: data}
}
