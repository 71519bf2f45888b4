package org

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

const (
	goodPassword  = "一句自己记得住的长话 1"
	otherPassword = "another long sentence 2"
)

func twice(password string) NewPassword { return NewPassword{password, password} }

// house is the service over a database with its units, a clock that the test moves, and no account.
type house struct {
	*Service
	t    *testing.T
	wall *clock.Fake
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	wall := clock.NewFake(time.Date(2026, 7, 3, 8, 0, 0, 0, time.UTC))
	s, err := New(d, wall)
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return PutUnits(ctx, tx, Units()) })
	if err != nil {
		t.Fatal(err)
	}
	return &house{s, t, wall}
}

func (b *house) token() string {
	b.t.Helper()
	in, ok, err := b.SetupToken(b.t.Context())
	if err != nil || !ok {
		b.t.Fatal(ok, err)
	}
	return in.Code
}

// admin sets the first administrator up and returns them as the one who asks.
func (b *house) admin() Actor {
	b.t.Helper()
	in := Setup{Token: b.token(), UserName: "boss", DisplayName: "管理员甲", NewPassword: twice(goodPassword)}
	if err := b.SetUp(b.t.Context(), in); err != nil {
		b.t.Fatal(err)
	}
	return b.signIn("boss", goodPassword)
}

func (b *house) signIn(user, password string) Actor {
	b.t.Helper()
	st, err := b.SignIn(b.t.Context(), user, password)
	if err != nil {
		b.t.Fatalf("%s: %v", user, err)
	}
	return st.Actor()
}

// hired adds an account and joins it.
func (b *house) hired(a Actor, user string, role Role, unit int64) Actor {
	b.t.Helper()
	in, err := b.AddStaff(b.t.Context(), a, randomKey(), Staff{UserName: user, DisplayName: "科员某", UnitID: unit, Role: role})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.Join(b.t.Context(), in.Code, twice(goodPassword)); err != nil {
		b.t.Fatal(err)
	}
	return b.signIn(user, goodPassword)
}

// said are the kinds in the city's stream, whose hashes must chain.
func (b *house) said() string {
	b.t.Helper()
	entries, err := trail.Read(b.t.Context(), b.db, trail.UnitStream(CityID))
	if err != nil {
		b.t.Fatal(err)
	}
	var kinds []string
	head := trail.Head{}
	for _, e := range entries {
		if !e.Intact() || e.Seq != head.Seq+1 || string(e.Prev) != string(head.Hash) {
			b.t.Errorf("%+v does not follow %d", e, head.Seq)
		}
		if strings.Contains(e.Data, "科员") || strings.Contains(e.Data, "boss") {
			b.t.Errorf("the trail names somebody: %s", e.Data)
		}
		head = e.Head()
		kinds = append(kinds, e.Kind)
	}
	return strings.Join(kinds, " ")
}

func wantField(t *testing.T, err error, field, key string) {
	t.Helper()
	if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key != key {
		t.Errorf("err = %v, want %s: %s", err, field, key)
	}
}

func TestSetUp_tokenMakesOneAdministrator(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		first, second := b.token(), b.token()
		var made atomic.Int64
		var all sync.WaitGroup
		for i, code := range []string{first, first, second, second} {
			all.Go(func() {
				err := b.SetUp(t.Context(), Setup{Token: code, UserName: "boss" + string(rune('a'+i)), DisplayName: "管理员甲", NewPassword: twice(goodPassword)})
				if err == nil {
					made.Add(1)
				} else {
					wantField(t, err, "code", "invitation.wrong")
				}
			})
		}
		all.Wait()
		staff, err := b.AllStaff(t.Context())
		if err != nil || len(staff) != 1 || made.Load() != 1 || staff[0].Role != Admin || staff[0].UnitID != CityID {
			t.Fatalf("%d succeeded, accounts %+v, %v", made.Load(), staff, err)
		}
		if _, ok, err := b.SetupToken(t.Context()); ok || err != nil {
			t.Errorf("another token: %v, %v", ok, err)
		}
		if got := b.said(); got != "staff_set_up" {
			t.Errorf("the trail says %s", got)
		}
	})
}

func TestSetUp_refusesOtherTokens(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	over := b.token()
	b.wall.Add(setupLife)
	for _, code := range []string{"", "AAAA", over, over + "A", "令牌"} {
		err := b.SetUp(t.Context(), Setup{Token: code, UserName: "boss", DisplayName: "管理员甲", NewPassword: twice(goodPassword)})
		wantField(t, err, "code", "invitation.wrong")
	}
	// As written down: in groups, without capitals.
	code := strings.ToLower(b.token())
	err := b.SetUp(t.Context(), Setup{Token: " " + code[:4] + "-" + code[4:9] + " " + code[9:], UserName: "Boss", DisplayName: "管理员甲", NewPassword: twice(goodPassword)})
	if err != nil {
		t.Fatal(err)
	}
	b.signIn("boss", goodPassword)
}

func TestSetUp_needsAProperNameAndPassword(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	code := b.token()
	for _, c := range []struct {
		change     func(*Setup)
		field, key string
	}{
		{func(s *Setup) { s.UserName = "ab" }, "user", "admin.users.user.wrong"},
		{func(s *Setup) { s.UserName = "管理员" }, "user", "admin.users.user.wrong"},
		{func(s *Setup) { s.UserName = strings.Repeat("a", 41) }, "user", "admin.users.user.wrong"},
		{func(s *Setup) { s.DisplayName = " " }, "name", "admin.users.name.wrong"},
		{func(s *Setup) { s.DisplayName = strings.Repeat("某", 41) }, "name", "admin.users.name.wrong"},
		{func(s *Setup) { s.NewPassword = twice("short") }, "password", "password.short"},
		{func(s *Setup) { s.NewPassword = twice("十一个字的密码一二三四") }, "password", "password.short"},
		{func(s *Setup) { s.NewPassword = twice(strings.Repeat("ab", 129)) }, "password", "password.long"},
		{func(s *Setup) { s.NewPassword = twice("PasswordPassword") }, "password", "password.common"},
		{func(s *Setup) { s.NewPassword = twice("aaaaaaaaaaaaaaa") }, "password", "password.common"},
		{func(s *Setup) { s.UserName = "long-user-name"; s.NewPassword = twice("Long-User-Name") }, "password", "password.common"},
		{func(s *Setup) { s.Again += " " }, "again", "password.differs"},
	} {
		in := Setup{Token: code, UserName: "boss", DisplayName: "管理员甲", NewPassword: twice(goodPassword)}
		c.change(&in)
		wantField(t, b.SetUp(t.Context(), in), c.field, c.key)
	}
	if fresh, err := b.Fresh(t.Context()); !fresh || err != nil {
		t.Error("one of them made an account")
	}
	// The whole password counts, to its last byte.
	long := strings.Repeat("长", 85) + "x"
	if err := b.SetUp(t.Context(), Setup{Token: code, UserName: "boss", DisplayName: "管理员甲", NewPassword: twice(long)}); err != nil {
		t.Fatal(err)
	}
	b.signIn("boss", long)
	if _, err := b.SignIn(t.Context(), "boss", strings.TrimSuffix(long, "x")); err == nil {
		t.Error("the last byte was cut")
	}
}

// Guessing a code takes a sign-in's turn.
func TestSetUp_waitsInTheQueueOfSignIns(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	for range hashesAtOnce {
		b.slots <- struct{}{}
	}
	for range hashesQueued {
		b.queue <- struct{}{}
	}
	err := b.SetUp(t.Context(), Setup{Token: "A", UserName: "boss", DisplayName: "甲", NewPassword: twice(goodPassword)})
	if !errs.Is(err, errs.TooMany) {
		t.Errorf("set up: %v", err)
	}
	if _, err := b.Join(t.Context(), "A", twice(goodPassword)); !errs.Is(err, errs.TooMany) {
		t.Errorf("join: %v", err)
	}
}

func TestInvitation_isStoredAsAHashOnly(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	code := b.token()
	if len(code) < 26 { // 5 bits a letter
		t.Errorf("%d letters are not 128 bits", len(code))
	}
	var rows []invitationRow
	if err := b.db.Gorm(t.Context()).Find(&rows).Error; err != nil || len(rows) != 1 || len(rows[0].TokenHash) != 32 ||
		strings.Contains(string(rows[0].TokenHash), code[:4]) {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestJoin_setsAPasswordOfOnesOwnOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		boss := b.admin()
		in, err := b.AddStaff(t.Context(), boss, randomKey(), Staff{UserName: "clerk", DisplayName: "科员某", UnitID: 650102, Role: Handler})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.SignIn(t.Context(), "clerk", ""); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("before joining: %v", err)
		}
		_, err = b.Join(t.Context(), "no such code", twice(goodPassword))
		wantField(t, err, "code", "invitation.wrong")
		for range 2 { // the second click is the same
			if st, err := b.Join(t.Context(), in.Code, twice(goodPassword)); err != nil || st.UserName != "clerk" {
				t.Fatalf("%+v, %v", st, err)
			}
		}
		_, err = b.Join(t.Context(), in.Code, twice(otherPassword))
		wantField(t, err, "code", "invitation.wrong")
		b.signIn("clerk", goodPassword)
		if got := b.said(); got != "staff_set_up staff_added staff_joined" {
			t.Errorf("the trail says %s", got)
		}
	})
}

func TestJoin_refusesWhatIsOverAndTheName(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	token := b.token()
	_, err := b.Join(t.Context(), token, twice(goodPassword))
	wantField(t, err, "code", "invitation.wrong") // a setup token is nobody's invitation
	boss := b.admin()
	in, err := b.AddStaff(t.Context(), boss, randomKey(), Staff{UserName: "clerk-of-tianshan", DisplayName: "科员某", UnitID: 650102, Role: Handler})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Join(t.Context(), in.Code, twice("Clerk-Of-Tianshan"))
	wantField(t, err, "password", "password.common")
	b.wall.Add(invitationLife)
	_, err = b.Join(t.Context(), in.Code, twice(goodPassword))
	wantField(t, err, "code", "invitation.wrong")
}
