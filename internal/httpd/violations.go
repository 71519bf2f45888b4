package httpd

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/checklist/form"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const violationsPath = "/violations"

type violationsView struct {
	Page
	Total string
	AsOf  string
	Head  string
	Table web.Table
	Pager web.Pager
	File  string
}

// register is what both the page and the file are made of: no walled entry, whoever asks.
var register = checklist.Filter{Plain: true}

func (s *Server) violations(c echo.Context) error {
	ctx, a, q := c.Request().Context(), s.actor(c), s.query(c)
	f := register
	f.After = idOf(q.Get("after"))
	n, err := s.Checklist.CountViolations(ctx, a, f)
	if err != nil {
		return err
	}
	page, err := s.Checklist.Violations(ctx, a, f)
	if err != nil {
		return err
	}
	overs, err := s.handOversOf(ctx, page.Violations)
	if err != nil {
		return err
	}
	no := firstNo(q)
	v := &violationsView{
		Page: s.page(c), Total: s.total(n), AsOf: s.asOf(), Head: form.ViolationHead(s.formHead(c)), File: violationsPath + ".xlsx",
		Table: s.violationTable(page.Violations, overs, no),
		Pager: countOn(onward(violationsPath, nil, "after", f.After, page.Next()), no, len(page.Violations)),
	}
	return s.render(c, http.StatusOK, "violation/list", v)
}

// violationTable shows the register as form 3 has it; the conduct leads to the case it was found in. How
// the hand-over stands is no column of the form, and on the page only.
func (s *Server) violationTable(list []checklist.Violation, overs map[int64]lead.HandOver, no int) web.Table {
	t := web.Table{
		Caption: form.ViolationTitle, Wide: true, Columns: registerColumns(form.ViolationColumns, 2, 3), Empty: s.Texts.T("register.none"),
	}
	t.Columns = append(t.Columns, web.Column{Label: s.Texts.T("register.hand_over")})
	for i := range list {
		r := s.violationRow(&list[i])
		t.Rows = append(t.Rows, []web.Cell{
			{Text: strconv.Itoa(no + i)}, {Text: r.Subject}, {Text: r.Behaviour, Href: casePath(list[i].Number)}, {Text: r.Sanction}, s.overCell(&list[i], overs),
		})
	}
	return t
}

// handOversOf reads the hand-overs of a page of the register, in one query.
func (s *Server) handOversOf(ctx context.Context, list []checklist.Violation) (map[int64]lead.HandOver, error) {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].LeadID
	}
	return s.Leads.HandOvers(ctx, ids)
}

// overCell says how the hand-over of an entry stands: owed where the closing demanded one and nobody has proposed it.
func (s *Server) overCell(v *checklist.Violation, overs map[int64]lead.HandOver) web.Cell {
	h, there := overs[v.LeadID]
	switch {
	case there && h.Serial != 0:
		return web.Cell{Text: s.overNo(&h), Tag: &web.Tag{Look: overLooks[h.State], Text: s.Texts.T("hand_over.state." + string(h.State))}}
	case there || v.HandOver:
		state := lead.OverOwed
		if there {
			state = h.State
		}
		return web.Cell{Tag: &web.Tag{Look: overLooks[state], Text: s.Texts.T("hand_over.tag." + string(state))}}
	default:
		return web.Cell{Text: s.Texts.T("register.hand_over.no")}
	}
}

func (s *Server) violationRow(v *checklist.Violation) form.ViolationRow {
	return form.ViolationRow{Subject: s.depersonal(v.Subject), Behaviour: s.depersonal(v.Conduct), Sanction: s.depersonal(v.Measures)}
}

func (s *Server) violationsFile(c echo.Context) error {
	rows, err := s.violationRows(c.Request().Context(), s.actor(c))
	if err != nil {
		return err
	}
	return s.export(c, "violations", len(rows), func(w io.Writer) error { return form.Violations(w, s.formHead(c), rows) })
}

func (s *Server) violationRows(ctx context.Context, a org.Actor) ([]form.ViolationRow, error) {
	f := register
	f.Limit = exportPage
	var rows []form.ViolationRow
	for len(rows) < exportMax {
		page, err := s.Checklist.Violations(ctx, a, f)
		if err != nil {
			return nil, err
		}
		for i := range page.Violations {
			rows = append(rows, s.violationRow(&page.Violations[i]))
		}
		if f.After = page.Next(); f.After == 0 {
			break
		}
	}
	return rows, nil
}
