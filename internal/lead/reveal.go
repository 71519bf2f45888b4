package lead

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

// Reveal shows the reporter's contact to who works the case, for a purpose that the reporter is told and with a reason of
// 5–200 characters, which is the staff's. The reading is in the lead's trail in the same transaction: no trail, no contact.
func (s *Service) Reveal(ctx context.Context, a org.Actor, number, purpose, reason string) (vault.Contact, error) {
	p := Problems{}
	p.add(!oneOf(purpose, Purposes...), "purpose", "reveal.purpose.required")
	length(p, "reason", reason, 5, 200)
	p.add(Personal(reason), "reason", "error.personal")
	if err := errs.Fields(p); err != nil {
		return vault.Contact{}, err
	}
	var contact vault.Contact
	err := s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, ScopeOf(a), number)
		if err != nil {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: a, move: MoveReveal, reading: true, at: s.now()}, func(ctx context.Context, st *step) error {
			st.tell("revealed", false, map[string]any{"unit": a.Unit, "purpose": purpose, "note": st.note(reason)})
			if contact, err = s.Ring.OpenContact(ctx, tx, l.ID); err != nil {
				return err
			}
			return present(contact)
		})
	})
	if err != nil {
		return vault.Contact{}, err
	}
	return contact, nil
}
