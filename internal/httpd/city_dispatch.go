package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const (
	dispatchPath = "/city/dispatch"
	excerptRunes = 120
)

type dispatchView struct {
	Page
	Total string
	AsOf  string
	Rows  []dispatchRow
	Pager web.Pager

	Objections []objectionRow
	All        string // where the other objections are, "" when there are none
}

// dispatchRow is a lead that waits for a person, with the form that sends it on.
type dispatchRow struct {
	Number, Href, Title string
	Tags                []web.Tag
	Facts               []string
	Why                 string // the reason sentence
	Text                string
	May                 bool // the actor may dispatch it; a walled one goes its own way
	Action              string
	Version, After      int64
	Unit, Wall          web.Field
}

func (s *Server) cityDispatch(c echo.Context) error {
	v, err := s.dispatchPage(c, idOf(s.query(c).Get("after")), nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "city/dispatch", v)
}

// typedDispatch is what was chosen for one lead and did not go through.
type typedDispatch struct {
	number string
	unit   string
	wall   string
	err    error
}

func (s *Server) dispatchPage(c echo.Context, after int64, typed *typedDispatch) (*dispatchView, error) {
	ctx, a := c.Request().Context(), s.actor(c)
	f := lead.Filter{State: lead.StateNew, After: after}
	n, err := s.Leads.Count(ctx, a, f)
	if err != nil {
		return nil, err
	}
	page, err := s.Leads.List(ctx, a, f)
	if err != nil {
		return nil, err
	}
	words, err := s.Leads.Words(ctx, a, page.Leads)
	if err != nil {
		return nil, err
	}
	v := &dispatchView{Page: s.page(c), Total: s.total(n), AsOf: s.asOf(), Pager: onward(dispatchPath, nil, "after", after, page.Next())}
	if v.Objections, v.All, err = s.objections(ctx, a); err != nil {
		return nil, err
	}
	for i := range page.Leads {
		l := &page.Leads[i]
		row := s.dispatchRow(a, l, words[l.ID])
		row.After = after
		row.keep(s, typed)
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (s *Server) dispatchRow(a org.Actor, l *lead.Lead, text string) dispatchRow {
	r := dispatchRow{
		Number: l.Number, Href: casePath(l.Number), Title: s.caseTitle(l), Text: excerpt(text, excerptRunes),
		May: lead.Can(a, lead.MoveDispatch, l) == nil && !l.Walled(), Action: dispatchPath + "/" + l.Number, Version: l.Version,
		Unit: web.Field{
			ID: "unit-" + l.Number, Name: "unit", Label: s.Texts.T("city.dispatch.unit"), Small: true,
			Options: unitOptions(s.Texts.T("list.choose")),
		},
		Facts: []string{
			s.Texts.T("source." + string(l.Source)), s.Texts.T("city.dispatch.received", "at", arrival(l, l.Received, "1月2日 15:04")),
			s.Texts.T("city.dispatch.district", "district", s.districtName(l.District)), s.Texts.T("city.dispatch.about", "about", errs.T("about."+l.About)),
		},
	}
	if named := districtsNamed(text); named != "" {
		r.Facts = append(r.Facts, s.Texts.T("city.dispatch.named", "districts", named))
	}
	r.Why = s.Texts.T("city.dispatch.routing")
	if l.Reason != "" {
		r.Why = s.Texts.Text(l.ReasonText())
	}
	if a.Named {
		r.Wall = web.Field{
			ID: "wall-" + l.Number, Name: "wall", Small: true,
			Options: []web.Option{{Value: "1", Label: s.Texts.T("city.dispatch.wall"), Hint: s.Texts.T("city.dispatch.wall.hint")}},
		}
	}
	r.Tags = s.caseTags(l)[1:] // the state is the page's own
	if l.Suspicious {
		r.Tags = append(r.Tags, web.Tag{Look: web.Restricted, Text: s.Texts.T("city.dispatch.suspicious")})
	}
	return r
}

// districtsNamed are the districts that the words name: of most reports without one, the text tells.
func districtsNamed(text string) string {
	var names []string
	for _, d := range org.DistrictsNamed(text) {
		names = append(names, d.Name)
	}
	return strings.Join(names, "、")
}

// keep shows again what was chosen. Its select gets the plain id, to which the summary of errors leads.
func (r *dispatchRow) keep(s *Server, typed *typedDispatch) {
	if typed == nil || typed.number != r.Number {
		return
	}
	r.Unit.ID, r.Unit.Value, r.Unit.Error = "unit", typed.unit, s.fieldError(typed.err, "unit")
	if r.Wall.Name != "" {
		r.Wall.ID, r.Wall.Values, r.Wall.Error = "wall", []string{typed.wall}, s.fieldError(typed.err, "wall")
	}
}

func (s *Server) postCityDispatch(c echo.Context) error {
	f, number := s.form(c), c.Param("number")
	wall := f.OneOf("wall", "error.choice", "", "1") == "1"
	in := lead.Dispatch{Unit: idOf(f.Get("unit")), Wall: wall}
	err := f.Err()
	if err == nil {
		ref := lead.Ref{Number: number, Version: idOf(f.Get(fieldVersion))}
		err = s.Leads.Dispatch(c.Request().Context(), s.actor(c), ref, in)
	}
	after := idOf(f.Get("after"))
	if err != nil {
		v, e := s.dispatchPage(c, after, &typedDispatch{number, f.Get("unit"), f.Get("wall"), err})
		if e != nil {
			return e
		}
		return s.invalid(c, "city/dispatch", v, err)
	}
	if err := s.flash(c, dispatched(wall), "number", number, "unit", org.UnitName(in.Unit)); err != nil {
		return err
	}
	return s.redirect(c, withQuery(dispatchPath, keyQuery("after", after)))
}

// dispatched is the sentence after it; a walled lead is not the accused unit's.
func dispatched(wall bool) string {
	if wall {
		return "city.dispatch.done.wall"
	}
	return "city.dispatch.done"
}
