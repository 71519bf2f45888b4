package httpd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// probe stands in the text of every lead behind a wall, and nowhere else.
const probe = "探针七三九一号"

// mayKnow is the conflict wall as the trade says it (domain rules 1.2 and 1.9), written apart from org, lead and notify:
// of what accuses a bureau, or may, only named handlers and leaders of the city know; of what accuses the city bureau only
// the discipline body; of what is restricted one account.
func mayKnow(p org.Staff, wall int64, suspicious bool) bool {
	named := p.UnitID == org.CityID && p.Named && (p.Role == org.Handler || p.Role == org.Leader)
	switch {
	case wall < -1:
		return p.ID == -1-wall
	case wall == org.CityID:
		return p.UnitID == org.DisciplineID && p.Role == org.DisciplineOfficer
	default:
		return named || wall == 0 && !suspicious
	}
}

// behind reports what that is asked of.
func behind(wall int64, suspicious bool) bool { return wall != 0 || suspicious }

// towns counts the drawn ones: a name that comes again would be somebody else's account.
var towns atomic.Int64

// drawTown draws staff of any unit, role and naming, also such as no administrator can make: the tree of the units is fixed
// (org.Units), everything that can vary does.
func drawTown(t *rapid.T) []org.Staff {
	units := org.Units()
	roles := append(org.Roles(), "nobody")
	staff, no := make([]org.Staff, rapid.IntRange(3, 5).Draw(t, "people")), towns.Add(1)
	for i := range staff {
		staff[i] = org.Staff{
			UserName: fmt.Sprintf("p%d-%d", no, i), UnitID: rapid.SampledFrom(units).Draw(t, "unit").ID,
			Role: rapid.SampledFrom(roles).Draw(t, "role"), Named: rapid.Bool().Draw(t, "named"),
		}
	}
	return staff
}

func drawReport(t *rapid.T) func(*lead.Report) {
	codes := []string{org.DistrictUnknown}
	for _, d := range org.Districts() {
		codes = append(codes, d.Code)
	}
	district := rapid.SampledFrom(codes).Draw(t, "district")
	category := rapid.SampledFrom(lead.Categories()).Draw(t, "category").ID
	about := rapid.SampledFrom([]string{lead.AboutDistrict, lead.AboutDistrict, lead.AboutCity, lead.AboutSchool, lead.AboutUnsure}).Draw(t, "about")
	nature := rapid.SampledFrom([]string{lead.NatureConduct, lead.NatureConduct, lead.NatureWork}).Draw(t, "nature")
	words := rapid.SampledFrom([]string{"的事请核查", "教育局的人打招呼收了红包，请核查"}).Draw(t, "words")
	return func(r *lead.Report) {
		r.District, r.Category, r.About, r.Nature, r.SchoolName, r.SchoolID = district, category, about, nature, probe, 0
		r.Text = probe + words
	}
}

// seenOf is all the numbers that a person can be given of the ledger.
type seenOf struct {
	counts  []int
	tiles   string
	items   string
	mail    int
	ledger  int
	listing []string
}

// asksAll asks every question of the services as one person.
func (o *office) asksAll(p org.Staff, number string) seenOf {
	o.t.Helper()
	ctx, a := o.t.Context(), p.Actor()
	var s seenOf
	filters := []lead.Filter{{}, {OpenOnly: true}, {State: lead.Assigned}, {State: lead.StateNew}, {Plain: true}, {Query: number}, {Query: probe}, {Unit: org.CityID}, {Unit: org.DisciplineID}}
	for _, g := range lead.Groups() {
		filters = append(filters, lead.Filter{Group: g})
	}
	for _, u := range org.Units() {
		filters = append(filters, lead.Filter{Ledger: u.ID})
	}
	var err error
	s.counts, err = o.Leads.Counts(ctx, a, filters)
	o.ok(err)
	for _, f := range filters[:9] {
		page, err := o.Leads.List(ctx, a, f)
		o.ok(err)
		for _, l := range page.Leads {
			if l.Number == number {
				s.listing = append(s.listing, fmt.Sprintf("%+v", f))
			}
		}
	}
	by, err := o.Leads.CountsByOwner(ctx, a, []lead.Filter{{OpenOnly: true}, {Group: lead.Red}, {Late: true}})
	o.ok(err)
	items, err := o.Leads.ItemCounts(ctx, a)
	o.ok(err)
	s.tiles, s.items = fmt.Sprint(by), fmt.Sprint(items)
	lines, _, err := o.Leads.Ledger(ctx, a, lead.LedgerFilter(a))
	o.ok(err)
	s.ledger = len(lines)
	inbox, err := o.Notify.Inbox(ctx, a, 0, 50)
	o.ok(err)
	s.mail = len(inbox.Entries)
	return s
}

// Whoever works there and whatever is reported, changed or restricted: nobody but who may know of a lead behind a wall
// finds, opens, counts, exports it or is told of it, and no number of theirs moves by it.
func TestWall_nobodyElseKnows(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := newOfficeOn(t, d)
		rapid.Check(t, func(t *rapid.T) {
			staff := drawTown(t)
			o.tx(func(ctx context.Context, tx db.Tx) error { return o.Org.PutStaff(ctx, tx, staff) })
			change := drawReport(t)
			wall, suspicious := o.wallOf(change)
			before := make([]seenOf, len(staff))
			if behind(wall, suspicious) {
				for i, p := range staff {
					before[i] = o.asksAll(p, "2025-999999-9")
				}
			}
			number := o.submit(change)
			if !behind(wall, suspicious) { // it comes to stand behind one
				wall, suspicious = o.wallIt(t, number)
			}
			if rapid.Bool().Draw(t, "folded") {
				_, err := o.Leads.Fold(o.t.Context())
				o.ok(err)
			}
			for i, p := range staff {
				o.judge(t, p, number, mayKnow(p, wall, suspicious), before[i])
			}
		})
	})
}

// wallOf is the wall that a report shall have from its first moment; written apart from lead.
func (o *office) wallOf(change func(*lead.Report)) (wall int64, suspicious bool) {
	r := plainReport()
	change(&r)
	conduct := r.Nature == lead.NatureConduct || r.Category == "staff"
	switch {
	case r.About == lead.AboutCity && conduct:
		return org.CityID, false
	case r.About == lead.AboutDistrict && conduct && r.District == org.DistrictUnknown:
		return -1, false
	case r.About == lead.AboutDistrict && conduct:
		return org.DistrictUnit(r.District), false
	default:
		words := strings.Contains(r.Text, "教育局") && strings.Contains(r.Text, "红包")
		return 0, words || r.Category == "staff" && r.About == lead.AboutUnsure
	}
}

// wallIt puts an open lead behind a wall as the city can.
func (o *office) wallIt(t *rapid.T, number string) (wall int64, suspicious bool) {
	o.clock.Add(time.Minute)
	ctx, a := o.t.Context(), o.actor("city")
	d := rapid.SampledFrom(org.Districts()).Draw(t, "accused")
	why := "核实后发现反映的是工作人员的问题"
	switch rapid.SampledFrom([]string{"district", "city", "one"}).Draw(t, "becomes") {
	case "district":
		o.ok(o.Leads.ChangeRespondent(ctx, a, o.ref(number), lead.Respondent{About: lead.AboutDistrict, Nature: lead.NatureConduct, District: d.Code, Why: why}))
		wall = d.UnitID()
	case "city":
		o.ok(o.Leads.ChangeRespondent(ctx, a, o.ref(number), lead.Respondent{About: lead.AboutCity, Nature: lead.NatureConduct, District: d.Code, Why: why}))
		wall = org.CityID
	default:
		o.restrict(number)
		wall = org.OnlyFor(o.staff["cityleader"].ID)
	}
	o.work()
	return wall, false
}

// judge holds what one person finds against what they may know.
func (o *office) judge(t *rapid.T, p org.Staff, number string, may bool, before seenOf) {
	who := fmt.Sprintf("%s of %d, named %v", p.Role, p.UnitID, p.Named)
	_, err := o.Leads.Get(o.t.Context(), p.Actor(), number)
	if !may && !errs.Is(err, errs.NotFound) {
		t.Fatalf("%s opens it: %v", who, err)
	}
	if may {
		return
	}
	after := o.asksAll(p, number)
	if len(after.listing) > 0 {
		t.Fatalf("%s lists it by %v", who, after.listing)
	}
	inbox, err := o.Notify.Inbox(o.t.Context(), p.Actor(), 0, 50)
	o.ok(err)
	for _, e := range inbox.Entries {
		if e.Number == number {
			t.Fatalf("%s is told: %s", who, e.Kind)
		}
	}
	if before.counts == nil {
		return
	}
	if !slices.Equal(before.counts, after.counts) || before.tiles != after.tiles || before.items != after.items || before.ledger != after.ledger {
		t.Fatalf("%s counts it: %+v, then %+v", who, before, after)
	}
	if before.mail != after.mail {
		t.Fatalf("%s has %d messages, then %d", who, before.mail, after.mail)
	}
}

// Every page as everybody: neither the number nor a word of what stands behind a wall is on any that is not theirs.
func TestWall_onEveryPage(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := newOfficeOn(t, d)
		hidden := func(r *lead.Report) { r.SchoolName, r.Text, r.SchoolID = probe, probe+"的事请核查", 0 }
		why := "核实后发现反映的是工作人员的问题"
		ctx, city := t.Context(), o.actor("city")
		walls := map[string]int64{}
		number := o.submit(walledReport, hidden)
		walls[number] = tianshan
		number = o.submit(cityReport, hidden)
		walls[number] = org.CityID
		number = o.submit(hidden, func(r *lead.Report) { r.Text = probe + "教育局的局长收了钱，多招了几个关系户" })
		walls[number] = 0 // waits for a person
		number = o.submit(hidden)
		o.drafted(number, "handler")
		o.ok(o.Leads.ChangeRespondent(ctx, city, o.ref(number), lead.Respondent{About: lead.AboutDistrict, Nature: lead.NatureConduct, District: "650102", Why: why}))
		walls[number] = tianshan
		number = o.submit(hidden)
		o.restrict(number)
		walls[number] = org.OnlyFor(o.staff["cityleader"].ID)
		o.work()
		for name, p := range o.staff {
			if p.Disabled {
				continue
			}
			o.turnPages(name, p, walls)
		}
	})
}

// turnPages opens every GET route as one person, those of a lead for each that is not theirs.
func (o *office) turnPages(name string, p org.Staff, walls map[string]int64) {
	o.t.Helper()
	v := o.as(name)
	var hidden []string
	for number, wall := range walls {
		if !mayKnow(p, wall, wall == 0) {
			hidden = append(hidden, number)
		}
	}
	all := len(hidden) == len(walls)
	for _, r := range o.Routes() {
		if r.Method != get || strings.HasSuffix(r.Path, "*") {
			continue
		}
		for _, number := range append(hidden, "") {
			if number == "" && strings.Contains(r.Path, ":number") {
				continue
			}
			path := strings.NewReplacer(":number", number, ":print_no", "14", ":setting", "answer", ":id", "1", ":letter", "1", ":over", "1").Replace(r.Path)
			if number != "" && path == r.Path {
				path += "?q=" + probe
			}
			page := v.Get(path)
			for _, h := range hidden {
				if strings.Contains(strings.ReplaceAll(page.Body, path, ""), h) && number != h {
					o.t.Errorf("%s finds %s on %s", name, h, path)
				}
			}
			if all && strings.Contains(strings.ReplaceAll(page.Body, "q="+probe, ""), probe+"的事") {
				o.t.Errorf("%s reads it on %s", name, path)
			}
			if strings.Contains(r.Path, "/cases/:number") && page.Status == 200 {
				o.t.Errorf("%s opens %s", name, path)
			}
		}
	}
}
