package org

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

func (s *Service) putForTest(t *testing.T, name string) {
	t.Helper()
	err := s.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.PutSchools(ctx, tx, []School{{Name: name, District: "650102", Affiliation: ByDistrict}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *Service) hits(t *testing.T) int {
	t.Helper()
	found, err := s.FindSchools(t.Context(), "示例")
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// What this process stores is found at once, what another one stores after ten seconds.
func TestFindSchools_seesWhatIsNew(t *testing.T) {
	t.Parallel()
	d, wall := testkit.Open(t), clock.NewFake(time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC))
	here, err := New(d, wall)
	if err != nil {
		t.Fatal(err)
	}
	there, err := New(d, wall)
	if err != nil {
		t.Fatal(err)
	}
	if here.hits(t) != 0 {
		t.Fatal("schools before any was stored")
	}
	here.putForTest(t, "示例一小")
	if here.hits(t) != 1 {
		t.Error("own school is not found at once")
	}
	there.putForTest(t, "示例二小")
	if here.hits(t) != 1 {
		t.Error("the list is read anew for every look")
	}
	wall.Add(schoolsFor)
	if here.hits(t) != 2 {
		t.Error("another process' school is not found after ten seconds")
	}
}

// A decoy of other strength would tell by its time that a name is none.
func TestDecoy_isHashedAsPasswordsAre(t *testing.T) {
	t.Parallel()
	params, _, _, err := argon2id.DecodeHash(decoy)
	if err != nil || *params != *hashing {
		t.Errorf("%+v, %v; want %+v", params, err, hashing)
	}
}
