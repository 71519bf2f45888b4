package httpd

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/web"
)

const jiPath = "/ji"

type jiView struct {
	Page
	Tabs         []web.Tile
	Packages     web.Table
	PackagePager web.Pager
	NoticeTotal  string
	Notices      web.Table
	NoticePager  web.Pager
	LeadTotal    string
	Leads        []web.WorkRow
	LeadPager    web.Pager
}

// ji shows the discipline body its 《超期事项抄告》 and, apart from them, the leads addressed to it. A notice says
// number, unit, days and steps; it opens no lead and no text.
func (s *Server) ji(c echo.Context) error {
	v := &jiView{Page: s.page(c)}
	q := s.query(c)
	after, casesAfter := idOf(q.Get("after")), idOf(q.Get("cases_after"))
	if err := s.fillPackages(c, v); err != nil {
		return err
	}
	if err := s.fillNotices(c, v, after, casesAfter); err != nil {
		return err
	}
	if err := s.fillOwnLeads(c, v, after, casesAfter); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "ji/list", v)
}

func (s *Server) fillNotices(c echo.Context, v *jiView, after, casesAfter int64) error {
	ctx, a := c.Request().Context(), s.actor(c)
	n, err := s.Notify.CountNotices(ctx, a)
	if err != nil {
		return err
	}
	page, err := s.Notify.Notices(ctx, a, after, 0)
	if err != nil {
		return err
	}
	v.NoticeTotal = s.total(n)
	v.NoticePager = onward(jiPath, keyQuery("cases_after", casesAfter), "after", after, page.Next())
	v.Notices = web.Table{Empty: v.T("ji.notices.none")}
	for _, key := range []string{"ji.col.number", "ji.col.unit", "ji.col.days", "ji.col.steps", "ji.col.at"} {
		v.Notices.Columns = append(v.Notices.Columns, web.Column{Label: v.T(key)})
	}
	for i := range page.Entries {
		v.Notices.Rows = append(v.Notices.Rows, s.noticeRow(&page.Entries[i]))
	}
	return nil
}

func (s *Server) noticeRow(e *notify.Entry) []web.Cell {
	unit, _ := e.Args["unit"].(int64)
	days, _ := e.Args["days"].(int64)
	return []web.Cell{
		{Text: e.Number, Code: true},
		{Text: org.UnitName(unit)},
		{Text: s.Texts.T("ji.days", "n", strconv.FormatInt(days, 10))},
		{Text: s.stepsTaken(e)},
		{Text: beijing(e.At, "2006年1月2日 15:04")},
	}
}

// stepsTaken names the steps of the ladder that were taken before the notice.
func (s *Server) stepsTaken(e *notify.Entry) string {
	ids, _ := e.Args["steps"].(string)
	var words []string
	for id := range strings.SplitSeq(ids, ",") {
		if id != "" {
			words = append(words, s.Texts.T("step."+id))
		}
	}
	return strings.Join(words, s.Texts.T("ji.then"))
}

func (s *Server) fillOwnLeads(c echo.Context, v *jiView, after, casesAfter int64) error {
	ctx, a := c.Request().Context(), s.actor(c)
	f := lead.Filter{After: casesAfter}
	n, err := s.Leads.Count(ctx, a, f)
	if err != nil {
		return err
	}
	page, err := s.Leads.List(ctx, a, f)
	if err != nil {
		return err
	}
	v.LeadTotal, v.Leads = s.total(n), s.workRows(a, page.Leads)
	v.LeadPager = onward(jiPath, keyQuery("after", after), "cases_after", casesAfter, page.Next())
	return nil
}

// fillPackages shows one state of the inbox; the others are a click away.
func (s *Server) fillPackages(c echo.Context, v *jiView) error {
	ctx, a, q := c.Request().Context(), s.actor(c), s.query(c)
	counts, err := s.Leads.CountPackages(ctx, a)
	if err != nil {
		return err
	}
	state := lead.HandOverState(q.Get("packages"))
	switch {
	case state == lead.OverNone:
		state = lead.OverSent
	case !state.Out():
		return errs.New(errs.Invalid, "case.filter.unknown")
	}
	after := idOf(q.Get("packages_after"))
	list, more, err := s.Leads.Packages(ctx, a, state, after)
	if err != nil {
		return err
	}
	for _, st := range lead.PackageStates() {
		tile := web.Tile{Label: v.T("hand_over.state." + string(st)), Count: counts[st], Href: jiPath + "?packages=" + string(st)}
		if st == state {
			tile.Note = v.T("ji.packages.here")
		}
		v.Tabs = append(v.Tabs, tile)
	}
	v.Packages = s.packageTable(list, state)
	next := int64(0)
	if more {
		next = list[len(list)-1].ID
	}
	v.PackagePager = onward(jiPath, url.Values{"packages": {string(state)}}, "packages_after", after, next)
	return nil
}

// packageTable names no person and no school.
func (s *Server) packageTable(list []lead.HandOver, state lead.HandOverState) web.Table {
	t := web.Table{
		Caption: s.Texts.T("ji.packages.caption", "state", s.Texts.T("hand_over.state."+string(state))), Empty: s.Texts.T("ji.packages.none"),
	}
	for _, key := range []string{"ji.packages.no", "ji.packages.unit", "ji.packages.about", "ji.packages.at", "ji.packages.state"} {
		t.Columns = append(t.Columns, web.Column{Label: s.Texts.T(key)})
	}
	for i := range list {
		h := &list[i]
		path, about := packagePath(h.ID), s.Texts.T("about."+h.About)
		if h.Alone {
			path, about = "", s.Texts.T("ji.packages.alone")
		}
		t.Rows = append(t.Rows, []web.Cell{
			{Text: s.overNo(h), Href: path, Code: true},
			{Text: org.UnitName(h.Unit)},
			{Text: about},
			{Text: beijing(h.Sent, "2006年1月2日 15:04")},
			{Tag: &web.Tag{Look: overLooks[h.State], Text: s.Texts.T("hand_over.state." + string(h.State))}},
		})
	}
	return t
}

// keyQuery keeps the place in the other list of a page.
func keyQuery(key string, id int64) url.Values {
	if id == 0 {
		return nil
	}
	return url.Values{key: {idText(id)}}
}
