package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// issueView asks once more before letters are issued.
type issueView struct {
	Page
	Heading string
	Rows    web.Table
	Picks   []string // ids of the letters
	Go      web.Button
}

// cityIssue shows the letters that were checked.
func (s *Server) cityIssue(c echo.Context) error {
	found, err := s.Leads.LettersToIssue(c.Request().Context(), s.actor(c), picked(s.query(c)))
	if err != nil {
		return err
	}
	v := &issueView{Page: s.page(c), Heading: s.Texts.T("city.issue.heading", "n", len(found))}
	v.Back = overduePath
	v.Rows = web.Table{Caption: v.Heading, Quiet: true, Empty: v.T("city.issue.none")}
	for _, key := range []string{"number", "letter", "unit", "late", "terms"} {
		v.Rows.Columns = append(v.Rows.Columns, web.Column{Label: v.T("city.issue.col." + key)})
	}
	for i := range found {
		l := &found[i]
		if lead.Can(s.actor(c), lead.MoveIssue, &l.Lead) != nil {
			continue
		}
		late, _ := s.left(l.Lead.Due, answerUnit(&l.Lead))
		v.Rows.Rows = append(v.Rows.Rows, []web.Cell{
			{Text: l.Lead.Number, Href: casePath(l.Lead.Number), Code: true},
			{Text: s.letterName(l.Kind)},
			{Text: org.UnitName(l.ToUnit)},
			{Tag: &web.Tag{Look: web.Late, Text: late}},
			{Text: s.presetWords(l.Kind), Href: issuePath(l.Lead.Number, l.ID)},
		})
		v.Picks = append(v.Picks, idText(l.ID))
	}
	v.Heading = s.Texts.T("city.issue.heading", "n", len(v.Picks))
	v.Go = web.Button{Label: s.Texts.T("city.issue.go", "n", len(v.Picks)), Main: true}
	return s.render(c, http.StatusOK, "city/issue", v)
}

// presetWords are the terms that a letter gets when it is issued with others; to set others, it is issued by itself.
func (s *Server) presetWords(kind lead.LetterKind) string {
	t := s.presets(kind)
	if key := "city.issue.terms." + string(kind); s.Texts.Has(key) {
		return s.Texts.T(key, "until", chinese(t.Until), "who", t.Who, "day", chinese(t.Day), "hour", t.Hour, "place", t.Place)
	}
	return ""
}

func picked(f *Form) (ids []int64) {
	for _, typed := range f.All("pick") {
		if id := idOf(typed); id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// postCityIssue issues what was confirmed, each letter by itself: what another has issued meanwhile, or what was answered,
// holds up none of the others. A second click finds nothing to issue.
func (s *Server) postCityIssue(c echo.Context) error {
	ctx, a, ids := c.Request().Context(), s.actor(c), picked(s.form(c))
	found, err := s.Leads.LettersToIssue(ctx, a, ids)
	if err != nil {
		return err
	}
	done := 0
	for i := range found {
		err := s.Leads.Issue(ctx, a, found[i].Lead.Number, found[i].ID, s.presets(found[i].Kind))
		switch {
		case err == nil:
			done++
		case !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound):
			return err
		}
	}
	key := "city.issue.done"
	if left := len(ids) - done; left > 0 {
		key = "city.issue.done_some"
	}
	if err := s.flash(c, key, "n", done, "left", len(ids)-done); err != nil {
		return err
	}
	return s.redirect(c, overduePath)
}
