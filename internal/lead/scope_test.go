package lead

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func conduct(r *Report) {
	r.About, r.Nature, r.Category = AboutDistrict, NatureConduct, "staff"
	r.Text = "听说区里有人打招呼，把片区外的孩子安排进示例一小"
}

func cityConduct(r *Report) {
	conduct(r)
	r.About = AboutCity
}

// who finds the lead by list, by number, by search and by count; all four must agree.
func (w *world) finders(l *Lead) []string {
	w.t.Helper()
	var found []string
	for name, a := range w.staff {
		page, err := w.List(w.t.Context(), a, Filter{})
		w.ok(err)
		listed := slices.ContainsFunc(page.Leads, func(x Lead) bool { return x.ID == l.ID })
		_, err = w.Get(w.t.Context(), a, l.Number)
		got := err == nil
		if err != nil && !errs.Is(err, errs.NotFound) {
			w.t.Errorf("%s: err = %v, want not found", name, err)
		}
		byQuery, err := w.Count(w.t.Context(), a, Filter{Query: l.Number})
		w.ok(err)
		byWords, err := w.Count(w.t.Context(), a, Filter{Query: "示例一小"})
		w.ok(err)
		if got != listed || got != (byQuery == 1) || (byWords > 0) != got {
			w.t.Errorf("%s: page %v, list %v, search %d and %d do not agree", name, got, listed, byQuery, byWords)
		}
		if got {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

func TestScope_whoFindsALead(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*Report)
		want   []string
	}{
		"a school of 天山区":          {func(*Report) {}, []string{"city", "cityleader", "handler", "handler2", "leader", "monitor", "unnamed"}},
		"no district":              {func(r *Report) { r.District = org.DistrictUnknown }, []string{"city", "cityleader", "monitor", "unnamed"}},
		"conduct of the district":  {conduct, []string{"city", "cityleader"}},
		"conduct of some district": {func(r *Report) { conduct(r); r.District = org.DistrictUnknown }, []string{"city", "cityleader"}},
		"conduct of the city":      {cityConduct, []string{"discipline"}},
		"work of the district": {func(r *Report) { r.About, r.Nature = AboutDistrict, NatureWork }, []string{
			"city", "cityleader", "handler", "handler2", "leader", "monitor", "unnamed",
		}},
		"suspicious words": {func(r *Report) { r.Text = "学校说要找教育局的人打招呼才能进，还要送礼" }, []string{"city", "cityleader"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				if got := w.finders(w.routed(c.change)); !slices.Equal(got, c.want) {
					t.Errorf("found by %v, want %v", got, c.want)
				}
			})
		})
	}
}

// A lead of misconduct is walled from its first moment, before any worker has looked at it.
func TestScope_wallStandsBeforeRouting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.lead(w.submit(conduct).Number)
		if got := w.finders(l); !slices.Equal(got, []string{"city", "cityleader"}) {
			t.Errorf("found by %v before routing", got)
		}
	})
}

func TestScope_zeroMatchesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.routed()
		page, err := w.List(t.Context(), org.Actor{}, Filter{})
		w.ok(err)
		if len(page.Leads) != 0 {
			t.Errorf("nobody sees %d leads", len(page.Leads))
		}
	})
}

// The predicate in SQL and the one in Go are the same, for every actor and lead.
func TestScope_sqlAndGoAgree(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		testkit.Corrupted(w.DB) // a row of any units, whatever its trail says
		l := w.routed()
		units := []int64{0, org.CityID, org.DisciplineID, tianshan, 650109, WallAny}
		actors := make([]org.Actor, 0, len(w.staff))
		for _, a := range w.staff {
			actors = append(actors, a)
		}
		rapid.Check(t, func(t *rapid.T) {
			l.OwnerUnit = rapid.SampledFrom(units[1:5]).Draw(t, "owner")
			l.CoUnit = rapid.SampledFrom(units).Draw(t, "co")
			l.TerritoryUnit = rapid.SampledFrom(units).Draw(t, "territory")
			l.Routed = rapid.SampledFrom([]int64{0, 1}).Draw(t, "routed")
			l.Recused = ""
			for _, one := range rapid.SliceOfN(rapid.SampledFrom(actors), 0, 3).Draw(t, "recused") {
				l.Recused = recuse(l.Recused, one.ID)
			}
			l.WallUnit = rapid.SampledFrom(append([]int64{org.OnlyFor(w.staff["cityleader"].ID), org.OnlyFor(w.staff["discipline"].ID)}, units...)).Draw(t, "wall")
			l.SecondID = rapid.SampledFrom(actors).Draw(t, "second").ID
			was := l.Version
			w.ok(w.DB.InTx(w.t.Context(), func(ctx ctxT, tx db.Tx) error { return update(ctx, tx, l, was) }))
			a := rapid.SampledFrom(actors).Draw(t, "actor")
			_, err := w.Get(w.t.Context(), a, l.Number)
			if want := ScopeOf(a).sees(l); want != (err == nil) {
				t.Fatalf("%s (%s of %d): Go says %v, SQL says %v", a.Name, a.Role, a.Unit, want, err)
			}
			_, err2 := get(w.t.Context(), w.DB, deciding(a), l.Number)
			if want := deciding(a).sees(l); want != (err2 == nil) || err == nil && err2 != nil {
				t.Fatalf("%s (%s of %d) decides: Go says %v, SQL says %v", a.Name, a.Role, a.Unit, want, err2)
			}
			if err2 == nil && err != nil && (l.SecondID != a.ID || a.Role != org.Leader || !l.restricted()) {
				t.Fatalf("%s (%s of %d) decides about a lead of others", a.Name, a.Role, a.Unit)
			}
			if l.WallUnit != 0 && err == nil && a.Kind == org.District {
				t.Fatalf("a district sees a walled lead")
			}
		})
	})
}

// A hand-made POST of named city staff: whoever the lead accuses is not given it, before or after routing.
func TestDispatch_neverOpensAWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.lead(w.submit(conduct).Number)
		for range 2 {
			if err := w.Dispatch(t.Context(), w.staff["cityleader"], w.ref(l.Number), Dispatch{Unit: tianshan}); !errs.Is(err, errs.Conflict) {
				t.Errorf("err = %v, want conflict", err)
			}
			if got := w.finders(w.lead(l.Number)); !slices.Equal(got, []string{"city", "cityleader"}) {
				t.Errorf("found by %v", got)
			}
			w.route()
		}
	})
}

// The key of a page tells nothing: a lead that is not the actor's is the same as none.
func TestList_keyOfAForeignLeadShowsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		own := w.routed()
		walled := w.routed(conduct)
		for id, want := range map[int64]int{walled.ID: 0, 987654321: 0, w.routed().ID: 1} {
			page, err := w.List(t.Context(), w.staff["handler"], Filter{After: id})
			w.ok(err)
			if len(page.Leads) != want {
				t.Errorf("after %d: %d leads, want %d (own is %d)", id, len(page.Leads), want, own.ID)
			}
		}
	})
}

// What an operator reads out for a guessed number does not tell that there is a wall.
func TestPublicByNumber_doesNotTellOfTheWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, change := range []func(*Report){conduct, cityConduct} {
			p, err := w.PublicByNumber(t.Context(), w.routed(change).Number)
			w.ok(err)
			if p.Status.Key == "public.walled" {
				t.Errorf("the sentence is %s", p.Status.Key)
			}
		}
	})
}

func TestSubmit_suspicionLooksAtEveryTypedField(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, change := range map[string]func(*Report){
			"payee": func(r *Report) {
				r.Text, r.Payee = "交了三万元才给学位，他收了红包", "天山区教育局招生科科长"
			},
			"school": func(r *Report) { r.Text, r.SchoolName = "有人收钱打招呼安排学位", "天山区教育局" },
			"staff":  func(r *Report) { r.Category, r.About = "staff", AboutUnsure },
		} {
			if l := w.routed(change); !l.Suspicious || l.State != StateNew {
				t.Errorf("%s: state %s", name, l.State)
			}
		}
	})
}

func TestPersonal_findsWrittenNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"19900001234": true, "199-0000-1234": true, "199 0000 1234": true, "１９９００００１２３４": true, "0991-4512345": true,
		"65010219900101123X": true, "650102 19900101 1234": true, "2025年7月3日至2025年8月4日": false, "2025-07-03 收费30000元": false, "第14项": false,
	} {
		if Personal(text) != want {
			t.Errorf("Personal(%q) = %v", text, !want)
		}
	}
	if got := Depersonal("属实；打１９９-0000-1234，找他", "…"); got != "属实；打…，找他" {
		t.Errorf("%q", got)
	}
}

func TestScope_recipientSeesBeforeRouting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		if got := w.finders(w.lead(w.submit(cityConduct).Number)); !slices.Equal(got, []string{"discipline"}) {
			t.Errorf("found by %v", got)
		}
	})
}
