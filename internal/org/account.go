package org

import (
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/trail"
)

// userNames are short enough to say on the phone, and the same in every keyboard.
var userNames = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,39}$`)

// A display name is this long at most, in characters, and has few marks on its letters: none disappears under them.
const (
	displayMost = 40
	marksMost   = 8
)

func marks(s string) (n int) {
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			n++
		}
	}
	return n
}

// check returns what is wrong with a new account, by field: user, name, unit, role, named.
func (s Staff) check() map[string]errs.Text {
	wrong := map[string]errs.Text{}
	if !userNames.MatchString(s.UserName) {
		wrong["user"] = errs.T("admin.users.user.wrong")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(s.DisplayName)); n == 0 || n > displayMost {
		wrong["name"] = errs.T("admin.users.name.wrong", "max", displayMost)
	}
	if marks(s.DisplayName) > marksMost {
		wrong["name"] = errs.T("error.marks", "max", marksMost)
	}
	unit, known := unitsByID[s.UnitID]
	exists, mayBeNamed := Posted(s.Role, unit.Kind)
	switch {
	case !known:
		wrong["unit"] = errs.T("admin.users.unit.wrong")
	case !exists:
		wrong["role"] = errs.T("admin.users.role.wrong", "unit", unit.Name)
	case s.Named && !mayBeNamed:
		wrong["named"] = errs.T("admin.users.named.wrong")
	}
	return wrong
}

// AddStaff makes an account without a password and the invitation to it. The key is the form's: the same form again
// is a second click and returns the same invitation. What needs correcting is Invalid, by field; a form sent again
// with another user name is a Conflict. Administrators only; others are Forbidden.
func (s *Service) AddStaff(ctx context.Context, a Actor, key [16]byte, in Staff) (Invitation, error) {
	in = Staff{UserName: strings.ToLower(in.UserName), DisplayName: in.DisplayName, UnitID: in.UnitID, Role: in.Role, Named: in.Named}
	if err := errs.Fields(in.check()); err != nil {
		return Invitation{}, err
	}
	var out Invitation
	err := s.asAdmin(ctx, a, func(ctx context.Context, tx db.Tx, city Unit) (err error) {
		out, err = s.sentBefore(ctx, tx, key)
		if err != nil || out.Code != "" {
			return sameName(out, in, err)
		}
		if err := s.putAccount(ctx, tx, &in); err != nil {
			return err
		}
		out = s.invitation(codeOf(key), in, invitationLife)
		if err := putInvitation(ctx, tx, out, s.wall.Now()); err != nil {
			return err
		}
		return s.tell(ctx, tx, city, newcomer(trail.Staff(a.ID), "staff_added", in))
	})
	return out, err
}

func sameName(out Invitation, in Staff, err error) error {
	if err == nil && out.Staff.UserName != in.UserName {
		err = errs.New(errs.Conflict, "admin.users.again")
	}
	return err
}

// sentBefore finds the invitation that this very form made; the zero Invitation when it made none.
func (s *Service) sentBefore(ctx context.Context, tx db.Tx, key [16]byte) (Invitation, error) {
	row, ok, err := invitationOf(ctx, tx, codeOf(key), s.wall.Now())
	if err != nil || !ok {
		return Invitation{}, err
	}
	of, _, err := lockStaff(ctx, tx, row.StaffID)
	return Invitation{Code: codeOf(key), Staff: of, Expires: clock.FromMilli(row.Expires)}, err
}

// putAccount stores a new account; a user name that is taken is Invalid.
func (s *Service) putAccount(ctx context.Context, tx db.Tx, in *Staff) error {
	_, taken, err := staffNamed(ctx, tx, in.UserName)
	if err != nil {
		return err
	}
	if taken {
		return errs.Fields(wrongIn("user", "admin.users.user.taken"))
	}
	rows := []Staff{*in}
	if err := s.PutStaff(ctx, tx, rows); err != nil {
		return err
	}
	in.ID = rows[0].ID
	return nil
}

// Invite takes an account's password away, which ends its sessions, and makes a new invitation; earlier ones are
// void. The key is the form's. Inviting oneself or a disabled account is a Conflict.
func (s *Service) Invite(ctx context.Context, a Actor, key [16]byte, id int64) (Invitation, error) {
	var out Invitation
	err := s.asAdmin(ctx, a, func(ctx context.Context, tx db.Tx, city Unit) (err error) {
		if out, err = s.sentBefore(ctx, tx, key); err != nil || out.Code != "" {
			return err
		}
		if id == a.ID {
			return errs.New(errs.Conflict, "admin.users.self.text")
		}
		out, err = s.invite(ctx, tx, city, trail.Staff(a.ID), codeOf(key), id)
		return err
	})
	return out, err
}

// InviteFromConsole is Invite for who runs the programs: the way back when no administrator can sign in. Unknown
// and disabled accounts are NotFound and Conflict.
func (s *Service) InviteFromConsole(ctx context.Context, user string) (Invitation, error) {
	var out Invitation
	err := s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		city, err := lockCity(ctx, tx)
		if err != nil {
			return err
		}
		found, ok, err := staffNamed(ctx, tx, strings.ToLower(user))
		if err == nil && !ok {
			err = errs.New(errs.NotFound, "error.404.text")
		}
		if err != nil {
			return err
		}
		out, err = s.invite(ctx, tx, city, trail.System, codeOf(randomKey()), found.ID)
		return err
	})
	return out, err
}

func (s *Service) invite(ctx context.Context, tx db.Tx, city Unit, by, code string, id int64) (Invitation, error) {
	of, err := s.account(ctx, tx, id)
	if err != nil {
		return Invitation{}, err
	}
	if of.Disabled {
		return Invitation{}, errs.New(errs.Conflict, "admin.users.invite.disabled.text")
	}
	if err := dropInvitations(ctx, tx, id); err != nil {
		return Invitation{}, err
	}
	if err := putPassword(ctx, tx, id, ""); err != nil {
		return Invitation{}, err
	}
	of.PasswordHash = ""
	out := s.invitation(code, of, invitationLife)
	if err := putInvitation(ctx, tx, out, s.wall.Now()); err != nil {
		return Invitation{}, err
	}
	return out, s.tell(ctx, tx, city, deed(by, "staff_invited", id))
}

// SetDisabled closes an account, with its sessions and invitations, or opens it again. What is so already stays.
// Disabling oneself or the last administrator who can sign in is a Conflict.
func (s *Service) SetDisabled(ctx context.Context, a Actor, id int64, disabled bool) error {
	return s.asAdmin(ctx, a, func(ctx context.Context, tx db.Tx, city Unit) error {
		of, err := s.account(ctx, tx, id)
		if err != nil || of.Disabled == disabled {
			return err
		}
		kind := "staff_enabled"
		if disabled {
			kind = "staff_disabled"
			if err := s.mayClose(ctx, tx, a, of); err != nil {
				return err
			}
		}
		if err := dropInvitations(ctx, tx, id); err != nil {
			return err
		}
		if err := putDisabled(ctx, tx, id, disabled); err != nil {
			return err
		}
		return s.tell(ctx, tx, city, deed(trail.Staff(a.ID), kind, id))
	})
}

func (s *Service) mayClose(ctx context.Context, tx db.Tx, a Actor, of Staff) error {
	if of.ID == a.ID {
		return errs.New(errs.Conflict, "admin.users.self.text")
	}
	if of.Role != Admin {
		return nil
	}
	left, err := countAdmins(ctx, tx, of.ID)
	if err == nil && left == 0 {
		err = errs.New(errs.Conflict, "admin.users.last.text")
	}
	return err
}

// asAdmin runs f behind the city's row, which puts all changes of accounts in one order. The administrator is read
// again there: two who close each other's accounts at once must not both succeed.
func (s *Service) asAdmin(ctx context.Context, a Actor, f func(ctx context.Context, tx db.Tx, city Unit) error) error {
	if !a.Can(ManageUsers) {
		return errs.New(errs.Forbidden, "error.403.text")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		city, err := lockCity(ctx, tx)
		if err != nil {
			return err
		}
		now, ok, err := lockStaff(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if !ok || now.Disabled || now.Role != Admin || now.proof() != a.Proof {
			return errs.New(errs.Unauthenticated, "signin.again")
		}
		return f(ctx, tx, city)
	})
}

// Account finds an account; an id that is none is NotFound.
func (s *Service) Account(ctx context.Context, id int64) (Staff, error) {
	found, ok, err := s.staffByID(ctx, id)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "error.404.text")
	}
	return found, err
}

func (s *Service) account(ctx context.Context, tx db.Tx, id int64) (Staff, error) {
	found, ok, err := lockStaff(ctx, tx, id)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "error.404.text")
	}
	return found, err
}

// tell writes what was done to an account into the city's trail: ids and codes, no name.
func (s *Service) tell(ctx context.Context, tx db.Tx, city Unit, e trail.Event) error {
	e.At = clock.Milli(s.wall.Now())
	return tellCity(ctx, tx, city, e)
}

func deed(by, kind string, id int64) trail.Event {
	return trail.Event{Kind: kind, Actor: by, Data: map[string]any{"staff": id}}
}

// newcomer is the deed that made an account, with the seat it got.
func newcomer(by, kind string, s Staff) trail.Event {
	e := deed(by, kind, s.ID)
	e.Data["role"], e.Data["unit"], e.Data["named"] = s.Role, s.UnitID, s.Named
	return e
}
