package org

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/trail"
)

// How long a code opens, in Wall time.
const (
	setupLife      = 24 * time.Hour
	invitationLife = 72 * time.Hour
)

// Invitation is a code with which its holder sets a password of their own, once. Only the code's hash is stored:
// it is shown once and cannot be looked up.
type Invitation struct {
	Code    string
	Staff   Staff // whom it is for; the zero Staff for the first administrator
	Expires time.Time
}

type invitationRow struct {
	TokenHash []byte
	StaffID   int64 // 0: makes the first administrator
	Expires   int64
	Created   int64
}

// TableName tells the store where invitations lie.
func (invitationRow) TableName() string { return "invitations" }

// codeBytes of randomness are 28 characters without a remainder that would be half a character.
const codeBytes = 17

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// codeOf makes the code of a form's random key, so that the same form sent again shows the same code.
func codeOf(key [16]byte) string {
	sum := sha256.Sum256(append([]byte("invitation"), key[:]...))
	return letters.EncodeToString(sum[:codeBytes])
}

// blanks are what people put into a code when they write it down; they forget capitals too.
var blanks = strings.NewReplacer(" ", "", "-", "", "\u3000", "", "\t", "", "\n", "")

func randomKey() (key [16]byte) {
	_, _ = rand.Read(key[:]) // never fails, crypto/rand says
	return key
}

func hashCode(typed string) []byte { return hashToken(strings.ToUpper(blanks.Replace(typed))) }

// errNoCode is the one answer to every code that does not open: wrong, used, over, of a disabled account.
func errNoCode() error {
	return errs.Fields(wrongIn("code", "invitation.wrong"))
}

// Fresh reports that there is no account yet.
func (s *Service) Fresh(ctx context.Context) (bool, error) {
	n, err := countStaff(ctx, s.db)
	return n == 0, err
}

// SetupToken makes a token for the first administrator; ok is false when there are accounts already. Several
// processes may each make one: all are void once one is used.
func (s *Service) SetupToken(ctx context.Context) (in Invitation, ok bool, err error) {
	if ok, err = s.Fresh(ctx); !ok || err != nil {
		return Invitation{}, false, err
	}
	in = s.invitation(codeOf(randomKey()), Staff{}, setupLife)
	err = s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return putInvitation(ctx, tx, in, s.wall.Now()) })
	return in, true, err
}

func (s *Service) invitation(code string, of Staff, life time.Duration) Invitation {
	return Invitation{Code: code, Staff: of, Expires: s.wall.Now().Add(life)}
}

// Setup is what the first administrator says of themselves.
type Setup struct {
	Token       string
	UserName    string
	DisplayName string
	NewPassword
}

// SetUp makes the first administrator. Of several at once one succeeds. A token that does not open, and what needs
// correcting, are Invalid, by field: code, user, name, password, again.
func (s *Service) SetUp(ctx context.Context, in Setup) error {
	admin := Staff{UserName: strings.ToLower(in.UserName), DisplayName: in.DisplayName, UnitID: CityID, Role: Admin}
	wrong := admin.check()
	for field, text := range in.check(admin.UserName) {
		wrong[field] = text
	}
	if err := errs.Fields(wrong); err != nil {
		return err
	}
	hash, err := s.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	admin.PasswordHash = hash
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return s.setUp(ctx, tx, in.Token, admin) })
}

func (s *Service) setUp(ctx context.Context, tx db.Tx, token string, admin Staff) error {
	city, err := lockCity(ctx, tx) // whoever comes second finds the first one's account
	if err != nil {
		return err
	}
	row, ok, err := invitationOf(ctx, tx, token, s.wall.Now())
	if err != nil {
		return err
	}
	n, err := countStaff(ctx, tx)
	if err != nil {
		return err
	}
	if !ok || row.StaffID != 0 || n > 0 {
		return errNoCode()
	}
	if err := s.putAccount(ctx, tx, &admin); err != nil {
		return err
	}
	if err := dropInvitations(ctx, tx, 0); err != nil {
		return err
	}
	return s.tell(ctx, tx, city, newcomer(trail.System, "staff_set_up", admin))
}

// Join sets the password of the account that a code is for. The same code and password again is a second click and
// changes nothing. A code that does not open, and what needs correcting, are Invalid, by field: code, password, again.
func (s *Service) Join(ctx context.Context, code string, p NewPassword) (Staff, error) {
	if err := errs.Fields(p.check("")); err != nil {
		return Staff{}, err
	}
	hash, err := s.hash(ctx, p.Password)
	if err != nil {
		return Staff{}, err
	}
	var found Staff
	err = s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		found, err = s.join(ctx, tx, code, p, hash)
		return err
	})
	if err != nil || found.PasswordHash == hash {
		return found, err
	}
	same, err := s.compare(ctx, p.Password, found.PasswordHash)
	if err == nil && !same {
		err = errNoCode()
	}
	return found, err
}

// join returns the account as it is afterwards: with this password, or with the one it had already.
func (s *Service) join(ctx context.Context, tx db.Tx, code string, p NewPassword, hash string) (Staff, error) {
	city, err := lockCity(ctx, tx)
	if err != nil {
		return Staff{}, err
	}
	row, ok, err := invitationOf(ctx, tx, code, s.wall.Now())
	if err != nil {
		return Staff{}, err
	}
	found, known, err := lockStaff(ctx, tx, row.StaffID)
	switch {
	case err != nil:
		return Staff{}, err
	case !ok || !known || found.Disabled:
		return Staff{}, errNoCode()
	case found.PasswordHash != "":
		return found, nil
	case isName(p.Password, found.UserName):
		return Staff{}, errs.Fields(wrongIn("password", "password.common"))
	}
	found.PasswordHash = hash
	if err := putPassword(ctx, tx, found.ID, hash); err != nil {
		return Staff{}, err
	}
	return found, s.tell(ctx, tx, city, deed(trail.Staff(found.ID), "staff_joined", found.ID))
}
