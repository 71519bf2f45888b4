package org

import (
	"context"
	"runtime"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func hired(t *testing.T, d *db.DB, staff ...Staff) *Service {
	t.Helper()
	s, err := New(d, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := PutUnits(ctx, tx, Units()); err != nil {
			return err
		}
		return s.PutStaff(ctx, tx, staff)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignIn_oneAnswerForEverythingWrong(t *testing.T) {
	t.Parallel()
	hash, err := HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := hired(t, d,
			Staff{UserName: "leader", PasswordHash: hash, UnitID: CityID, Role: Leader},
			Staff{UserName: "gone", PasswordHash: hash, UnitID: CityID, Role: Leader, Disabled: true},
			Staff{UserName: "nopass", UnitID: CityID, Role: Leader},
		)
		if got, err := s.SignIn(t.Context(), "Leader", "correct horse"); err != nil || got.UserName != "leader" {
			t.Errorf("right: %v, %v", got, err)
		}
		for _, try := range [][2]string{
			{"leader", "wrong"},
			{"leader", ""},
			{"nobody", "correct horse"},
			{"gone", "correct horse"},
			{"nopass", "decoy"},
			{"nopass", ""},
			{"负责人", "correct horse"},
			{"leader' OR '1'='1", "x"},
			{"leader", string(make([]byte, 10_000))},
		} {
			_, err := s.SignIn(t.Context(), try[0], try[1])
			if e := errs.As(err); e == nil || e.Kind != errs.Unauthenticated || e.Text.Key != "signin.wrong" {
				t.Errorf("%q: err = %v", try[0], err)
			}
		}
	})
}

func TestActorByID_endsWithTheAccount(t *testing.T) {
	t.Parallel()
	s := hired(t, testkit.Open(t), Staff{UserName: "h", UnitID: 650102, Role: Handler}, Staff{UserName: "gone", UnitID: 650102, Role: Handler, Disabled: true})
	all, err := s.AllStaff(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	for _, st := range all {
		a, err := s.ActorByID(t.Context(), st.ID)
		if st.Disabled != errs.Is(err, errs.Unauthenticated) {
			t.Errorf("%s: %v", st.UserName, err)
		}
		if !st.Disabled && (a.Kind != District || a.Unit != 650102) {
			t.Errorf("actor = %+v", a)
		}
	}
}

func TestWho_unstaffedRoleGoesToTheLeader(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	hired(t, d,
		Staff{UserName: "l", UnitID: 650102, Role: Leader}, Staff{UserName: "h", UnitID: CityID, Role: Handler},
		Staff{UserName: "n", UnitID: CityID, Role: Handler, Named: true}, Staff{UserName: "x", UnitID: CityID, Role: Handler, Disabled: true, Named: true},
	)
	for _, c := range []struct {
		unit  int64
		role  Role
		named bool
		want  string
	}{{650102, Handler, false, "l"}, {CityID, Handler, false, "hn"}, {CityID, Handler, true, "n"}, {650109, Handler, false, ""}} {
		found, err := Who(t.Context(), d, c.unit, c.role, c.named)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range found {
			got += s.UserName
		}
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestSessions_keepHashesAndEnd(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		wall := clock.NewFake(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
		s := NewSessions(d, wall)
		for _, data := range []string{"one", "two"} {
			if err := s.CommitCtx(t.Context(), "token", []byte(data), wall.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if got, ok, err := s.FindCtx(t.Context(), "token"); string(got) != "two" || !ok || err != nil {
			t.Errorf("%q, %v, %v", got, ok, err)
		}
		var n int64
		if err := d.Gorm(t.Context()).Table("sessions").Where("token_hash = ?", []byte("token")).Count(&n).Error; err != nil || n != 0 {
			t.Errorf("the token lies in the table: %d, %v", n, err)
		}
		wall.Add(2 * time.Hour)
		if _, ok, err := s.FindCtx(t.Context(), "token"); ok || err != nil {
			t.Errorf("after its end: %v, %v", ok, err)
		}
	})
}

// The whole policy of routes: who may open what, by hand.
func TestCan_routesByRole(t *testing.T) {
	t.Parallel()
	seat := func(r Role, k UnitKind) Actor { return Actor{ID: 1, Role: r, Kind: k} }
	for _, c := range []struct {
		a    Actor
		open []Permission
	}{
		{seat(Operator, City), []Permission{Desk}},
		{seat(Handler, District), []Permission{ReadCases, WorkCases, RevealCase, ReadLedger}},
		{seat(Leader, District), []Permission{ReadCases, WorkCases, RevealCase, ReadLedger}},
		{seat(Leader, City), []Permission{ReadCases, WorkCases, RevealCase, ReadLedger, Dashboard, DispatchCases, DecideRestricted}},
		{seat(Monitor, City), []Permission{ReadCases, ReadLedger, Dashboard, DispatchCases}},
		{seat(DisciplineOfficer, Discipline), []Permission{ReadCases, ReadNotices}},
		{seat(Admin, City), []Permission{ManageUsers}},
		{Actor{}, nil},
	} {
		for _, p := range []Permission{Desk, ReadCases, WorkCases, RevealCase, ReadLedger, Dashboard, DispatchCases, ReadNotices, DecideRestricted, ManageUsers} {
			want := false
			for _, o := range c.open {
				want = want || o == p
			}
			if c.a.Can(p) != want {
				t.Errorf("%s at %s, %s: %v", c.a.Role, c.a.Kind, p, !want)
			}
		}
	}
}

// Nobody waits behind more than a few sign-ins: beyond that they are told to come again.
func TestSignIn_queueIsBounded(t *testing.T) {
	t.Parallel()
	s := hired(t, testkit.Open(t), Staff{UserName: "nopass", UnitID: CityID, Role: Leader})
	for range hashesAtOnce {
		s.slots <- struct{}{}
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	waiting := make(chan error)
	for range hashesQueued {
		go func() { waiting <- s.takeSlot(ctx) }()
	}
	for len(s.queue) < hashesQueued {
		runtime.Gosched()
	}
	_, err := s.SignIn(ctx, "leader", "correct horse")
	if e := errs.As(err); e == nil || e.Kind != errs.TooMany || e.Text.Key != "signin.busy" {
		t.Fatalf("one more: %v", err)
	}
	<-s.slots
	if err := <-waiting; err != nil {
		t.Errorf("whose turn it is: %v", err)
	}
	leave()
	for range hashesQueued - 1 {
		if err := <-waiting; !errs.Is(err, errs.Unavailable) {
			t.Errorf("who goes away: %v", err)
		}
	}
	if len(s.queue) != 0 {
		t.Errorf("%d wait still", len(s.queue))
	}
	<-s.slots
	if _, err := s.SignIn(t.Context(), "leader", "correct horse"); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("afterwards: %v", err)
	}
}
