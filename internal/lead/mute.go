package lead

import (
	"context"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Pause is what somebody asks for who wants a lead's ladder to wait (暂停督办).
type Pause struct {
	Reason string // 10–300 characters
	Until  string // the last day without a step, from tomorrow on, at most 30 days ahead
}

// Mute is a pause of the ladder: asked for by one person, in force once another has granted it, until an instant or until
// somebody ends it. The lead is late all the same.
type Mute struct {
	ID        int64
	LeadID    int64
	Due       int64
	Reason    string
	Until     int64 // 24:00 of the last day
	AskedBy   int64
	Asked     int64
	GrantedBy int64
	Granted   int64 // 0 while it waits for its second person
	EndedBy   int64 // 0 for nobody: the lead went to another owner
	Ended     int64 // before its time: refused, moot, or the ladder goes on
}

// TableName tells the store where pauses lie.
func (*Mute) TableName() string { return "lead_mutes" }

// Muted reports that the ladder waits at now.
func (l *Lead) Muted(now time.Time) bool { return l.MutedUntil > clock.Milli(now) }

// mutable: there is a ladder to mute, it has told of the delay, and nobody has asked yet.
func mutable(a org.Actor, l *Lead) *errs.Error {
	switch {
	case l.MuteBy != 0:
		return errs.New(errs.Conflict, "mute.asked")
	case l.NextStep == "":
		return errs.New(errs.Conflict, "mute.top")
	default:
		return isOverdue(a, l)
	}
}

// muteAsked: somebody else has asked.
func muteAsked(a org.Actor, l *Lead) *errs.Error {
	switch l.MuteBy {
	case 0:
		return errs.New(errs.Conflict, "mute.none")
	case a.ID:
		return errs.New(errs.Forbidden, "mute.own")
	default:
		return nil
	}
}

func muteThere(_ org.Actor, l *Lead) *errs.Error {
	if l.MuteBy == 0 && l.MutedUntil == 0 {
		return errs.New(errs.Conflict, "mute.none")
	}
	return nil
}

// AskMute asks that no step of the ladder is taken until a day. A leader of the owner or of the city; it is in force once
// a second person, a leader of the city, has granted it.
func (s *Service) AskMute(ctx context.Context, a org.Actor, ref Ref, in Pause) error {
	p := Problems{}
	length(p, "reason", in.Reason, 10, 300)
	p.add(Personal(in.Reason), "reason", "error.personal")
	until := s.dayAhead(p, "until", in.Until).AddDate(0, 0, 1)
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveMute, in, func(ctx context.Context, st *step) error {
		if st.l.MutedUntil > st.at {
			return errs.New(errs.Conflict, "mute.there")
		}
		m := Mute{ID: st.tx.NextID(), LeadID: st.l.ID, Due: st.l.Due, Reason: in.Reason, Until: clock.Milli(until), AskedBy: a.ID, Asked: st.at}
		st.l.MuteBy = a.ID
		st.tell("mute_asked", false, map[string]any{"mute": m.ID, "day": m.day()})
		st.notify("message.mute", org.CityID, org.Leader)
		return db.Insert(ctx, st.tx, []Mute{m})
	})
}

// day is the last day of the pause.
func (m *Mute) day() string {
	return clock.FromMilli(m.Until - 1).In(clock.Beijing).Format(time.DateOnly)
}

// GrantMute lets the ladder wait as was asked. A leader of the city who did not ask.
func (s *Service) GrantMute(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveGrantMute, nil, func(ctx context.Context, st *step) error {
		m, err := liveMute(ctx, st.tx, st.l)
		if err != nil {
			return err
		}
		switch {
		case m.Until <= st.at:
			return errs.New(errs.Conflict, "mute.over")
		case m.AskedBy == a.ID:
			return errs.New(errs.Forbidden, "mute.own")
		}
		m.GrantedBy, m.Granted = a.ID, st.at
		st.l.MuteBy, st.l.MutedUntil = 0, m.Until
		st.tell("muted", false, map[string]any{"mute": m.ID, "day": m.day()})
		st.tellUnit("message.muted", org.Leader)
		return s.remuted(ctx, st, m)
	})
}

// EndMute refuses a pause that was asked for, or ends one before its time: the ladder goes on where it stood. A leader of
// the owner or of the city, alone.
func (s *Service) EndMute(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveUnmute, nil, func(ctx context.Context, st *step) error {
		m, err := liveMute(ctx, st.tx, st.l)
		if err != nil {
			return err
		}
		if m.Granted != 0 && m.Until <= st.at {
			return errs.New(errs.Conflict, "mute.over")
		}
		m.EndedBy, m.Ended = a.ID, st.at
		st.l.MuteBy, st.l.MutedUntil = 0, 0
		st.tell("unmuted", false, map[string]any{"mute": m.ID, "how": m.how()})
		return s.remuted(ctx, st, m)
	})
}

// how a pause ended before its time.
func (m *Mute) how() string {
	switch {
	case m.Granted != 0:
		return "ended"
	case m.EndedBy == m.AskedBy:
		return "withdrawn"
	default:
		return "refused"
	}
}

// pressAnew forgets, whatever move gave the lead to another owner, what the one before was granted, told or pressed for: its
// explanation, the 督办单 and a pause are not the new owner's.
func (s *Service) pressAnew(ctx context.Context, st *step, was *Lead) error {
	l := st.l
	if l.OwnerUnit == was.OwnerUnit {
		return nil
	}
	l.ExplainedDue, l.DraftedDue, l.SupervisedDue = 0, 0, 0
	if was.MuteBy == 0 && was.MutedUntil == 0 {
		return nil
	}
	l.MuteBy, l.MutedUntil = 0, 0
	if err := s.stepOn(ctx, st, l.LastStep); err != nil {
		return err
	}
	return endMutes(ctx, st.tx, l.ID, st.at)
}

// remuted stores what became of a pause, and sets the lead's next step by it.
func (s *Service) remuted(ctx context.Context, st *step, m *Mute) error {
	if err := s.stepOn(ctx, st, st.l.LastStep); err != nil {
		return err
	}
	return updateMute(ctx, st.tx, m)
}
