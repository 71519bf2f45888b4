package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/vault"
	"sunlead/web"
)

// revealTask asks why somebody wants to see the reporter's contact.
var revealTask = task{
	move: lead.MoveReveal,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		v.Fields = []web.Field{q.choice("purpose", "case.purpose.", lead.Purposes...), q.text("reason", 3)}
	},
}

// revealView shows the contact, once: the page is never stored, and reloading it asks for the reason again.
type revealView struct {
	Page
	caseHead
	Rows  []web.SummaryRow
	Phone string
	Go    web.Button
}

func (s *Server) getReveal(c echo.Context) error { return s.getTask(c, revealTask) }

// postReveal has no redirect: the contact stands in this answer and nowhere else.
func (s *Server) postReveal(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	contact, err := s.Leads.Reveal(ctx, a, c.Param("number"), s.form(c).Get("purpose"), s.form(c).Get("reason"))
	if err != nil && !errs.Is(err, errs.Invalid) {
		return s.refuse(c, err)
	}
	cs, gone := s.caseOf(c)
	if gone != nil {
		return gone
	}
	if now := lead.Can(a, lead.MoveReveal, &cs.Lead); now != nil {
		return s.refuse(c, now)
	}
	if err = s.named(err, "case.reveal."); err != nil {
		return s.invalid(c, "case/task", s.taskView(c, revealTask, cs, err), err)
	}
	v := &revealView{Page: s.page(c), caseHead: s.caseHead(cs), Phone: contact.Phone}
	v.Back, v.Go = v.At, web.Button{Label: v.T("case.refused.back"), Href: v.At, Look: "secondary"}
	v.Rows = s.contactRows(contact)
	return s.render(c, http.StatusOK, "case/reveal", v)
}

// contactRows are a contact beside its number.
func (s *Server) contactRows(contact vault.Contact) []web.SummaryRow {
	t := s.Texts.T
	return []web.SummaryRow{
		{Key: t("case.reveal.name"), Value: contact.Name},
		{Key: t("case.reveal.rel"), Value: s.wordOr("rel.", contact.Relation)},
		{Key: t("case.reveal.lang"), Value: s.wordOr("lang.", contact.Lang)},
		{Key: t("case.reveal.hide"), Value: t("case.answer." + answer(contact.Hide))},
	}
}
