package org

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func TestApplySchools_storesTheListOnceWithOneLineInTheTrail(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := schoolWorld(t, d)
		first := []School{
			{Name: "示例一小", Aliases: "一小", District: "650102", Affiliation: ByDistrict},
			{Name: "示例九中", District: "650102", Affiliation: ByCity},
			{Name: "示例一小", District: "650109"}, // the same name in another district
		}
		if got := apply(t, s, first); len(got.New) != 3 || len(got.Missing) != 0 {
			t.Errorf("first: %+v", got)
		}
		if got := apply(t, s, first); !got.Nothing() || got.Unchanged != 3 {
			t.Errorf("the same again: %+v", got)
		}
		before := stored(t, s)
		second := []School{
			{Name: "示例一小", Aliases: "一小|第一小学", District: "650102", Affiliation: ByDistrict},
			{Name: "示例民办学校", District: "650109", Affiliation: ByPrivate, Private: true},
		}
		got := apply(t, s, second)
		if len(got.New) != 1 || len(got.Changed) != 1 || len(got.Missing) != 2 {
			t.Errorf("second: %+v", got)
		}
		after := stored(t, s)
		if len(after) != 4 || after["650102 示例一小"].ID != before["650102 示例一小"].ID || after["650102 示例一小"].Aliases != "一小|第一小学" {
			t.Errorf("stored: %+v", after)
		}
		lines(t, d, map[string]any{"new": 3.0, "changed": 0.0, "unchanged": 0.0, "missing": 0.0}, map[string]any{"new": 1.0, "changed": 1.0, "unchanged": 0.0, "missing": 2.0})
	})
}

func TestApplySchools_refusesWhatWasNotShown(t *testing.T) {
	t.Parallel()
	s := schoolWorld(t, testkit.Open(t))
	list := []School{{Name: "示例一小", District: "650102"}}
	shown, err := s.DiffSchools(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, list) // somebody was quicker
	if err := s.ApplySchools(t.Context(), list, shown); !errs.Is(err, errs.Conflict) {
		t.Errorf("err = %v, want conflict", err)
	}
}

func schoolWorld(t *testing.T, d *db.DB) *Service {
	t.Helper()
	s, err := New(d, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return PutUnits(ctx, tx, Units()) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func apply(t *testing.T, s *Service, list []School) SchoolDiff {
	t.Helper()
	d, err := s.DiffSchools(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ApplySchools(t.Context(), list, d); err != nil {
		t.Fatal(err)
	}
	return d
}

func stored(t *testing.T, s *Service) map[string]School {
	t.Helper()
	all, err := s.AllSchools(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]School{}
	for _, x := range all {
		out[x.District+" "+x.Name] = x
	}
	return out
}

func lines(t *testing.T, d *db.DB, want ...map[string]any) {
	t.Helper()
	entries, err := trail.Read(t.Context(), d, trail.UnitStream(CityID))
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	for _, e := range entries {
		if e.Kind != "schools_imported" || !e.Intact() {
			t.Errorf("entry %+v", e)
		}
		got = append(got, e.Values())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDistrictByWords(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"650102": "650102", "天山区": "650102", "天山": "650102", " 天山区教育局": "650102", "高新区(新市区)": "650104", "高新（新市）区": "650104", "新市区": "650104",
		"乌鲁木齐市头屯河区": "650106", "经开区（头屯河区）": "650106", "乌鲁木齐县": "650121", "新疆乌鲁木齐市米东区": "650109", "": "", "示例区": "", "乌鲁木齐市": "", "unsure": "",
	} {
		if d, ok := DistrictByWords(typed); d.Code != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", typed, d.Code, want)
		}
	}
}

func TestDistrictsNamed_areThoseOfTheText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"我们住在天山区，孩子在头屯河区上学": "天山区 经开区（头屯河区）", "在乌鲁木齐县报名": "乌鲁木齐县", "去天山旅游": "", "": "", "高新区和新市区是一个区": "高新区（新市区）",
	} {
		var names []string
		for _, d := range DistrictsNamed(text) {
			names = append(names, d.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
