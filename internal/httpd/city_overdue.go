package httpd

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const overduePath = "/city/overdue"

// overdueView is the ladder at work: late leads by stage, and the list of one stage or of all.
type overdueView struct {
	Page
	Total string
	AsOf  string
	Scope string
	Tiles []web.Tile
	Unit  web.Field
	Stage string // of the list, "" for all
	All   string // leads back to the whole list
	Rows  web.Table
	Issue string // where the checked letters go; "" when nothing on the page is the actor's to issue
	Pager web.Pager
}

// overdueAsked is what the address asks for.
type overdueAsked struct {
	stage lead.LateStage
	unit  int64
	after int64
}

func (q overdueAsked) query() url.Values {
	v := url.Values{}
	if q.stage != "" {
		v.Set("stage", string(q.stage))
	}
	if q.unit != 0 {
		v.Set("unit", idText(q.unit))
	}
	return v
}

func (q overdueAsked) filter() lead.Filter {
	return lead.Filter{Late: true, Stage: q.stage, Unit: q.unit, After: q.after}
}

// askedOverdue reads the address; a stage or a unit that is none is Invalid.
func (s *Server) askedOverdue(c echo.Context) (overdueAsked, error) {
	f := s.query(c)
	q := overdueAsked{stage: lead.LateStage(f.Get("stage")), unit: idOf(f.Get("unit")), after: idOf(f.Get("after"))}
	known := slices.ContainsFunc(owners(), func(u org.Unit) bool { return idText(u.ID) == f.Get("unit") })
	if q.stage != "" && !slices.Contains(lead.LateStages(), q.stage) || f.Get("unit") != "" && !known {
		return q, errs.New(errs.Invalid, "case.filter.unknown")
	}
	return q, nil
}

// cityOverdue shows who is late, how far the ladder has come, and who has to act.
func (s *Server) cityOverdue(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	q, err := s.askedOverdue(c)
	if err != nil {
		return err
	}
	counts, all, err := s.Leads.StageCounts(ctx, a, q.unit)
	if err != nil {
		return err
	}
	page, err := s.Leads.List(ctx, a, q.filter())
	if err != nil {
		return err
	}
	v := &overdueView{Page: s.page(c), AsOf: s.asOf(), Scope: s.Texts.T(scopeKey(a)), Tiles: s.stageTiles(counts, q), Unit: s.overdueUnit(q)}
	v.Total = s.lateTotal(counts, all, q.stage)
	if q.stage != "" {
		v.Stage, v.All = string(q.stage), withQuery(overduePath, overdueAsked{unit: q.unit}.query())
	}
	v.Pager = onward(overduePath, q.query(), "after", q.after, page.Next())
	if err := s.fillOverdue(ctx, a, v, page.Leads); err != nil {
		return err
	}
	if len(page.Leads) == 0 {
		v.Rows.Empty, err = s.nothingLate(ctx, a, q)
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "city/overdue", v)
}

// scopeKey says whose leads are counted.
func scopeKey(a org.Actor) string {
	if a.Named && a.Role != org.Monitor {
		return "city.scope.named"
	}
	return "city.scope"
}

// lateTotal is how many leads the list goes through. Of all of them it says when some are counted under two stages.
func (s *Server) lateTotal(counts map[lead.LateStage]int, all int, stage lead.LateStage) string {
	if all >= countMany {
		return s.total(countMany)
	}
	if stage != "" {
		return s.total(counts[stage])
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if sum > all {
		return s.Texts.T("city.overdue.total.twice", "n", all)
	}
	return s.total(all)
}

// stageTiles are the stages in their order, each with its list.
func (s *Server) stageTiles(counts map[lead.LateStage]int, q overdueAsked) []web.Tile {
	var tiles []web.Tile
	for _, st := range lead.LateStages() {
		t := web.Tile{
			Label: s.Texts.T("stage.late." + string(st)), Count: counts[st],
			Href: withQuery(overduePath, overdueAsked{stage: st, unit: q.unit}.query()),
		}
		if st == lead.StageDrafted && t.Count > 0 {
			t.Look = web.Soon // waits for a leader of the city
		}
		tiles = append(tiles, t)
	}
	return tiles
}

func (s *Server) overdueUnit(q overdueAsked) web.Field {
	return web.Field{
		Kind: "select", Name: "unit", Label: s.Texts.T("case.filter.unit"), Value: idText(q.unit), Small: true,
		Options: unitOptions(s.Texts.T("case.filter.all")),
	}
}

// nothingLate says so, and what is due next.
func (s *Server) nothingLate(ctx context.Context, a org.Actor, q overdueAsked) (string, error) {
	if q != (overdueAsked{}) {
		return s.Texts.T("city.overdue.no_match"), nil
	}
	next, err := s.Leads.List(ctx, a, lead.Filter{Group: lead.Ahead, Limit: 1})
	if err != nil || len(next.Leads) == 0 {
		return s.Texts.T("city.overdue.none"), err
	}
	return s.Texts.T("city.overdue.next", "number", next.Leads[0].Number, "when", dueTime(next.Leads[0].Due)), nil
}

var overdueColumns = []string{"number", "district", "school", "cat", "late", "holder", "last", "stage", "do"}

func (s *Server) fillOverdue(ctx context.Context, a org.Actor, v *overdueView, leads []lead.Lead) error {
	v.Rows = web.Table{Caption: v.T("nav.overdue"), Quiet: true}
	for _, key := range overdueColumns {
		v.Rows.Columns = append(v.Rows.Columns, web.Column{Label: v.T("city.overdue.col." + key)})
	}
	if len(leads) == 0 {
		return nil
	}
	beside, err := s.Leads.BesideLate(ctx, leads)
	if err != nil {
		return err
	}
	for i := range leads {
		l := &leads[i]
		row, issue := s.overdueRow(a, l, beside[l.ID])
		v.Rows.Rows = append(v.Rows.Rows, row)
		if issue {
			v.Issue = overduePath + "/issue"
		}
	}
	return nil
}

func (s *Server) overdueRow(a org.Actor, l *lead.Lead, b lead.LateBeside) (row []web.Cell, issue bool) {
	late, _ := s.left(l.Due, answerUnit(l))
	row = []web.Cell{
		{Text: l.Number, Href: casePath(l.Number), Code: true},
		{Text: s.districtName(l.District)},
		{Text: l.SchoolName},
		{Text: s.Texts.T("cat.short." + l.Category)},
		{Tag: &web.Tag{Look: web.Late, Text: late}},
		{Text: s.holder(l, nil)},
		{Text: s.lastDeed(l, b)},
		{Text: cmp.Or(s.stages(l), s.Texts.T("stage.late."+string(lead.StageOverdue)))},
		{},
	}
	if tags := s.mutedTag(l); len(tags) > 0 {
		row[7].Tag = &tags[0]
	}
	if issue = b.Letter != 0 && lead.Can(a, lead.MoveIssue, l) == nil; issue {
		row[8] = web.Cell{
			Text: s.Texts.T("city.overdue.issue"), Href: issuePath(l.Number, b.Letter),
			Pick: &web.Field{
				ID: "pick-" + l.Number, Name: "pick", Small: true, Options: []web.Option{{Value: idText(b.Letter), Label: s.Texts.T("city.overdue.pick")}},
			},
		}
	}
	return row, issue
}

// stages are how far the ladder of a late lead has come, in words; "" before it has told of the delay.
func (s *Server) stages(l *lead.Lead) string {
	var words []string
	for _, st := range l.LateStages() {
		words = append(words, s.Texts.T("stage.late."+string(st)))
	}
	return strings.Join(words, s.Texts.T("letter.and"))
}

// lastDeed says what was done last, and on which day.
func (s *Server) lastDeed(l *lead.Lead, b lead.LateBeside) string {
	h := history{s: s, c: &lead.Case{Lead: *l}}
	return s.Texts.T("city.overdue.last", "what", h.title(b.Last, trailData(b.Last.Values())), "day", beijing(b.Last.At, "1月2日"))
}
