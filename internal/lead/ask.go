package lead

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Outcome says how a question ended; "" while it waits.
type Outcome string

// The outcomes. Those that have an event of their own are named like it.
const (
	Supplemented Outcome = "answered"   // by the reporter, or taken down from them
	Unanswered   Outcome = "unanswered" // nobody answered by the last day
	Dropped      Outcome = "withdrawn"  // the reporter took the report back
	Moot         Outcome = "moot"       // the lead went to another owner, who asks anew
)

// Question is what the reporter was asked (向反映人提问) and what they answered. The promises stand still from Asked to
// Ended, the law does not.
type Question struct {
	ID         int64
	LeadID     int64
	Question   string
	AskedBy    int64
	Asked      int64
	Until      int64 // 24:00 in Beijing of the last day for an answer
	Outcome    Outcome
	Answer     string
	AnsweredBy int64 // who of the staff took it down; 0 for the reporter
	Ended      int64 // 0 while it waits; never after Until
}

// TableName tells the store where questions lie.
func (*Question) TableName() string { return "lead_questions" }

// Pending reports a question that waits for its answer.
func (q *Question) Pending() bool { return q.Ended == 0 }

// Asking is a question as it is put.
type Asking struct {
	Question string // 10–500 characters, nothing that names a person
	Days     int    // one of AskDays
}

// AskDays are the calendar days that a reporter can be given.
var AskDays = []int{3, 5, 7}

// answerMax is the length of an answer, in characters.
const answerMax = 2000

// Ask puts a question to the reporter (向反映人提问), also to one who left no contact: they read it with their 查询码. Who
// works the case; a Conflict when the answer may come so late that the law is in danger.
func (s *Service) Ask(ctx context.Context, a org.Actor, ref Ref, in Asking) error {
	p := Problems{}
	length(p, "question", in.Question, 10, 500)
	p.add(Personal(in.Question), "question", "error.personal")
	p.add(!slices.Contains(AskDays, in.Days), "days", "ask.days.required")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveAsk, in, func(ctx context.Context, st *step) error {
		last := deadline.Due(s.Calendar(), deadline.Rule{Unit: deadline.CalendarDays, N: in.Days}, clock.FromMilli(st.at))
		q := Question{
			ID: st.tx.NextID(), LeadID: st.l.ID, Question: in.Question, AskedBy: st.actor.ID, Asked: st.at, Until: clock.Milli(last.At),
		}
		if err := lawful(ctx, st, last.At); err != nil {
			return err
		}
		st.tell("asked", true, map[string]any{"question": q.ID, "day": last.Date})
		s.text(st, SMSAsked, last.Date)
		if err := db.Insert(ctx, st.tx, []Question{q}); err != nil {
			return err
		}
		return s.rest(ctx, st)
	})
}

// beforeLaw is how many days before the legal limit a lead must be in hand again.
const beforeLaw = 10

// lawful refuses to wait until an instant that the law's own limits do not leave.
func lawful(ctx context.Context, st *step, until time.Time) error {
	answer, err := runningLimit(ctx, st.tx, st.l.ID, clockLawAnswer)
	if err != nil {
		return err
	}
	accept, err := runningLimit(ctx, st.tx, st.l.ID, clockLawAccept)
	switch {
	case err != nil:
		return err
	case answer != 0 && until.AddDate(0, 0, beforeLaw).After(clock.FromMilli(answer)):
		return errs.New(errs.Conflict, "ask.legal", "n", beforeLaw)
	case accept != 0 && until.After(clock.FromMilli(accept)):
		return errs.New(errs.Conflict, "ask.accept")
	}
	return nil
}

// Answer takes the reporter's answer to one question, 1–2000 characters; it may name them, for it is theirs. Only who
// holds the 查询码 may call it. A Conflict when the question waits no more.
func (s *Service) Answer(ctx context.Context, id, question int64, text string) error {
	if err := checkAnswer(text); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		q, err := lastQuestion(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case q != nil && q.ID == question && q.Answer == text:
			return nil // a second tap
		case q == nil || q.ID != question || !q.Pending():
			return errs.New(errs.Conflict, "answer.over")
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveAnswer, at: s.now()}, s.supply(text))
	})
}

// TakeAnswer writes down what the reporter answered by phone (电话补充). Who works the case.
func (s *Service) TakeAnswer(ctx context.Context, a org.Actor, ref Ref, text string) error {
	if err := checkAnswer(text); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveAnswer, text, s.supply(text))
}

func checkAnswer(text string) error {
	p, n := Problems{}, utf8.RuneCountInString(text)
	p.add(blank(text), "answer", "answer.required")
	p.add(n > answerMax, "answer", "answer.long", "over", n-answerMax, "max", answerMax)
	return errs.Fields(p)
}

// supply ends the question with its answer. Whoever did not write it down is told.
func (s *Service) supply(text string) func(ctx context.Context, st *step) error {
	return func(ctx context.Context, st *step) error {
		if st.actor.ID != st.l.HandlerID {
			st.l.Supplied = st.at
			st.tellUnit("message.answered", st.l.worker())
		}
		return s.endQuestion(ctx, st, Supplemented, text)
	}
}

// unanswered ends the question whose last day is over.
func (s *Service) unanswered(ctx context.Context, st *step) error {
	st.tellUnit("message.unanswered", st.l.worker())
	return s.endQuestion(ctx, st, Unanswered, "")
}

// endQuestion ends the question that waits, and tells so.
func (s *Service) endQuestion(ctx context.Context, st *step, o Outcome, text string) error {
	q, was, err := s.answered(ctx, st, o, text)
	if err != nil {
		return err
	}
	st.tell(string(o), true, moved(map[string]any{"question": q.ID}, was))
	return nil
}

// answered writes how the question ended and lets the promises run on; was is the date of the answer before that, 0
// when it stays. What comes after the last day, because the worker was away, takes no more of the promise than that day.
func (s *Service) answered(ctx context.Context, st *step, o Outcome, text string) (q *Question, was int64, err error) {
	if q, err = lastQuestion(ctx, st.tx, st.l.ID); err != nil {
		return nil, 0, err
	}
	if q == nil || !q.Pending() {
		return nil, 0, errs.New(errs.Conflict, "move.stale")
	}
	q.Outcome, q.Answer, q.AnsweredBy, q.Ended = o, text, st.actor.ID, min(st.at, q.Until)
	if err := updateQuestion(ctx, st.tx, q); err != nil {
		return nil, 0, err
	}
	was, err = s.resume(ctx, st)
	return q, was, err
}

// moved names the due date that does not hold any more; the steps taken for it stay in the trail.
func moved(data map[string]any, was int64) map[string]any {
	if was != 0 {
		data["was"] = was
	}
	return data
}

// worker is the role that has the lead in hand: of a reopened one in a district, the leader.
func (l *Lead) worker() org.Role {
	if l.Reopened > 0 && l.OwnerUnit != org.CityID {
		return org.Leader
	}
	return org.Handler
}
