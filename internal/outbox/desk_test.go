package outbox_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var (
	monday = time.Date(2025, 7, 7, 10, 0, 0, 0, clock.Beijing)
	admin  = org.Actor{ID: 7, Unit: org.CityID, Kind: org.City, Role: org.Admin}
)

// desk has two dead jobs of one kind, one of another, and one that waits since a minute.
func desk(t *testing.T, d *db.DB) (k *outbox.Desk, ids []int64, nudged *[]outbox.Kind) {
	t.Helper()
	nudged = new([]outbox.Kind)
	wall := clock.NewFake(monday)
	k = &outbox.Desk{DB: d, Box: &outbox.Box{}, Case: wall, Wall: wall}
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return k.Box.Add(ctx, tx, clock.Milli(monday),
			outbox.Job{Kind: outbox.LeadRoute}, outbox.Job{Kind: outbox.LeadRoute}, outbox.Job{Kind: outbox.ItemCount}, outbox.Job{Kind: outbox.NotifySend})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Gorm(t.Context()).Model(&outbox.Row{}).Order("id").Pluck("id", &ids).Error; err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[:3] {
		if err := k.Box.Fail(t.Context(), d, id, "lead.no_school", monday, true); err != nil {
			t.Fatal(err)
		}
	}
	k.Box.Nudge = func(kind outbox.Kind) { *nudged = append(*nudged, kind) }
	wall.Add(time.Minute)
	return k, ids, nudged
}

func rows(t *testing.T, d *db.DB) map[int64]outbox.Row {
	t.Helper()
	var list []outbox.Row
	if err := d.Gorm(t.Context()).Find(&list).Error; err != nil {
		t.Fatal(err)
	}
	all := map[int64]outbox.Row{}
	for _, r := range list {
		all[r.ID] = r
	}
	return all
}

func told(t *testing.T, d *db.DB) []trail.Entry {
	t.Helper()
	entries, err := trail.Read(t.Context(), d, trail.UnitStream(org.CityID))
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestReplay_startsOneAgainOnceAndSaysSo(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		k, ids, nudged := desk(t, d)
		for click, want := range []int{1, 0} {
			if n, err := k.Replay(t.Context(), admin, outbox.Which{ID: ids[0]}); err != nil || n != want {
				t.Fatalf("click %d: %d, %v", click+1, n, err)
			}
		}
		r := rows(t, d)
		if one := r[ids[0]]; one.Dead || one.Attempts != 0 || one.OfferAt != clock.Milli(k.Wall.Now()) {
			t.Errorf("not due again: %+v", one)
		}
		if !r[ids[1]].Dead || !r[ids[2]].Dead {
			t.Error("others were started too")
		}
		if !slices.Equal(*nudged, []outbox.Kind{outbox.LeadRoute}) {
			t.Errorf("nudged %v", *nudged)
		}
		entries := told(t, d)
		if len(entries) != 1 || entries[0].Kind != "jobs_replayed" || entries[0].Actor != trail.Staff(7) || !entries[0].Intact() {
			t.Errorf("the trail says %+v", entries)
		}
	})
}

func TestReplay_startsAllOfAKind(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		k, ids, _ := desk(t, d)
		if n, err := k.Replay(t.Context(), admin, outbox.Which{Kind: outbox.LeadRoute}); err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		if r := rows(t, d); r[ids[0]].Dead || r[ids[1]].Dead || !r[ids[2]].Dead {
			t.Error("not exactly the kind")
		}
		if v := told(t, d)[0].Values(); v["kind"] != "lead.route" || v["jobs"] != 2.0 {
			t.Errorf("the trail says %v", v)
		}
	})
}

func TestReplay_isTheAdministratorsAlone(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	k, ids, _ := desk(t, d)
	handler := org.Actor{ID: 8, Unit: org.CityID, Kind: org.City, Role: org.Leader}
	if _, err := k.Replay(t.Context(), handler, outbox.Which{ID: ids[0]}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a leader: %v", err)
	}
	for _, w := range []outbox.Which{{}, {ID: ids[0], Kind: outbox.LeadRoute}} {
		if _, err := k.Replay(t.Context(), admin, w); !errs.Is(err, errs.Malformed) {
			t.Errorf("%+v: %v", w, err)
		}
	}
	if len(told(t, d)) != 0 || !rows(t, d)[ids[0]].Dead {
		t.Error("a refusal changed something")
	}
}

func TestHeaps_countEveryKind(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		k, _, _ := desk(t, d)
		heaps, err := outbox.Heaps(t.Context(), d)
		if err != nil || len(heaps) != len(outbox.Kinds()) {
			t.Fatalf("%v, %v", heaps, err)
		}
		for _, h := range heaps {
			want := map[outbox.Kind][2]int{outbox.LeadRoute: {0, 2}, outbox.ItemCount: {0, 1}, outbox.NotifySend: {1, 0}}[h.Kind]
			if h.Waiting != want[0] || h.Dead != want[1] {
				t.Errorf("%s: %d waiting, %d dead; want %v", h.Kind, h.Waiting, h.Dead, want)
			}
			if age := h.Age(k.Wall.Now()); (age == time.Minute) != (h.Kind == outbox.NotifySend) {
				t.Errorf("%s: oldest is %v", h.Kind, age)
			}
		}
	})
}

func TestDead_isPagedByKey(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		k, ids, _ := desk(t, d)
		one, next, err := k.Dead(t.Context(), 0, 2)
		if err != nil || len(one) != 2 || next != ids[1] || one[0].Failure != "lead.no_school" {
			t.Fatalf("%v, %d, %v", one, next, err)
		}
		two, next, err := k.Dead(t.Context(), next, 2)
		if err != nil || len(two) != 1 || two[0].ID != ids[2] || next != 0 {
			t.Errorf("%v, %d, %v", two, next, err)
		}
	})
}

func TestWorkers_speakFallSilentAndAreForgotten(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		at := func(since time.Duration) int64 { return clock.Milli(monday.Add(since)) }
		beat := func(w outbox.Worker) {
			t.Helper()
			if err := outbox.Beat(t.Context(), d, w); err != nil {
				t.Fatal(err)
			}
		}
		names := func() (list []string) {
			t.Helper()
			all, err := outbox.Workers(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range all {
				list = append(list, w.ID)
			}
			return list
		}
		killed := outbox.Worker{ID: "KILLED", Started: at(0), Seen: at(0)}
		beat(killed)
		beat(outbox.Worker{ID: "B", Started: at(time.Hour), Seen: at(time.Hour)})
		beat(outbox.Worker{ID: "B", Started: at(2 * time.Hour), Seen: at(2 * time.Hour), Swept: 5, Late: 6})
		all, err := outbox.Workers(t.Context(), d)
		if err != nil || len(all) != 2 || all[1] != (outbox.Worker{ID: "B", Started: at(time.Hour), Seen: at(2 * time.Hour), Swept: 5, Late: 6}) {
			t.Fatalf("%+v, %v", all, err)
		}
		if killed.Lost(monday.Add(time.Minute)) || !killed.Lost(monday.Add(61*time.Second)) {
			t.Error("a worker is lost after a minute")
		}
		beat(outbox.Worker{ID: "B", Seen: at(25 * time.Hour)})
		if got := names(); !slices.Equal(got, []string{"B"}) {
			t.Errorf("after a day: %v", got)
		}
		if err := outbox.Leave(t.Context(), d, "B"); err != nil || len(names()) != 0 {
			t.Errorf("after the goodbye: %v, %v", names(), err)
		}
	})
}
