package httpd

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/internal/publish"
	"sunlead/web"
)

const (
	clarificationsPath = "/clarifications"
	clarificationsMost = 20 // on one page of the list
	notesMost          = 3  // beside the questions of a report
)

// clarificationsView lists what bureaus have said about what is going round.
type clarificationsView struct {
	Page
	Preview bool
	Form    []web.Field
	Entries []entry
	Empty   string
	Pager   web.Pager
}

func (s *Server) getClarifications(c echo.Context) error {
	shelf, err := s.readShelf(c.Request().Context())
	if err != nil {
		return err
	}
	q := s.query(c)
	if err := districtIn(q); err != nil {
		return s.invalid(c, "clarification/list", s.clarificationsView(c, nil, ""), err)
	}
	return s.renderSame(c, "clarification/list", "", func(string) (pager, error) { return s.clarificationsPage(c, shelf), nil })
}

// clarificationsPage is the part of the list that is asked for.
func (s *Server) clarificationsPage(c echo.Context, shelf *publish.Shelf) *clarificationsView {
	q := s.query(c)
	list := shelf.Clarifications(q.Get("district"), 0, "")
	after := idOf(q.Get("after"))
	if i := slices.IndexFunc(list, func(p publish.Publication) bool { return p.ID == after }); i >= 0 {
		list = list[i+1:]
	}
	v := s.clarificationsView(c, list[:min(len(list), clarificationsMost)], q.Get("district"))
	query := url.Values{}
	if d := q.Get("district"); d != "" {
		query.Set("district", d)
	}
	next := int64(0)
	if len(list) > clarificationsMost {
		next = list[clarificationsMost-1].ID
	}
	v.Pager = onward(s.Texts.URL(clarificationsPath), query, "after", after, next)
	return v
}

func (s *Server) clarificationsView(c echo.Context, list []publish.Publication, district string) *clarificationsView {
	v := &clarificationsView{Page: s.page(c)}
	v.Back = "/"
	v.Form = []web.Field{s.districtSelect(district)}
	for i := range list {
		v.Entries = append(v.Entries, s.entry(&list[i]))
	}
	if len(list) == 0 {
		v.Empty = v.T("clarifications.empty")
	}
	return v
}

func (s *Server) showClarifications(c echo.Context, shelf *publish.Shelf) error {
	v := s.clarificationsView(c, shelf.Clarifications("", 0, ""), "")
	v.Preview, v.Back = true, ""
	return s.render(c, http.StatusOK, "clarification/list", v)
}

// notesFor are clarifications beside the questions of a report, once its topic and district are known.
func (s *Server) notesFor(c echo.Context, p *reportPage, r *lead.Report) []entry {
	if p != reportSchool && p != reportWhat || r.Category == "" || r.District == "" {
		return nil
	}
	list := s.onShelf(c.Request().Context()).Clarifications(r.District, r.SchoolID, r.Category)
	var notes []entry
	for i := range list[:min(len(list), notesMost)] {
		notes = append(notes, s.entry(&list[i]))
	}
	return notes
}
