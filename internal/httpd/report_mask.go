package httpd

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// reportMask stands behind the third page when its text holds what not everybody who works on the report needs to read. It
// offers to mask it and never insists; of a text that was changed it asks again.
var reportMask = &reportPage{path: "/report/mask", view: "report/mask", step: 3, aside: true, check: checkMask}

// The answers.
const (
	maskHide = "hide"
	maskKeep = "keep"
)

func checkMask(r *lead.Report) lead.Problems {
	if !r.AsksToMask() {
		return nil
	}
	return lead.Problems{"mask": errs.T("report.mask.required")}
}

// maskView shows the places and what would stand there.
type maskView struct {
	Page
	Heading string
	Step    string
	Action  string
	Key     string
	Rows    []maskRow
	Hidden  []web.Field // what else the form carries
}

// maskRow is one place: what it is, what stands there, and what would.
type maskRow struct{ Kind, Text, Masked string }

func (s *Server) maskView(c echo.Context, key formKey, text string) *maskView {
	v := &maskView{Page: s.page(c), Action: reportMask.path, Key: s.keyFieldOf(c, key), Step: s.Texts.T("report.step", "n", reportMask.step)}
	var kinds []string
	for _, p := range lead.FindPrivate(text) {
		row := maskRow{v.T("report.mask." + p.Kind), p.Text, p.Masked}
		if !slices.Contains(v.Rows, row) {
			v.Rows = append(v.Rows, row)
		}
		if !slices.Contains(kinds, row.Kind) {
			kinds = append(kinds, row.Kind)
		}
	}
	v.Heading = v.T("report.mask.heading", "what", strings.Join(kinds, v.T("report.mask.and")))
	v.Back = reportWhat.path
	return v
}

func (s *Server) showMask(c echo.Context, u *unsent) error {
	return s.render(c, http.StatusOK, reportMask.view, s.maskView(c, u.Key, u.Text))
}

func (s *Server) getReportMask(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if firstOpen(u.Report) != reportMask {
		return s.goOn(c, u)
	}
	return s.showMask(c, u)
}

func (s *Server) postReportMask(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	if !mask(&u.Report, s.form(c).Get("mask")) && u.AsksToMask() {
		return s.invalid(c, reportMask.view, s.maskView(c, u.Key, u.Text), errs.Fields(checkMask(&u.Report)))
	}
	return s.keepAndGoOn(c, u)
}

// mask does what was answered; false for anything that is no answer.
func mask(r *lead.Report, answer string) bool {
	switch answer {
	case maskHide:
		r.Text = lead.HidePrivate(r.Text)
	case maskKeep:
		r.KeepPrivate()
	default:
		return false
	}
	return true
}

// maskAll asks the same of the report on one page, between its form and the ledger. Nothing is kept meanwhile: the page
// carries the whole form.
func (s *Server) maskAll(c echo.Context, r *lead.Report) (asked bool, err error) {
	f := s.form(c)
	if mask(r, f.Get("mask")) || !r.AsksToMask() {
		return false, nil
	}
	v := s.maskView(c, r.Key, r.Text)
	v.Action, v.Back, v.Step, v.Keeps = reportAll.path, "", "", true
	v.Hidden = carried(f, "mask")
	return true, s.render(c, http.StatusOK, reportMask.view, v)
}

// carried is a form in hidden fields, for a page that stands between it and its end.
func carried(f *Form, without ...string) []web.Field {
	var list []web.Field
	for _, name := range f.order() {
		if f.Has(name) && !slices.Contains(without, name) {
			list = append(list, web.Field{Name: name, Value: f.Get(name)})
		}
	}
	return list
}
