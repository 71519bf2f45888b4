package org

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

const digestA, digestB = "aaaa", "bbbb"

// office is a service on a clock that the test moves, and its administrator.
func office(t *testing.T, d *db.DB) (*Service, *clock.Fake, Actor) {
	t.Helper()
	s := hired(t, d, Staff{UserName: "admin", UnitID: CityID, Role: Admin, DisplayName: "管理甲"})
	fake := clock.NewFake(time.Date(2026, 7, 3, 17, 0, 0, 0, time.UTC)) // the 4th in Beijing
	s.wall = fake
	all, err := s.AllStaff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, fake, all[0].Actor()
}

func TestSignSetting_isOnceAndInTheCitysTrail(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s, _, admin := office(t, d)
		for _, digest := range []string{digestA, digestA, digestB} {
			if err := s.SignSetting(t.Context(), admin, "answer", digest); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Signatures(t.Context())
		want := Signature{digestB, admin.ID, "管理甲", "2026-07-04"}
		if err != nil || len(all) != 1 || all["answer"] != want {
			t.Errorf("%+v, %v; want %+v", all, err, want)
		}
		entries, err := trail.Read(t.Context(), d, trail.UnitStream(CityID))
		if err != nil || len(entries) != 2 {
			t.Fatalf("%d entries for two values signed, one of them twice; %v", len(entries), err)
		}
		for i, e := range entries {
			if e.Kind != "setting_signed" || e.Actor != trail.Staff(admin.ID) || e.Seq != int64(i+1) || !e.Intact() || e.Values()["setting"] != "answer" {
				t.Errorf("%+v", e)
			}
		}
	})
}

// Two administrators who press at once sign once: one entry, no gap in the trail.
func TestSignSetting_twoAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s, _, admin := office(t, d)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.SignSetting(t.Context(), admin, "answer", digestA); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		entries, err := trail.Read(t.Context(), d, trail.UnitStream(CityID))
		if err != nil || len(entries) != 1 {
			t.Errorf("%d entries, %v", len(entries), err)
		}
	})
}

func TestSignSetting_administratorsOnly(t *testing.T) {
	t.Parallel()
	s, _, admin := office(t, testkit.Open(t))
	for _, role := range []Role{Operator, Handler, Leader, Monitor, DisciplineOfficer} {
		other := admin
		other.Role = role
		if err := s.SignSetting(t.Context(), other, "answer", digestA); !errs.Is(err, errs.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if all, err := s.Signatures(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

// A process asks at most once in a few seconds, knows at once what it signed itself, and of others soon.
func TestSigned_asksSeldom(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	s, wall, admin := office(t, d)
	var asked atomic.Int64
	err := d.Gorm(t.Context()).Callback().Query().Before("gorm:query").Register("count", func(*gorm.DB) { asked.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if s.Signed(t.Context(), "answer", digestA) {
			t.Fatal("signed by nobody")
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if err := s.SignSetting(t.Context(), admin, "answer", digestA); err != nil {
		t.Fatal(err)
	}
	if !s.Signed(t.Context(), "answer", digestA) || s.Signed(t.Context(), "answer", digestB) || s.Signed(t.Context(), "sign", digestA) {
		t.Error("a signature covers its value, at once and alone")
	}
	other := &Service{db: d, wall: wall}
	if !other.Signed(t.Context(), "answer", digestA) {
		t.Error("another process does not see it")
	}
	if err := s.SignSetting(t.Context(), admin, "answer", digestB); err != nil {
		t.Fatal(err)
	}
	if !other.Signed(t.Context(), "answer", digestA) {
		t.Error("another process asked too early")
	}
	wall.Add(signedLife)
	if other.Signed(t.Context(), "answer", digestA) {
		t.Error("another process never asked again")
	}
}

// A lost database is no reason to forget, nor to fail: who knows nothing says "not yet".
func TestSigned_withoutADatabase(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	s, wall, admin := office(t, d)
	if err := s.SignSetting(t.Context(), admin, "answer", digestA); err != nil {
		t.Fatal(err)
	}
	known := s.Signed(t.Context(), "answer", digestA)
	_ = d.Close()
	wall.Add(signedLife)
	if fresh := (&Service{db: d, wall: wall}); !known || !s.Signed(t.Context(), "answer", digestA) || fresh.Signed(t.Context(), "answer", digestA) {
		t.Error("what was known is lost, or what is not known is believed")
	}
}
