package org

import (
	"strings"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

func TestPosted_onlySeatsThatExist(t *testing.T) {
	t.Parallel()
	want := map[Role]map[UnitKind]string{
		Operator: {City: "yes"}, Handler: {City: "named", District: "yes"}, Leader: {City: "named", District: "yes"},
		Monitor: {City: "yes"}, DisciplineOfficer: {Discipline: "yes"}, Admin: {City: "yes"},
	}
	for _, role := range append(Roles(), "chief") {
		for _, kind := range []UnitKind{City, District, Discipline, ""} {
			exists, named := Posted(role, kind)
			w := want[role][kind]
			if exists != (w != "") || named != (w == "named") {
				t.Errorf("%s at %q: %v, %v; want %q", role, kind, exists, named, w)
			}
		}
	}
	if len(Roles()) != len(want) {
		t.Errorf("roles %v", Roles())
	}
}

// Whoever may be named sees something; otherwise one of the two tables is wrong.
func TestPosted_agreesWithSights(t *testing.T) {
	t.Parallel()
	for _, p := range posts {
		a := Actor{ID: 1, Role: p.role, Kind: p.kind, Named: true}
		if p.mayBeNamed != (a.Sight() == SeesWalled) {
			t.Errorf("%+v sees %v", p, a.Sight())
		}
	}
}

func TestAddStaff_refusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	boss := b.admin()
	for _, c := range []struct {
		in         Staff
		field, key string
	}{
		{Staff{UserName: "x y", DisplayName: "科员某", UnitID: CityID, Role: Operator}, "user", "admin.users.user.wrong"},
		{Staff{UserName: "clerk", DisplayName: "", UnitID: CityID, Role: Operator}, "name", "admin.users.name.wrong"},
		{Staff{UserName: "clerk", DisplayName: "科员e" + strings.Repeat("\u0301", 9), UnitID: CityID, Role: Operator}, "name", "error.marks"},
		{Staff{UserName: "clerk", DisplayName: "科员某", UnitID: 7, Role: Operator}, "unit", "admin.users.unit.wrong"},
		{Staff{UserName: "clerk", DisplayName: "科员某", UnitID: 650102, Role: Monitor}, "role", "admin.users.role.wrong"},
		{Staff{UserName: "clerk", DisplayName: "科员某", UnitID: 650102, Role: DisciplineOfficer}, "role", "admin.users.role.wrong"},
		{Staff{UserName: "clerk", DisplayName: "科员某", UnitID: 650102, Role: Handler, Named: true}, "named", "admin.users.named.wrong"},
		{Staff{UserName: "clerk", DisplayName: "科员某", UnitID: CityID, Role: Monitor, Named: true}, "named", "admin.users.named.wrong"},
		{Staff{UserName: "Boss", DisplayName: "科员某", UnitID: CityID, Role: Operator}, "user", "admin.users.user.taken"},
	} {
		_, err := b.AddStaff(t.Context(), boss, randomKey(), c.in)
		wantField(t, err, c.field, c.key)
	}
	if _, err := b.AddStaff(t.Context(), Actor{ID: boss.ID, Role: Leader, Kind: City}, randomKey(), Staff{}); err == nil {
		t.Error("a leader adds staff")
	}
	if got := b.said(); got != "staff_set_up" {
		t.Errorf("the trail says %s", got)
	}
}

func TestAddStaff_theSameFormTwiceIsOneAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		boss, key := b.admin(), randomKey()
		in := Staff{UserName: "clerk", DisplayName: "科员某", UnitID: CityID, Role: Handler, Named: true, PasswordHash: "typed", Disabled: true}
		codes := make([]string, 4)
		var all sync.WaitGroup
		for i := range codes {
			all.Go(func() {
				out, err := b.AddStaff(t.Context(), boss, key, in)
				if err != nil {
					t.Error(err)
				}
				codes[i] = out.Code
			})
		}
		all.Wait()
		staff, err := b.AllStaff(t.Context())
		if err != nil || len(staff) != 2 {
			t.Fatalf("accounts %+v, %v", staff, err)
		}
		for _, code := range codes {
			if code == "" || code != codes[0] {
				t.Errorf("codes %q", codes)
			}
		}
		in.UserName = "other"
		if _, err := b.AddStaff(t.Context(), boss, key, in); !errs.Is(err, errs.Conflict) {
			t.Errorf("the form for somebody else: %v", err)
		}
		if got := b.said(); got != "staff_set_up staff_added" {
			t.Errorf("the trail says %s", got)
		}
	})
}

func TestInvite_endsTheOldPasswordAndItsSessions(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		boss := b.admin()
		clerk, key := b.hired(boss, "clerk", Handler, 650102), randomKey()
		first, err := b.Invite(t.Context(), boss, key, clerk.ID)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := b.Invite(t.Context(), boss, key, clerk.ID); err != nil || again.Code != first.Code {
			t.Errorf("the second click: %+v, %v", again, err)
		}
		if _, err := b.SignIn(t.Context(), "clerk", goodPassword); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the old password: %v", err)
		}
		second, err := b.Invite(t.Context(), boss, randomKey(), clerk.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Join(t.Context(), first.Code, twice(otherPassword))
		wantField(t, err, "code", "invitation.wrong")
		if _, err := b.Join(t.Context(), second.Code, twice(otherPassword)); err != nil {
			t.Fatal(err)
		}
		now, err := b.ActorByID(t.Context(), clerk.ID)
		if err != nil || now.Proof == clerk.Proof || now.Proof != b.signIn("clerk", otherPassword).Proof {
			t.Errorf("the proof in sessions: %v", err)
		}
		if got := b.said(); got != "staff_set_up staff_added staff_joined staff_invited staff_invited staff_joined" {
			t.Errorf("the trail says %s", got)
		}
	})
}

func TestInvite_notOneselfNorTheDisabled(t *testing.T) {
	t.Parallel()
	b := newHouse(t, testkit.Open(t))
	boss := b.admin()
	clerk := b.hired(boss, "clerk", Operator, CityID)
	if err := b.SetDisabled(t.Context(), boss, clerk.ID, true); err != nil {
		t.Fatal(err)
	}
	for id, kind := range map[int64]errs.Kind{boss.ID: errs.Conflict, clerk.ID: errs.Conflict, 99: errs.NotFound} {
		if _, err := b.Invite(t.Context(), boss, randomKey(), id); !errs.Is(err, kind) {
			t.Errorf("%d: %v", id, err)
		}
	}
	// The way back when the only administrator forgot the password.
	in, err := b.InviteFromConsole(t.Context(), "Boss")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Join(t.Context(), in.Code, twice(otherPassword)); err != nil {
		t.Fatal(err)
	}
	b.signIn("boss", otherPassword)
	if _, err := b.InviteFromConsole(t.Context(), "nobody"); !errs.Is(err, errs.NotFound) {
		t.Errorf("nobody: %v", err)
	}
}

func TestSetDisabled_closesAndOpens(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		boss := b.admin()
		clerk := b.hired(boss, "clerk", Handler, 650102)
		waiting, err := b.AddStaff(t.Context(), boss, randomKey(), Staff{UserName: "new", DisplayName: "科员某", UnitID: 650102, Role: Leader})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{clerk.ID, clerk.ID, waiting.Staff.ID} { // twice is once
			if err := b.SetDisabled(t.Context(), boss, id, true); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.ActorByID(t.Context(), clerk.ID); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("their next request: %v", err)
		}
		_, err = b.Join(t.Context(), waiting.Code, twice(goodPassword))
		wantField(t, err, "code", "invitation.wrong")
		if err := b.SetDisabled(t.Context(), boss, clerk.ID, false); err != nil {
			t.Fatal(err)
		}
		b.signIn("clerk", goodPassword)
		if err := b.SetDisabled(t.Context(), clerk, boss.ID, true); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a handler: %v", err)
		}
		want := "staff_set_up staff_added staff_joined staff_added staff_disabled staff_disabled staff_enabled"
		if got := b.said(); got != want {
			t.Errorf("the trail says %s", got)
		}
	})
}

func TestSetDisabled_somebodyCanAlwaysSignIn(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newHouse(t, d)
		boss := b.admin()
		if err := b.SetDisabled(t.Context(), boss, boss.ID, true); !errs.Is(err, errs.Conflict) {
			t.Errorf("oneself: %v", err)
		}
		// Two who close each other's account at once: one of them stays.
		second := b.hired(boss, "second", Admin, CityID)
		var all sync.WaitGroup
		for _, pair := range [][2]Actor{{boss, second}, {second, boss}} {
			all.Go(func() {
				err := b.SetDisabled(t.Context(), pair[0], pair[1].ID, true)
				if err != nil && !errs.Is(err, errs.Unauthenticated) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		staff, err := b.AllStaff(t.Context())
		if err != nil || len(staff) != 2 || staff[0].Disabled == staff[1].Disabled {
			t.Errorf("%+v, %v", staff, err)
		}
	})
}

// An administrator who has not joined yet cannot open the door again for anybody.
func TestSetDisabled_keepsTheLastAdministratorWhoCanSignIn(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	b := newHouse(t, d)
	boss := b.admin()
	second := b.hired(boss, "second", Admin, CityID)
	if _, err := b.InviteFromConsole(t.Context(), "second"); err != nil {
		t.Fatal(err)
	}
	stale, err := b.ActorByID(t.Context(), second.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetDisabled(t.Context(), stale, boss.ID, true); !errs.Is(err, errs.Conflict) {
		t.Errorf("the last one: %v", err)
	}
	if err := b.SetDisabled(t.Context(), second, boss.ID, true); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("with a session of before: %v", err)
	}
}
