package httpd

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/web"
)

// reportType is the first page: what sort of problem it is.
var reportType = &reportPage{
	path: "/report/type", view: "report/type", step: 1, check: (*lead.Report).CheckType,
	questions: []question{{
		Field:   web.Field{Name: "cat", Kind: "radios"},
		choices: categoryChoices,
		get:     func(r *lead.Report) string { return r.Category },
		set:     func(r *lead.Report, v string) { r.Category = v },
	}},
}

func categoryChoices(s *Server) []web.Option {
	var ids []string
	for _, c := range lead.Categories() {
		ids = append(ids, c.ID)
	}
	return wordChoices("cat.", ids...)(s)
}

// getReportType is the first page. An unsent report of this browser is offered to go on with.
func (s *Server) getReportType(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if u.saved == 0 {
		return s.showUnanswered(c, reportType, u)
	}
	v := s.reportView(c, reportType, u, answers{})
	if !cameFromCheck(c) {
		v.Unsent = s.Texts.T("report.unsent", "when", s.savedAt(u.saved))
		v.GoOn = reportCheckPath
		if next := nextPage(u.Report); next != nil {
			v.GoOn = next.path
		}
		v.Drop = web.Button{Label: s.Texts.T("report.drop"), Look: "secondary", Small: true, Form: "drop"}
	}
	return s.render(c, http.StatusOK, reportType.view, v)
}

// savedAt writes an instant of the last days: 今天 16:20.
func (s *Server) savedAt(ms int64) string {
	at, now := clock.FromMilli(ms).In(clock.Beijing), s.Wall.Now().In(clock.Beijing)
	switch at.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return s.Texts.T("report.today", "time", at.Format("15:04"))
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return s.Texts.T("report.yesterday", "time", at.Format("15:04"))
	default:
		return s.Texts.ShortMinute(at)
	}
}

// postReportStart begins a report. One that was begun and never sent is not thrown away: the first page asks.
func (s *Server) postReportStart(c echo.Context) error {
	if key, ok := s.keyCookie(c, cookieDraft); ok {
		waiting, err := s.waits(c, key)
		if err != nil {
			return err
		}
		if waiting {
			return s.redirect(c, reportType.path)
		}
	}
	if err := s.keepKey(c, newFormKey()); err != nil {
		return err
	}
	return s.redirect(c, reportType.path)
}

// waits reports a report that was begun and not submitted.
func (s *Server) waits(c echo.Context, key formKey) (bool, error) {
	u, err := s.unsent(c, key)
	if err != nil || u.saved == 0 {
		return false, err
	}
	receipt, err := s.given(c, key)
	return receipt == nil, err
}

// postReportDrop forgets an unsent report.
func (s *Server) postReportDrop(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	if err := s.Leads.DropUnsent(c.Request().Context(), key); err != nil {
		return err
	}
	s.dropCookie(c, cookieDraft)
	return s.redirect(c, reportType.path)
}
