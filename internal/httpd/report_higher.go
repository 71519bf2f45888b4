package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

const reportHigherPath = "/report/higher"

// higherView names the body that hears reports of higher officials, before anything is typed about one (domain rule 1.9).
type higherView struct {
	Page
	Key     string
	Number  string
	Hours   string
	Address string
	GoOn    web.Button
}

// higherOn reports that the choice is offered: the operator's discipline body has confirmed it.
func (s *Server) higherOn() bool { return s.Settings.Value("rule_nine").Text == "on" }

// aboutChoices are whom a report can be about. A higher official is among them only where rule 9 is on, and then leads to
// a page of its own: it is never kept.
func aboutChoices(s *Server) []web.Option {
	ids := lead.Abouts()
	if s.higherOn() {
		ids = append(ids, lead.AboutHigher)
	}
	return wordChoices("about.", ids...)(s)
}

// postReportSchool keeps the answers of the second page; who means a higher official is led to whom that is reported.
func (s *Server) postReportSchool(c echo.Context) error {
	if !s.higherOn() || s.form(c).Get("about") != lead.AboutHigher {
		return postReport(reportSchool)(s, c)
	}
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	a, err := s.take(c, reportSchool, u)
	if err != nil {
		return err
	}
	a.report.About, a.report.Nature = "", ""
	u.Report = a.report
	if err := s.Leads.SaveUnsent(c.Request().Context(), &u.Report); err != nil {
		return err
	}
	if err := s.keepKey(c, u.Key); err != nil {
		return err
	}
	if u.cookies {
		return s.redirect(c, reportHigherPath)
	}
	return s.showHigher(c, u)
}

func (s *Server) getReportHigher(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if !s.higherOn() {
		return s.redirect(c, reportSchool.path)
	}
	return s.showHigher(c, u)
}

func (s *Server) showHigher(c echo.Context, u *unsent) error {
	line := s.Settings.Value("line_12388").Phone
	v := &higherView{
		Page: s.page(c), Key: s.keyFieldOf(c, u.Key), Number: line.Number, Hours: line.Hours, Address: s.Settings.Value("rule_nine_address").Text,
		GoOn: web.Button{Label: s.Texts.T("report.higher.go_on"), Look: "secondary"},
	}
	v.Back = reportSchool.path
	return s.render(c, http.StatusOK, "report/higher", v)
}

// postReportHigher goes on with the enrolment facts alone: about nobody in particular.
func (s *Server) postReportHigher(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	u.About, u.Nature = lead.AboutUnsure, ""
	return s.keepAndGoOn(c, u)
}
