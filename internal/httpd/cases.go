package httpd

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// countMany is what the ledger says where it stopped counting.
const countMany = 10_001

// caseListView is the work list: grouped by urgency, or flat when a filter narrows it.
type caseListView struct {
	Page
	Heading string
	Total   string
	Search  web.Field
	Filters []web.Field
	Kept    []caseKept      // conditions that the form has no field for
	Active  []caseCondition // conditions in force
	Groups  []caseGroup
	Rows    []web.WorkRow
	Pager   web.Pager
	Empty   string
	Flat    bool
	Open    bool // the fold with the filters
	Last    string
}

type caseKept struct{ Name, Value string }

type caseCondition struct{ Text, Href string }

// caseGroup is one group; All leads to the rest when it is longer than a page.
type caseGroup struct {
	web.WorkGroup
	Folded bool
	All    string
}

func (s *Server) getCases(c echo.Context) error {
	f, err := readFilter(s.query(c))
	if err != nil {
		return err
	}
	v := &caseListView{Page: s.page(c), Heading: s.Texts.T(seenBy(s.actor(c), "nav.cases")), Flat: f.any() || f.After > 0}
	fill := s.fillGroups
	if v.Flat {
		fill = s.fillFlat
	}
	if err := fill(c.Request().Context(), s.actor(c), f, v); err != nil {
		return err
	}
	s.fillFilters(v, s.actor(c), f)
	return s.render(c, http.StatusOK, "case/list", v)
}

// fillGroups counts all groups at once and reads one page of each that has leads.
func (s *Server) fillGroups(ctx context.Context, a org.Actor, _ caseFilter, v *caseListView) error {
	groups := lead.Groups()
	filters := make([]lead.Filter, len(groups))
	for i, g := range groups {
		filters[i] = groupFilter(g)
	}
	counts, err := s.Leads.Counts(ctx, a, filters)
	if err != nil {
		return err
	}
	total := 0
	for i, n := range counts {
		if n == 0 {
			continue
		}
		page, err := s.Leads.List(ctx, a, filters[i])
		if err != nil {
			return err
		}
		total += n
		v.Groups = append(v.Groups, s.caseGroup(a, groups[i], n, page))
	}
	v.Total = s.total(total)
	if total > 0 {
		return nil
	}
	return s.fillNothing(ctx, a, v)
}

// groupFilter is a group as it stands on the work list: what is in the red lane stands there only.
func groupFilter(g lead.Group) lead.Filter {
	return lead.Filter{Group: g, Limit: groupShown, Rest: g != lead.Red && g != lead.Waiting}
}

// groupLooks: red is only for late, and nothing but today asks for attention.
var groupLooks = map[lead.Group]string{lead.Red: web.Late, lead.Severe: web.Late, lead.Overdue: web.Late, lead.Today: web.Soon}

func (s *Server) caseGroup(a org.Actor, g lead.Group, n int, page lead.Page) caseGroup {
	out := caseGroup{Folded: g == lead.Waiting}
	out.ID, out.Title, out.Look, out.Count = "group-"+string(g), s.Texts.T("group."+string(g)), groupLooks[g], n
	out.Rows = s.workRows(a, page.Leads)
	if page.More {
		f := groupFilter(g)
		out.All = caseList(f)
	}
	return out
}

// fillNothing says that there is nothing to do, and what was done last if one page knows it.
func (s *Server) fillNothing(ctx context.Context, a org.Actor, v *caseListView) error {
	v.Empty = v.T("case.list.nothing")
	done, err := s.Leads.List(ctx, a, lead.Filter{Group: lead.Done})
	if err != nil || len(done.Leads) == 0 {
		return err
	}
	last := slices.MaxFunc(done.Leads, func(x, y lead.Lead) int { return int(x.Ended - y.Ended) })
	if !done.More {
		v.Empty = v.T("case.list.nothing_last", "number", last.Number, "when", beijing(last.Ended, "1月2日 15:04"))
	}
	v.Last = "/cases?group=" + string(lead.Done)
	return nil
}

// groupShown is how many leads of a group stand on the work list itself.
const groupShown = 20

// uncounted stands for more than a page: what a search finds is not counted, that would read every text again.
const uncounted = -1

// listed is a page of a list, and how many leads the whole of it has. A list of none is not looked for.
func (s *Server) listed(ctx context.Context, a org.Actor, f lead.Filter) (lead.Page, int, error) {
	if f.Query == "" {
		n, err := s.Leads.Count(ctx, a, f)
		if err != nil || n == 0 {
			return lead.Page{}, n, err
		}
		page, err := s.Leads.List(ctx, a, f)
		return page, n, err
	}
	page, err := s.Leads.List(ctx, a, f)
	return page, found(page, f), err
}

// found is how many leads a search found, as far as its page knows.
func found(page lead.Page, f lead.Filter) int {
	if page.More || f.After > 0 {
		return uncounted
	}
	return len(page.Leads)
}

func (s *Server) fillFlat(ctx context.Context, a org.Actor, f caseFilter, v *caseListView) error {
	page, n, err := s.listed(ctx, a, f.Filter)
	if err != nil {
		return err
	}
	v.Total, v.Rows = s.total(n), s.workRows(a, page.Leads)
	if len(v.Rows) == 0 {
		v.Empty = v.T("case.list.no_match")
	}
	if f.After > 0 {
		v.Pager.First = f.page(0)
	}
	if next := page.Next(); next > 0 {
		v.Pager.Next = f.page(next)
	}
	return nil
}

// total says how many there are. Where no counter knows, nobody counts beyond ten thousand.
func (s *Server) total(n int) string {
	if n == uncounted {
		return s.Texts.T("case.total.more", "n", lead.PageSize)
	}
	if n == countMany {
		return s.Texts.T("case.total.many")
	}
	return s.Texts.T("case.total", "n", n)
}

func (s *Server) workRows(a org.Actor, leads []lead.Lead) []web.WorkRow {
	rows := make([]web.WorkRow, len(leads))
	for i := range leads {
		rows[i] = s.workRow(a, &leads[i])
	}
	return rows
}

// answerUnit is what the limit of the answer counts.
func answerUnit(l *lead.Lead) deadline.Unit {
	if l.Urgent {
		return deadline.Hours
	}
	return deadline.WorkingDays
}

func (s *Server) workRow(a org.Actor, l *lead.Lead) web.WorkRow {
	row := web.WorkRow{
		Href: casePath(l.Number), Title: s.caseTitle(l), Number: l.Number, Tags: s.caseTags(l), Meta: s.rowMeta(a, l),
		Next: s.nextWord(a, l),
	}
	if l.Due > 0 && l.Open && l.State != lead.Replied && l.State != lead.Merged {
		row.Due, row.Look = s.left(l.Due, answerUnit(l))
		row.DueISO = beijing(l.Due, time.RFC3339)
	}
	return row
}

// rowMeta tells where a lead came from and, where that is not plain, whose it is.
func (s *Server) rowMeta(a org.Actor, l *lead.Lead) []string {
	meta := []string{
		s.Texts.T("source." + string(l.Source)),
		s.Texts.T("case.meta.received", "day", beijing(l.Received, "1月2日")),
	}
	if day := s.useBy(l); day != "" {
		meta = append(meta, day)
	}
	switch {
	case l.CoUnit == a.Unit:
		meta = append(meta, s.Texts.T("case.meta.assist", "unit", l.OwnerName()))
	case l.OwnerUnit != a.Unit:
		meta = append(meta, l.OwnerName())
	}
	if l.Children > 0 {
		meta = append(meta, s.Texts.T("case.meta.children", "n", l.Children))
	}
	return meta
}

// nextWord names the one next action of this actor, "" when it is somebody else's turn.
func (s *Server) nextWord(a org.Actor, l *lead.Lead) string {
	if l.State == lead.WaitingReporter {
		return "" // it is the reporter's turn
	}
	if moves := lead.Moves(a, l); len(moves) > 0 && !lead.Beside(moves[0]) {
		return s.Texts.T("move." + string(moves[0]))
	}
	if lead.Can(a, lead.MoveDispatch, l) == nil {
		return s.Texts.T("move.dispatch")
	}
	return ""
}

// fillFilters shows the form as it was sent, and each condition in force with the way to drop it.
func (s *Server) fillFilters(v *caseListView, a org.Actor, f caseFilter) {
	v.Search = web.Field{
		Name: "q", Label: v.T("case.filter.search"), Value: f.values.Get("q"), Type: "search", Small: true,
		Autocomplete: "off",
	}
	v.Filters = []web.Field{
		s.filterSelect(f, "group", words(append(lead.Groups(), lead.Done)), "group."),
		s.filterSelect(f, "state", words(lead.States()), "state."),
		s.filterSelect(f, "cat", categoryIDs(), "cat."),
	}
	if a.Kind == org.City {
		v.Filters = append(v.Filters, s.unitSelect(f))
	}
	for _, p := range caseParams {
		value := f.values.Get(p.name)
		if value == "" {
			continue
		}
		text := s.Texts.T("case.filter." + p.name)
		if p.word != nil {
			text = s.Texts.T("case.filter.is", "name", text, "value", p.word(s, value))
		}
		v.Active = append(v.Active, caseCondition{Text: text, Href: f.without(p.name)})
		if !slices.ContainsFunc(v.Filters, func(x web.Field) bool { return x.Name == p.name }) && p.name != "q" {
			v.Kept = append(v.Kept, caseKept{p.name, value})
			continue
		}
		v.Open = v.Open || p.name != "q"
	}
}

func (s *Server) filterSelect(f caseFilter, name string, values []string, prefix string) web.Field {
	field := web.Field{Kind: "select", Name: name, Label: s.Texts.T("case.filter." + name), Value: f.values.Get(name), Small: true}
	field.Options = []web.Option{{Label: s.Texts.T("case.filter.all")}}
	for _, id := range values {
		field.Options = append(field.Options, web.Option{Value: id, Label: s.Texts.T(prefix + id)})
	}
	return field
}

func (s *Server) unitSelect(f caseFilter) web.Field {
	return web.Field{
		Kind: "select", Name: "unit", Label: s.Texts.T("case.filter.unit"), Value: f.values.Get("unit"), Small: true,
		Options: unitOptions(s.Texts.T("case.filter.all")),
	}
}
