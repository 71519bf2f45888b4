package httpd

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist/form"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const ledgerPath = "/ledger"

type ledgerView struct {
	Page
	Total  string
	AsOf   string
	Head   string // the header line of the form
	Fields []web.Field
	Table  web.Table
	Pager  web.Pager
	File   string // address of the .xlsx with the same rows
	Clear  bool   // a filter is on
}

// ledgerQuery declares the filters, and for the page what paging carries.
func ledgerQuery(more ...string) *fieldSet { return fields("q", "state", "unit").with(0, more) }

// ledgerAsked is what the page, or the file, was asked for.
type ledgerAsked struct {
	filter lead.Filter
	query  url.Values // without the keys of paging
	no     int
}

func (s *Server) ledger(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	asked, err := askedLedger(a, s.query(c))
	if err != nil {
		return err
	}
	lines, page, err := s.Leads.Ledger(ctx, a, asked.filter)
	if err != nil {
		return err
	}
	n := found(page, asked.filter)
	if asked.filter.Query == "" {
		if n, err = s.Leads.Count(ctx, a, asked.filter); err != nil {
			return err
		}
	}
	v := &ledgerView{
		Page: s.page(c), Total: s.total(n), AsOf: s.asOf(), Head: form.LedgerHead(s.formHead(c)),
		Fields: s.ledgerFields(a, asked.query), File: withQuery(ledgerPath+".xlsx", asked.query), Clear: len(asked.query) > 0,
		Table: s.ledgerTable(a, lines, asked.no),
		Pager: countOn(onward(ledgerPath, asked.query, "after", asked.filter.After, page.Next()), asked.no, len(lines)),
	}
	return s.render(c, http.StatusOK, "ledger/list", v)
}

func askedLedger(a org.Actor, q *Form) (ledgerAsked, error) {
	asked := ledgerAsked{filter: lead.LedgerFilter(a), query: url.Values{}, no: firstNo(q)}
	f := &asked.filter
	f.Query, f.State = q.Get("q"), lead.State(q.Get("state"))
	if f.State != "" && !slices.Contains(lead.States(), f.State) {
		return asked, errs.New(errs.Invalid, "case.filter.unknown")
	}
	if unit := q.Get("unit"); unit != "" {
		id := idOf(unit)
		if a.Kind != org.City || !slices.ContainsFunc(owners(), func(u org.Unit) bool { return u.ID == id }) {
			return asked, errs.New(errs.Invalid, "case.filter.unknown")
		}
		f.Unit = id
	}
	for _, name := range []string{"q", "state", "unit"} {
		if v := q.Get(name); v != "" {
			asked.query.Set(name, v)
		}
	}
	f.After = idOf(q.Get("after"))
	return asked, nil
}

func (s *Server) ledgerFields(a org.Actor, q url.Values) []web.Field {
	states := make([]string, len(lead.States()))
	for i, st := range lead.States() {
		states[i] = string(st)
	}
	list := []web.Field{
		{Name: "q", Label: s.Texts.T("register.filter.q"), Value: q.Get("q"), Type: "search", Small: true, Autocomplete: "off"},
		{
			Kind: selectBox, Name: "state", Label: s.Texts.T("register.filter.state"), Value: q.Get("state"), Small: true,
			Options: s.choices("state.", s.Texts.T("register.filter.all"), states...),
		},
	}
	if a.Kind == org.City {
		list = append(list, web.Field{
			Kind: selectBox, Name: "unit", Label: s.Texts.T("register.filter.unit"), Value: q.Get("unit"), Small: true,
			Options: unitOptions(s.Texts.T("register.filter.all")),
		})
	}
	return list
}

// ledgerTable shows the rows as the form has them; the summary leads to the case.
func (s *Server) ledgerTable(a org.Actor, lines []lead.Line, no int) web.Table {
	t := web.Table{
		Caption: form.LedgerTitle, Wide: true, Columns: registerColumns(form.LedgerColumns, 2, 3), Empty: s.Texts.T("register.empty"),
	}
	for i := range lines {
		r := s.ledgerRow(a, &lines[i])
		t.Rows = append(t.Rows, []web.Cell{
			{Text: strconv.Itoa(no + i)},
			{Text: r.Source},
			{Text: r.Summary, Href: casePath(lines[i].Number)},
			{Text: r.Handling},
			{Text: r.Result},
			{Text: r.Remark},
		})
	}
	return t
}

// ledgerRow makes the sentences of a line, the same on the page and in the file.
func (s *Server) ledgerRow(a org.Actor, l *lead.Line) form.LedgerRow {
	return form.LedgerRow{
		Source: s.formSource(l.Source), Summary: s.depersonal(s.Texts.Text(l.Summary)), Handling: s.handling(l.Handling),
		Result: s.depersonal(s.Texts.Text(l.Result)), Remark: s.depersonal(s.remark(a, l)),
	}
}

// formSource prints a source as the form has it, where the form has its own word.
func (s *Server) formSource(t errs.Text) string {
	if on := strings.Replace(t.Key, "source.", "source.form.", 1); s.Texts.Has(on) {
		return s.Texts.T(on)
	}
	return s.Texts.Text(t)
}

// handling is one sentence: 7月2日收到；7月3日转天山区教育局。
func (s *Server) handling(deeds []lead.Deed) string {
	parts := make([]string, len(deeds))
	for i, d := range deeds {
		parts[i] = beijing(d.At, "1月2日") + s.Texts.Text(d.Text)
	}
	return strings.Join(parts, s.Texts.T("register.and"))
}

func (s *Server) remark(a org.Actor, l *lead.Line) string {
	parts := []string{l.Number}
	for _, n := range l.Items {
		parts = append(parts, s.Texts.T("register.item", "n", n))
	}
	if d, ok := districtOf(l.Unit); ok && a.Kind == org.City {
		parts = append(parts, d.Name)
	}
	if l.Remark != "" {
		parts = append(parts, l.Remark)
	}
	return strings.Join(parts, s.Texts.T("register.and"))
}

func districtOf(unit int64) (org.DistrictInfo, bool) {
	return org.DistrictByCode(org.UnitByID(unit).Code)
}

func (s *Server) ledgerFile(c echo.Context) error {
	asked, err := askedLedger(s.actor(c), s.query(c))
	if err != nil {
		return err
	}
	rows, err := s.ledgerRows(c.Request().Context(), s.actor(c), asked.filter)
	if err != nil {
		return err
	}
	return s.export(c, "ledger", len(rows), func(w io.Writer) error { return form.Ledger(w, s.formHead(c), rows) })
}

// ledgerRows goes through the ledger to its end, or to exportMax.
func (s *Server) ledgerRows(ctx context.Context, a org.Actor, f lead.Filter) ([]form.LedgerRow, error) {
	var rows []form.LedgerRow
	for f.Limit = exportPage; len(rows) < exportMax; {
		lines, page, err := s.Leads.Ledger(ctx, a, f)
		if err != nil {
			return nil, err
		}
		for i := range lines {
			rows = append(rows, s.ledgerRow(a, &lines[i]))
		}
		if f.After = page.Next(); f.After == 0 {
			break
		}
	}
	return rows, nil
}
