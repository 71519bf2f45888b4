package httpd

import (
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// reportSchool is the second page: where, which school, and whom it is about. That is asked before any text, so
// that what is about a bureau's people never lies where they could read it.
var reportSchool = &reportPage{
	path: "/report/school", view: "report/school", step: 2, school: true, check: checkSchool,
	questions: []question{
		{
			Field: web.Field{Name: "district", Kind: "radios"}, choices: districtChoices,
			get: func(r *lead.Report) string { return r.District },
			set: func(r *lead.Report, v string) { r.District = v },
		},
		{
			Field: web.Field{Name: "school_q", Optional: true, Autocomplete: "off", Autocapitalize: "off", Suggest: reportSuggestPath},
			get:   func(r *lead.Report) string { return r.SchoolName },
			set:   func(r *lead.Report, v string) { r.SchoolName = seen(v) },
		},
		{
			Field: web.Field{Name: "stage", Kind: "radios", Optional: true}, choices: wordChoices("stage.", lead.Stages()...),
			get: func(r *lead.Report) string { return r.Stage },
			set: func(r *lead.Report, v string) { r.Stage = v },
		},
		{
			Field: web.Field{Name: "about", Kind: "radios"}, choices: aboutChoices,
			get: func(r *lead.Report) string { return r.About },
			set: func(r *lead.Report, v string) { r.About = v },
		},
		{
			Field: web.Field{Name: "nature", Kind: "radios"}, choices: wordChoices("nature.", lead.NatureWork, lead.NatureConduct),
			get: func(r *lead.Report) string { return r.Nature },
			set: func(r *lead.Report, v string) { r.Nature = v },
		},
		{
			Field: web.Field{Name: "to_city", Kind: "checkboxes"}, choices: tick("to_city"),
			get: func(r *lead.Report) string { return ticked(r.ToCity) },
			set: func(r *lead.Report, v string) { r.ToCity = v == "1" },
		},
	},
}

// aboutBureau reports that a bureau itself is meant: only then its nature is asked.
func aboutBureau(r *lead.Report) bool {
	return r.About == lead.AboutDistrict || r.About == lead.AboutCity
}

// checkSchool knows that 工作人员 with a bureau means conduct, whatever was ticked.
func checkSchool(r *lead.Report) lead.Problems {
	if r.Category == "staff" && aboutBureau(r) {
		r.Nature = lead.NatureConduct
	}
	return r.CheckSchool()
}

func districtChoices(s *Server) []web.Option {
	return append(s.districtOptions(), web.Option{Value: org.DistrictUnknown, Label: s.Texts.T("district." + org.DistrictUnknown)})
}

// noSchool is the school_id of who wants the name taken as written.
const noSchool = "none"

// chooseSchool finds the school that is meant: the one ticked, or the only one of exactly that name. Its district
// is taken for 不清楚 and for no answer; against another one the person is asked, once: was is what was settled before.
func (s *Server) chooseSchool(c echo.Context, a *answers, was *lead.Report) (lead.Problems, error) {
	r, id := &a.report, a.form.Get("school_id")
	r.SchoolID = 0
	problems := lead.Problems{}
	if strangeID(id) {
		problems["school_id"] = errs.T("error.choice")
		return problems, nil
	}
	if r.SchoolName == "" || utf8.RuneCountInString(r.SchoolName) > lead.SchoolMax {
		return problems, nil
	}
	hits, err := s.Org.FindSchools(c.Request().Context(), r.SchoolName)
	if err != nil {
		return nil, err
	}
	if id != "" {
		a.schools = hits
	}
	school, ok := meant(hits, id, r)
	if id == noSchool || !ok {
		return problems, nil
	}
	settled := was.SchoolID == 0 && was.SchoolName == r.SchoolName && was.District == r.District
	if differs := takeSchool(r, school); differs != nil && !settled {
		a.schools, problems["district"] = hits, *differs
	}
	return problems, nil
}

// strangeID reports a school_id that no page of ours offers.
func strangeID(v string) bool { return v != "" && v != noSchool && !pathRules["id"].MatchString(v) }

// meant picks a school among the hits. A tick beside a name that was changed since counts for nothing.
func meant(hits []org.School, id string, r *lead.Report) (org.School, bool) {
	fits := func(h org.School) bool { return strconv.FormatInt(h.ID, 10) == id }
	if id == "" {
		fits = func(h org.School) bool { return h.Called(r.SchoolName) }
	}
	var found, here []org.School
	for _, h := range hits {
		if fits(h) {
			found = append(found, h)
			if h.District == r.District {
				here = append(here, h)
			}
		}
	}
	if len(here) == 1 {
		return here[0], true
	}
	if len(found) != 1 {
		return org.School{}, false
	}
	return found[0], true
}

// takeSchool puts the school into the report, or returns what does not agree.
func takeSchool(r *lead.Report, school org.School) *errs.Text {
	chosen, known := org.DistrictByCode(r.District)
	if known && chosen.Code != school.District {
		its, _ := org.DistrictByCode(school.District)
		t := errs.T("report.district.conflict", "school", school.Name, "its", its.Name, "chosen", chosen.Name)
		return &t
	}
	if r.District == "" || r.District == org.DistrictUnknown {
		r.District = school.District
	}
	r.SchoolID, r.SchoolName = school.ID, school.Name
	return nil
}

// askSchool puts the schools that were found behind the field they were looked for in.
func (s *Server) askSchool(list []web.Field, a answers) []web.Field {
	if a.form == nil || len(a.schools) == 0 && s.fieldError(a.err, "school_id") == "" {
		return list
	}
	f := s.schoolChoice(a.schools)
	f.Value, f.Error = a.form.Get("school_id"), s.fieldError(a.err, "school_id")
	at := slices.IndexFunc(list, func(f web.Field) bool { return f.Name == "school_q" })
	return slices.Insert(list, at+1, f)
}

// postReportFind looks for a school without asking for anything else, and shows the page again with what it found.
func (s *Server) postReportFind(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	if s.onlyLooks(c) {
		return s.lookAgain(c, reportSchool, u)
	}
	a := answers{form: s.form(c), report: u.Report}
	problems := s.readAnswers(a.form, reportSchool.questions, &a.report)
	if long := a.report.CheckSchool()["school_q"]; long.Key != "" {
		problems["school_q"] = long
	}
	if id := a.form.Get("school_id"); strangeID(id) {
		problems["school_id"] = errs.T("error.choice")
	}
	if a.err = errs.Fields(problems); a.err != nil {
		return s.invalid(c, reportSchool.view, s.reportView(c, reportSchool, u, a), a.err)
	}
	if a.schools, err = s.Org.FindSchools(c.Request().Context(), a.report.SchoolName); err != nil {
		return err
	}
	u.Report, u.SchoolID = a.report, 0
	if err := s.Leads.SaveUnsent(c.Request().Context(), &u.Report); err != nil {
		return err
	}
	if err := s.keepKey(c, u.Key); err != nil {
		return err
	}
	v := s.reportView(c, reportSchool, u, a)
	if len(a.schools) == 0 {
		s.foundNone(v, a.report.SchoolName)
	}
	return s.render(c, http.StatusOK, reportSchool.view, v)
}

func (s *Server) foundNone(v *reportView, typed string) {
	key := "report.school.none"
	if typed == "" {
		key = "report.school.nothing_typed"
	}
	for i := range v.Fields {
		if v.Fields[i].Name == "school_q" {
			v.Fields[i].Hint = s.Texts.T(key, "typed", typed)
		}
	}
}

// getReportFind is for who reloads the page by its address.
func (s *Server) getReportFind(c echo.Context) error { return s.redirect(c, reportSchool.path) }
