package lead

import (
	"context"
	"slices"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// Sign (签收) takes the lead in hand. Handlers and leaders of the owner; a reopened lead goes to somebody else.
func (s *Service) Sign(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveSign, nil, func(ctx context.Context, st *step) error {
		st.l.Signed, st.l.HandlerID = st.at, a.ID
		st.tell("signed", true, map[string]any{"unit": a.Unit})
		return s.nextStep(ctx, st)
	})
}

// Accept (受理) chooses the procedure, which names the clocks: the 15 days stop, and for a 信访事项 the 60
// days start.
func (s *Service) Accept(ctx context.Context, a org.Actor, ref Ref, p Procedure) error {
	if !slices.Contains(Procedures(), p) {
		return errs.Fields(Problems{"procedure": errs.T("accept.procedure.required")})
	}
	return s.move(ctx, a, ref, MoveAccept, p, func(_ context.Context, st *step) error {
		st.l.Accepted, st.l.Procedure = st.at, p
		st.takeUp()
		if p == ByPetition && !st.l.unclocked() {
			st.clocks = append(st.clocks, s.clock(st.l, clockLawAnswer, clock.FromMilli(st.at)))
		}
		s.restep(st)
		st.tell("accepted", true, map[string]any{"procedure": p})
		return nil
	})
}

// restep moves the next step to what the clocks now say; steps already taken stay taken.
func (s *Service) restep(st *step) {
	legal := int64(0)
	for _, c := range st.clocks {
		if c.Kind == clockLawAnswer {
			legal = c.Due
		}
	}
	s.setStepLegal(st.l, st.l.LastStep, legal)
}

// Contacted is one attempt to reach the reporter (联系登记).
type Contacted struct {
	Method string // phone, meeting, page
	Result string // reached, no_answer, wrong_number
	Note   string // 5–500 characters
}

// Methods and results of a contact.
var (
	ContactMethods = []string{"phone", "meeting", "page"}
	ContactResults = []string{"reached", "no_answer", "wrong_number"}
)

// Contact notes an attempt; only "reached" stops the clock, a click alone never counts.
func (s *Service) Contact(ctx context.Context, a org.Actor, ref Ref, c Contacted) error {
	p := Problems{}
	n := utf8.RuneCountInString(c.Note)
	p.add(!slices.Contains(ContactMethods, c.Method), "method", "contact.method.required")
	p.add(!slices.Contains(ContactResults, c.Result), "result", "contact.result.required")
	p.add(n < 5 || n > 500 || blank(c.Note), "note", "contact.note.length", "min", 5, "max", 500)
	p.add(Personal(c.Note), "note", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	reached := c.Result == "reached"
	return s.move(ctx, a, ref, MoveContact, c, func(ctx context.Context, st *step) error {
		if reached && st.l.Contacted == 0 {
			st.l.Contacted = st.at
		}
		st.takeUp()
		st.tell("contacted", reached, map[string]any{"method": c.Method, "result": c.Result, "note": st.note(c.Note)})
		if reached {
			return stopClocks(ctx, st.tx, st.l.ID, st.at, []string{clockContact})
		}
		return nil
	})
}

// takeUp gives the lead to who works on it, when nobody has it in hand: it counted as signed, or its handler stepped aside.
func (st *step) takeUp() {
	if st.l.HandlerID == 0 {
		st.l.HandlerID = st.actor.ID
	}
}

// tellUnit is a message to people of the lead's owner.
func (st *step) tellUnit(key string, roles ...org.Role) {
	st.notify(key, st.l.OwnerUnit, roles...)
}

// tellHolder tells who has the lead in hand, or had it last, that the reporter brought something: the discipline body's officers,
// the leader of one that was reopened, the handlers. Before it is routed nobody: whoever gets it reads it all.
func (st *step) tellHolder(key string) {
	switch {
	case st.l.Routed == 0:
	case st.l.OwnerUnit == org.DisciplineID:
		st.tellUnit(key, org.DisciplineOfficer)
	default:
		st.tellUnit(key, st.l.worker())
	}
}

// askLeader tells those who are to decide what somebody proposes: the owner's leaders; of what one person alone may know
// of, the second person.
func (st *step) askLeader(key string) {
	if !st.l.restricted() {
		st.tellUnit(key, org.Leader)
		return
	}
	st.job(outbox.NotifySend, Message{
		Key: "message.second", Number: st.l.Number, Unit: org.CityID, Roles: []org.Role{org.Leader}, Wall: org.OnlyFor(st.l.SecondID),
		At: st.l.readableTime(st.at),
	})
}
