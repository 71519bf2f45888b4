package httpd

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const reportSuggestPath = "/report/school/suggest"

// suggestView is a piece of a page: the schools that may be meant.
type suggestView struct {
	Page
	Say     string // what is read aloud
	Schools *web.Field
}

// postReportSuggest answers a script while the name of a school is typed. It keeps nothing; whoever has no script presses the
// button that postReportFind answers.
func (s *Server) postReportSuggest(c echo.Context) error {
	v := &suggestView{Page: s.bare(c)}
	typed := seen(s.form(c).Get("school_q"))
	if wrong, ok := (&lead.Report{SchoolName: typed}).CheckSchool()["school_q"]; ok {
		return s.wrongName(c, errs.Fields(lead.Problems{"school_q": wrong}))
	}
	hits, err := s.Org.FindSchools(c.Request().Context(), typed)
	if err != nil {
		return err
	}
	switch {
	case len(hits) > 0:
		f := s.schoolChoice(hits)
		v.Say, v.Schools = v.T("report.suggest.found", "n", len(hits)), &f
		if len(hits) == org.SchoolHits {
			f.Hint = v.T("report.suggest.most", "n", org.SchoolHits)
		}
	case typed != "":
		v.Say = v.T("report.school.none", "typed", typed)
	}
	return s.render(c, http.StatusOK, "report/suggest", v)
}

// wrongName is a whole page, for a person; a script lists nothing.
func (s *Server) wrongName(c echo.Context, err error) error {
	u := freshReport(c, newFormKey())
	return s.invalid(c, reportSchool.view, s.reportView(c, reportSchool, u, answers{form: s.form(c), err: err}), err)
}

// schoolChoice asks which of some schools is meant.
func (s *Server) schoolChoice(hits []org.School) web.Field {
	f := web.Field{Name: "school_id", Kind: "radios", Label: s.Texts.T("report.school_id.label")}
	for _, h := range hits {
		d, _ := org.DistrictByCode(h.District)
		f.Options = append(f.Options, web.Option{Value: strconv.FormatInt(h.ID, 10), Label: h.Name, Hint: s.Texts.Name(d.Name)})
	}
	f.Options = append(f.Options, web.Option{Value: noSchool, Label: s.Texts.T("report.school_id.none")})
	return f
}

// mayAsk lets the scripts of this page ask our own server.
func mayAsk(c echo.Context) {
	c.Response().Header().Set(echo.HeaderContentSecurityPolicy, contentPolicy+"; connect-src 'self'")
}
