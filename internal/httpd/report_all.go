package httpd

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
)

// reportAll is the whole report on one page, for who copies a letter or likes to see everything at once. It asks
// the same questions and checks them the same way; nothing is kept before it is sent.
var reportAll = &reportPage{
	path: "/report/all", view: "report/all", school: true, check: checkAll, questions: allQuestions(),
}

func allQuestions() []question {
	var all []question
	for _, p := range []*reportPage{reportType, reportSchool, reportWhat, reportContact} {
		all = append(all, p.questions...)
	}
	for i := range all {
		if all[i].Name == "about" { // the text stands on this very page: nobody is led away from it in time
			all[i].choices = wordChoices("about.", lead.Abouts()...)
		}
		all[i].asked, all[i].kept = nil, nil // a page without script cannot know; what was not asked is dropped later
	}
	return slices.Clip(all)
}

// checkAll checks as the pages do; a problem of an earlier page stays when a later one has the same field.
func checkAll(r *lead.Report) lead.Problems {
	problems := lead.Problems{}
	for _, check := range []func(*lead.Report) lead.Problems{reportType.check, checkSchool, (*lead.Report).CheckWhat, checkContact} {
		for field, text := range check(r) {
			problems[field] = text
		}
	}
	return problems
}

// postReportAll submits at once. The body is the whole report, so that the same form sent again is the same report.
func (s *Server) postReportAll(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	u := freshReport(c, key)
	if s.form(c).Get("files") != "" { // they were added on the other pages
		if u, err = s.unsent(c, key); err != nil {
			return err
		}
	}
	if s.onlyLooks(c) {
		return s.lookAgain(c, reportAll, u)
	}
	a, err := s.take(c, reportAll, u)
	if err != nil {
		return err
	}
	if a.err != nil {
		return s.invalid(c, reportAll.view, s.reportView(c, reportAll, u, a), a.err)
	}
	if asked, err := s.maskAll(c, &a.report); asked {
		return err
	}
	if len(a.report.Files) > 0 { // the check page lists them
		u.Report = a.report
		return s.keepAndGoOn(c, u)
	}
	return s.submit(c, a.report)
}
