package httpd

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/web"
)

const policyPath = "/policy"

// policyView answers what a parent comes with: which school is ours, when do we register, what do we bring.
type policyView struct {
	Page
	Preview  bool
	Form     []web.Field
	Place    string // the heading of what was found, "" before anything was asked for
	PlaceZH  bool   // it names a school
	Groups   []entryGroup
	Hits     []web.Cell // schools that may be meant
	Schools  []web.Cell // of the district, with entries of their own
	Unknown  string     // nothing of that name
	Empty    string     // nothing is kept for the place
	Ask      string     // whom to ask
	District []web.Cell // before anything was asked for
}

// entryGroup are the entries that answer one question.
type entryGroup struct {
	ID, Title string
	Level     int // of its heading
	Entries   []entry
}

// entry is a public text with what stands around it.
type entry struct {
	ID    string
	Level int // of its heading
	Tag   *web.Tag
	Title string
	Text  string
	Facts []fact
}

// fact is a sentence in the reader's language and a name behind it, which stays Chinese: of a school, of a document.
type fact struct{ Text, Name string }

// onShelf is what is public; before anything could be read it is nothing, and no report waits for it.
func (s *Server) onShelf(ctx context.Context) *publish.Shelf {
	shelf, err := s.readShelf(ctx)
	if err != nil {
		return nothing
	}
	return shelf
}

// nothing is public.
var nothing = publish.ShelfOf("")

// readShelf is what is public; a page that lives by it fails without.
func (s *Server) readShelf(ctx context.Context) (*publish.Shelf, error) {
	if s.Publish == nil {
		return nothing, nil
	}
	return s.Publish.Published(ctx)
}

// getPolicy looks up entries by district, and by school if one is named.
func (s *Server) getPolicy(c echo.Context) error {
	q := s.query(c)
	shelf, err := s.readShelf(c.Request().Context())
	if err != nil {
		return err
	}
	if err := lookedUp(q); err != nil {
		v := s.policyView(c, q.Get("district"), q.Get("q"))
		for i := range v.Form {
			v.Form[i].Error = s.fieldError(err, v.Form[i].Name)
		}
		return s.invalid(c, "policy/show", v, err)
	}
	if !q.Has("school") && !q.Has("q") {
		return s.renderSame(c, "policy/show", "", func(string) (pager, error) { return s.policyFound(c, shelf) })
	}
	v, err := s.policyFound(c, shelf)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "policy/show", v)
}

// policyFound is what holds for a school, for a district, or for the whole city.
func (s *Server) policyFound(c echo.Context, shelf *publish.Shelf) (*policyView, error) {
	ctx, q := c.Request().Context(), s.query(c)
	v := s.policyView(c, q.Get("district"), q.Get("q"))
	if id := idOf(q.Get("school")); id != 0 {
		school, ok, err := s.Org.KnownSchool(ctx, id)
		if ok {
			s.showSchool(v, shelf, school)
		}
		return v, err
	}
	if q.Get("q") != "" {
		return v, s.findPolicy(ctx, v, shelf, q.Get("district"), q.Get("q"))
	}
	s.showDistrict(v, shelf, q.Get("district"))
	return v, nil
}

// lookedUp refuses what nobody can look up: a district that there is not, a name that disappears under its marks.
func lookedUp(q *Form) error {
	if lead.Heaped(q.Get("q")) {
		q.Fail("q", "error.marks", "max", lead.MarksMax)
	}
	return districtIn(q)
}

// districtIn refuses a district that there is not.
func districtIn(q *Form) error {
	q.OneOf("district", "error.choice", territories()...)
	return q.Err()
}

func (s *Server) policyView(c echo.Context, district, typed string) *policyView {
	v := &policyView{Page: s.page(c)}
	v.Back = "/"
	for _, d := range s.districtOptions() {
		v.District = append(v.District, web.Cell{Text: d.Label, Href: policyIn(d.Value)})
	}
	v.Form = []web.Field{s.districtSelect(district), {Name: "q", Label: v.T("policy.school"), Hint: v.T("policy.school.hint"), Value: typed, Optional: true, Autocomplete: "off", Autocapitalize: "off"}}
	v.Ask = v.T("policy.ask")
	return v
}

func policyIn(code string) string { return policyPath + "?district=" + code }

func policyOf(school int64) string { return policyPath + "?school=" + idText(school) }

// hitsMost is how many schools of a name are offered.
const hitsMost = 20

// findPolicy shows the school of that name, or those that may be meant.
func (s *Server) findPolicy(ctx context.Context, v *policyView, shelf *publish.Shelf, district, typed string) error {
	hits, err := s.Org.FindSchools(ctx, typed)
	if err != nil {
		return err
	}
	if _, known := org.DistrictByCode(district); known {
		hits = slices.DeleteFunc(hits, func(h org.School) bool { return h.District != district })
	}
	switch len(hits) {
	case 0:
		v.Unknown = v.T("policy.unknown", "typed", typed)
	case 1:
		s.showSchool(v, shelf, hits[0])
	default:
		s.offerSchools(v, hits[:min(len(hits), hitsMost)])
	}
	return nil
}

func (s *Server) offerSchools(v *policyView, hits []org.School) {
	for _, h := range hits {
		d, _ := org.DistrictByCode(h.District)
		v.Hits = append(v.Hits, web.Cell{Text: h.Name + "（" + d.Name + "）", Href: policyOf(h.ID)})
	}
}

func (s *Server) showSchool(v *policyView, shelf *publish.Shelf, school org.School) {
	v.Place, v.PlaceZH = school.Name, true
	s.fillPolicy(v, shelf.Policies(school.District, school.ID))
	d, _ := org.DistrictByCode(school.District)
	v.Schools = []web.Cell{{Text: s.Texts.Name(d.Name), Href: policyIn(d.Code)}}
}

// showDistrict shows what holds for a whole district; without one, what holds for the whole city.
func (s *Server) showDistrict(v *policyView, shelf *publish.Shelf, code string) {
	d, known := org.DistrictByCode(code)
	if !known {
		s.fillPolicy(v, shelf.Policies("", 0))
		v.Empty = ""
		return
	}
	v.Place = s.Texts.Name(d.Name)
	s.fillPolicy(v, shelf.Policies(code, 0))
	schools := shelf.Schools(code)
	for id, name := range schools {
		v.Schools = append(v.Schools, web.Cell{Text: name, Href: policyOf(id)})
	}
	slices.SortFunc(v.Schools, func(a, b web.Cell) int { return cmp.Compare(a.Text, b.Text) })
	if len(schools) > 0 {
		v.Empty = ""
	}
}

// fillPolicy groups the entries by the question that they answer.
func (s *Server) fillPolicy(v *policyView, list []publish.Publication) {
	for _, label := range publish.Labels(publish.Policy) {
		g := entryGroup{ID: label, Title: v.T("policy.group." + label), Level: 2}
		if v.Place != "" {
			g.Level = 3
		}
		for i := range list {
			if list[i].Label == label {
				e := s.entry(&list[i])
				e.Level = g.Level + 1
				g.Entries = append(g.Entries, e)
			}
		}
		if len(g.Entries) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if len(list) == 0 {
		v.Empty = v.T("policy.empty")
	}
}

// entry is what the public reads of a publication, below the heading of a page.
func (s *Server) entry(p *publish.Publication) entry {
	e := entry{ID: "entry-" + idText(p.ID), Level: 2, Title: p.Title, Text: p.Body, Facts: s.facts(p)}
	if p.Kind == publish.Clarification {
		e.Tag = &web.Tag{Look: clarificationLooks[p.Label], Text: s.labelWords(p)}
	}
	return e
}

// facts are what it is about, where it holds, whose it is, the document that it comes from, and how long it holds.
func (s *Server) facts(p *publish.Publication) []fact {
	t := s.Texts
	list := []fact{
		{t.T("public.place", "place", s.areaWords(&p.Content)), p.SchoolName},
		{t.T("public.by", "unit", org.UnitName(p.UnitID), "day", written(p.Published, t.Day)), ""},
	}
	if p.Kind == publish.Clarification {
		list = slices.Insert(list, 0, fact{t.T("public.about", "topics", s.topicWords(&p.Content)), ""})
	}
	for _, f := range []struct{ key, day string }{{"public.doc_date", p.DocDate}, {"public.valid_from", p.ValidFrom}, {"public.valid_to", p.ValidTo}} {
		if f.day != "" {
			list = append(list, fact{t.T(f.key, "day", s.dayWords(f.day)), ""})
		}
	}
	if p.DocNo != "" {
		list = append(list, fact{"", p.DocNo})
	}
	return list
}

var clarificationLooks = map[string]string{publish.Rumour: web.Soon, publish.Explained: web.Moving, publish.Statement: web.Neutral}

// dayWords writes a stored day in the reader's language.
func (s *Server) dayWords(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return s.Texts.Day(at)
}

// showPolicy is the preview of an entry, on the page where it will stand.
func (s *Server) showPolicy(c echo.Context, shelf *publish.Shelf, ct *publish.Content) error {
	v := s.policyView(c, ct.District, "")
	v.Preview, v.Back, v.Place, v.PlaceZH = true, "", s.placeWords(ct), ct.SchoolID != 0
	s.fillPolicy(v, shelf.Policies(ct.District, ct.SchoolID))
	return s.render(c, http.StatusOK, "policy/show", v)
}
