package org

import (
	"context"
	"slices"
	"strings"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/trail"
)

// Limits of a school's columns, in characters.
const (
	SchoolNameMax    = 60
	SchoolAliasesMax = 200
)

// SchoolDiff is what a list of schools changes in the stored ones. A school is known by district and name; what the
// list leaves out is told and stays.
type SchoolDiff struct {
	New       []School
	Changed   []SchoolChange
	Unchanged int
	Missing   []School
}

// SchoolChange is a stored school that the list says something else of; the id is the same.
type SchoolChange struct{ Was, Is School }

// Nothing reports that the list changes nothing.
func (d SchoolDiff) Nothing() bool { return len(d.New)+len(d.Changed) == 0 }

// place is what a school is known by.
type place struct{ district, name string }

func (s School) place() place { return place{s.District, s.Name} }

// diffSchools compares; no two of the list have one place.
func diffSchools(stored, list []School) SchoolDiff {
	d, listed := SchoolDiff{}, map[place]bool{}
	was := make(map[place]School, len(stored))
	for _, s := range stored {
		was[s.place()] = s
	}
	for _, is := range list {
		old, known := was[is.place()]
		listed[is.place()] = true
		is.ID = old.ID
		switch {
		case !known:
			d.New = append(d.New, is)
		case old != is:
			d.Changed = append(d.Changed, SchoolChange{old, is})
		default:
			d.Unchanged++
		}
	}
	for _, s := range stored {
		if !listed[s.place()] {
			d.Missing = append(d.Missing, s)
		}
	}
	return d
}

// DiffSchools compares a list with what is stored.
func (s *Service) DiffSchools(ctx context.Context, list []School) (SchoolDiff, error) {
	stored, err := allSchools(ctx, s.db)
	return diffSchools(stored, list), err
}

// AllSchools are the stored schools, by district and name.
func (s *Service) AllSchools(ctx context.Context) ([]School, error) { return allSchools(ctx, s.db) }

// ApplySchools stores the list, in one transaction with its line in the city's trail; a list that changes nothing
// leaves no line. It is a Conflict when the list no longer changes what was shown. Only the operator's command calls it.
func (s *Service) ApplySchools(ctx context.Context, list []School, shown SchoolDiff) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		city, err := lockCity(ctx, tx)
		if err != nil {
			return err
		}
		stored, err := allSchools(ctx, tx)
		if err != nil {
			return err
		}
		d := diffSchools(stored, list)
		if !slices.Equal(d.New, shown.New) || !slices.Equal(d.Changed, shown.Changed) {
			return errs.New(errs.Conflict, "import.schools.stale")
		}
		if d.Nothing() {
			return nil
		}
		if err := putSchools(ctx, tx, d); err != nil {
			return err
		}
		return tellCity(ctx, tx, city, trail.Event{
			Kind: "schools_imported", Actor: trail.System, At: clock.Milli(s.wall.Now()),
			Data: map[string]any{"new": len(d.New), "changed": len(d.Changed), "unchanged": d.Unchanged, "missing": len(d.Missing)},
		})
	})
}

// districtWords are other ways to write the districts, beside code, name, and name without 区 or 县.
var districtWords = map[string]string{
	"高新区": "650104", "新市区": "650104", "高新（新市）": "650104", "高新（新市）区": "650104", "高新技术产业开发区": "650104", "新市": "650104", "高新": "650104",
	"经开区": "650106", "头屯河区": "650106", "经开（头屯河）": "650106", "经开（头屯河）区": "650106", "经济技术开发区": "650106", "头屯河": "650106", "经开": "650106",
	"沙区": "650103", "乌县": "650121",
}

var districtMarks = strings.NewReplacer("(", "（", ")", "）", " ", "", "\u3000", "", "新疆维吾尔自治区", "", "新疆", "", "乌鲁木齐市", "", bureau, "")

// districtNames are how a text names the districts, whole names only: 天山 alone is a mountain.
var districtNames = map[string]string{
	"天山区": "650102", "沙依巴克区": "650103", "高新区": "650104", "新市区": "650104", "水磨沟区": "650105", "经开区": "650106", "头屯河区": "650106",
	"达坂城区": "650107", "米东区": "650109", "乌鲁木齐县": "650121",
}

// DistrictsNamed are the districts that a text names, in the plan's order. It is a hint for a person, no more: a text
// names districts for many reasons.
func DistrictsNamed(text string) []DistrictInfo {
	named := map[string]bool{}
	for name, code := range districtNames {
		named[code] = named[code] || strings.Contains(text, name)
	}
	var out []DistrictInfo
	for _, d := range districts {
		if named[d.Code] {
			out = append(out, d)
		}
	}
	return out
}

// DistrictByWords finds the district that somebody wrote as a code or in words.
func DistrictByWords(typed string) (DistrictInfo, bool) {
	word := districtMarks.Replace(typed)
	if code, ok := districtWords[word]; ok {
		word = code
	}
	for _, d := range districts {
		if word == d.Code || word == d.Name || word == strings.TrimSuffix(d.Name, "区") {
			return d, true
		}
	}
	return DistrictInfo{}, false
}
