package org

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/alexedwards/argon2id"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lately"
)

// Staff is one account.
type Staff struct {
	ID           int64
	UserName     string
	PasswordHash string
	DisplayName  string
	UnitID       int64
	Role         Role
	Named        bool
	Disabled     bool
	Created      int64
}

// TableName tells the store where accounts lie.
func (Staff) TableName() string { return "staff" }

// Actor is the account as the one who asks.
func (s Staff) Actor() Actor {
	return Actor{
		ID: s.ID, Name: s.DisplayName, Unit: s.UnitID, Kind: UnitByID(s.UnitID).Kind, Role: s.Role, Named: s.Named, Proof: s.proof(),
	}
}

// proof changes with the password and says nothing of it.
func (s Staff) proof() string {
	sum := sha256.Sum256([]byte("proof" + s.PasswordHash))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// Joined reports that the account has a password: its holder has used the invitation.
func (s Staff) Joined() bool { return s.PasswordHash != "" }

// hashing follows OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword makes the stored form of a password.
func HashPassword(password string) (string, error) { return argon2id.CreateHash(password, hashing) }

// Service answers questions about units, schools and staff.
type Service struct {
	db    *db.DB
	wall  clock.Clock
	slots chan struct{} // how many passwords are hashed at one time
	queue chan struct{} // how many wait for that

	schools lately.Value[schoolList]
	signed  lately.Value[*map[string]Signature]
	notice  lately.Value[*Notice]
}

const (
	hashesAtOnce = 4  // bounds the memory that sign-ins can take: 4 × 19 MiB
	hashesQueued = 32 // who would wait longer than a second or two is better told so
)

// decoy is the hash of a password that nobody knows, compared for a user name that is none, so that both take as
// long. It was made once, as hashing says: hashing at every start would cost 19 MiB for nothing.
const decoy = "$argon2id$v=19$m=19456,t=2,p=1$RyLvBipevue/jZ72Z6d4LQ$MY7VIVQ/wIuoJHjgwrqtAKVB+ufmpXe8xVpEmt3Mzdw"

// New returns the service.
func New(d *db.DB, wall clock.Clock) (*Service, error) {
	return &Service{
		db: d, wall: wall, slots: make(chan struct{}, hashesAtOnce), queue: make(chan struct{}, hashesQueued),
	}, nil
}

// SignIn checks a name and a password. Unknown, disabled and wrong are one Unauthenticated error; it is
// TooMany when too many others wait.
func (s *Service) SignIn(ctx context.Context, user, password string) (Staff, error) {
	wrong := errs.New(errs.Unauthenticated, "signin.wrong")
	if len(password) > passwordMax || len(user) > 40 {
		return Staff{}, wrong
	}
	found, ok, err := s.staffByName(ctx, strings.ToLower(user))
	if err != nil {
		return Staff{}, err
	}
	hash := found.PasswordHash
	if !ok || found.Disabled || hash == "" {
		hash, ok = decoy, false
	}
	match, err := s.compare(ctx, password, hash)
	if err != nil {
		return Staff{}, err
	}
	if !match || !ok {
		return Staff{}, wrong
	}
	return found, nil
}

func (s *Service) compare(ctx context.Context, password, hash string) (bool, error) {
	if err := s.takeSlot(ctx); err != nil {
		return false, err
	}
	defer func() { <-s.slots }()
	return argon2id.ComparePasswordAndHash(password, hash)
}

// takeSlot waits for a turn to hash, in a queue of bounded length.
func (s *Service) takeSlot(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.queue <- struct{}{}:
		defer func() { <-s.queue }()
	default:
		return errs.New(errs.TooMany, "signin.busy")
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.Wrap(errs.Unavailable, ctx.Err(), "error.busy")
	}
}

// ActorByID returns who an account is now: a disabled account is Unauthenticated at its next request.
func (s *Service) ActorByID(ctx context.Context, id int64) (Actor, error) {
	found, ok, err := s.staffByID(ctx, id)
	if err != nil {
		return Actor{}, err
	}
	if !ok || found.Disabled {
		return Actor{}, errs.New(errs.Unauthenticated, "signin.again")
	}
	return found.Actor(), nil
}
