package lead

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// ladderLetters are the letters of the ladder that somebody issues, by the words of their events and messages.
var ladderLetters = map[LetterKind]bool{LetterUrge: true, LetterSupervise: true, LetterTalk: true}

// isOverdue: letters of the ladder are about a delay.
func isOverdue(_ org.Actor, l *Lead) *errs.Error {
	if !pressed(l) {
		return errs.New(errs.Conflict, "ladder.not_late")
	}
	return nil
}

// talkable: the city calls another unit to a talk, not itself.
func talkable(a org.Actor, l *Lead) *errs.Error {
	if l.ball() == org.CityID {
		return errs.New(errs.Conflict, "ladder.own")
	}
	return isOverdue(a, l)
}

// DraftTalk drafts a 约谈通知 about a late lead (待签发), once for each due date. A leader of the city.
func (s *Service) DraftTalk(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveTalk, nil, func(ctx context.Context, st *step) error {
		l := st.l
		there, err := lettersOf(ctx, st.tx, l.ID)
		if err != nil {
			return err
		}
		for i := range there {
			if there[i].Kind == LetterTalk && there[i].Presses(l) {
				return errs.New(errs.Conflict, "ladder.talk_once")
			}
		}
		p, err := pasts(ctx, st.tx, []int64{l.ID})
		if err != nil {
			return err
		}
		letter := st.draftLetter(Letter{Kind: LetterTalk, Unit: org.CityID, ToUnit: l.OwnerUnit}, s.delay(l, l.OwnerUnit, st.at, p[l.ID]))
		st.tell("talk_drafted", false, map[string]any{"letter": letter.ID, "unit": l.OwnerUnit})
		return nil
	})
}

// Issue (签发) puts a drafted letter of the ladder in force: it takes its number, says the delay as it is now, and is told
// to the leader of who has to act. A leader of the city. A letter that was issued stays as it is, and that is no error;
// one that is about an earlier due date, another unit's delay, or an answered lead, is a Conflict; terms that cannot be
// are Invalid.
func (s *Service) Issue(ctx context.Context, a org.Actor, number string, id int64, t Terms) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, ScopeOf(a), number)
		if err != nil {
			return err
		}
		may := Can(a, MoveIssue, l)
		if errs.Is(may, errs.Forbidden) {
			return may
		}
		letter, err := letterOf(ctx, tx, l.ID, id)
		if err != nil || letter.InForce() {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: a, move: MoveIssue, at: s.now()}, func(ctx context.Context, st *step) error {
			if !ladderLetters[letter.Kind] || !letter.Presses(st.l) {
				return errs.New(errs.Conflict, "ladder.moot")
			}
			if err := errs.Fields(t.check(s, letter.Kind)); err != nil {
				return err
			}
			if err := s.settleLetter(ctx, st, letter, t); err != nil {
				return err
			}
			return st.issueLate(ctx, letter)
		})
	})
}

// settleLetter sets the terms and the days of the unit that the letter goes to.
func (s *Service) settleLetter(ctx context.Context, st *step, letter *Letter, t Terms) error {
	p, err := pasts(ctx, st.tx, []int64{st.l.ID})
	if err != nil {
		return err
	}
	return letter.settle(s.daysOf(st.l, letter.ToUnit, st.at, p[st.l.ID]), t)
}

func (st *step) issueLate(ctx context.Context, letter *Letter) error {
	if err := st.issue(ctx, letter); err != nil {
		return err
	}
	if letter.Kind == LetterSupervise {
		st.l.DraftedDue, st.l.SupervisedDue = 0, st.l.Due
	}
	st.tell("issued", false, map[string]any{
		"letter": letter.ID, "kind": letter.Kind, "year": letter.Year, "n": letter.Serial, "unit": letter.ToUnit,
	})
	st.job(outbox.NotifySend, st.message("message.issued."+string(letter.Kind), seat{letter.ToUnit, []org.Role{org.Leader}},
		map[string]any{"year": letter.Year, "n": letter.Serial}))
	return storeIssued(ctx, st.tx, letter)
}

// DraftedLetter is a letter of the ladder as the city's leader sees it before issuing.
type DraftedLetter struct {
	Letter
	Lead Lead
}

// LettersToIssue are drafted letters by id, with their leads as they are now, within the actor's scope and in the order
// of the ids. What is issued or moot, or not the actor's to know, is left out.
func (s *Service) LettersToIssue(ctx context.Context, a org.Actor, ids []int64) ([]DraftedLetter, error) {
	letters, err := draftedLetters(ctx, s.DB, ids)
	if err != nil || len(letters) == 0 {
		return nil, err
	}
	of := make([]int64, len(letters))
	for i := range letters {
		of[i] = letters[i].LeadID
	}
	leads, err := leadsByID(ctx, s.DB, ScopeOf(a), of)
	if err != nil {
		return nil, err
	}
	var out []DraftedLetter
	for _, letter := range letters {
		if l, ok := leads[letter.LeadID]; ok && ladderLetters[letter.Kind] && letter.Presses(&l) {
			out = append(out, DraftedLetter{letter, l})
		}
	}
	return out, nil
}
