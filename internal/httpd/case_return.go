package httpd

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// returnTask objects to being given a case, and names who should have it.
var returnTask = task{
	move: lead.MoveReturn,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		v.Notices = []web.Notice{{Look: web.Soon, Title: q.s.Texts.T("case.return.rules", "until", dueTime(q.s.Leads.Objection(&cs.Lead))), Text: q.s.Texts.T("case.return.rules.text")}}
		v.Fields = []web.Field{q.choice("reason", "return.reason.", lead.ReturnReasons...), q.unit("unit", "list.choose", cs.OwnerUnit), q.text("basis", 4)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.Return(c.Request().Context(), s.actor(c), ref, lead.Return{
			Reason: f.Get("reason"), To: idOf(f.Get("unit")), Basis: f.Get("basis"),
		})
	},
}

// unit asks for one of the units that are given cases, but for one.
func (q asked) unit(name, blank string, but int64) web.Field {
	f := q.field("select", name)
	f.Options = slices.DeleteFunc(unitOptions(q.s.Texts.T(blank)), func(o web.Option) bool { return but != 0 && o.Value == idText(but) })
	return f
}

// getReturn shows the form while there is time to object.
func (s *Server) getReturn(c echo.Context) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	if err := lead.Can(s.actor(c), lead.MoveReturn, &cs.Lead); err != nil {
		return s.refuse(c, err)
	}
	if err := s.Leads.InTimeToReturn(&cs.Lead); err != nil {
		return s.refuse(c, err)
	}
	return s.getTask(c, returnTask)
}

func (s *Server) postReturn(c echo.Context) error { return s.postTask(c, returnTask) }

// decideTask answers an objection: another unit, or the same.
var decideTask = task{
	move: lead.MoveDecide,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		if d := cs.Draft(); d != nil {
			v.RowsTitle = q.s.Texts.T("case.decide.objection", "unit", cs.OwnerName())
			v.Rows, q.fresh = q.s.draftRows(d), map[string][]string{"unit": {idText(d.ReturnTo)}}
		}
		if cs.Returns > 1 {
			v.Notices = []web.Notice{{Look: web.Soon, Title: q.s.Texts.T("case.decide.final"), Text: q.s.Texts.T("case.decide.final.text")}}
		}
		agree := q.choice("agree", "case.decide.agree.", answerYes, answerNo)
		agree.Options[0].Fields = []web.Field{q.unit("unit", "list.choose", cs.OwnerUnit), q.unit("co", "case.decide.co.none", 0)}
		agree.Options[1].Fields = []web.Field{q.text("why", 3)}
		v.Fields = []web.Field{agree}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		v := lead.Verdict{Agree: f.Get("agree"), Unit: unitOfForm(f, "unit"), Co: unitOfForm(f, "co"), Why: f.Get("why")}
		if err := f.Err(); err != nil {
			return err
		}
		return s.Leads.Decide(c.Request().Context(), s.actor(c), ref, v)
	},
}

// unitOfForm is the chosen unit, 0 for none; what nobody could choose is a mistake in the form.
func unitOfForm(f *Form, name string) int64 {
	allowed := []string{""}
	for _, u := range owners() {
		allowed = append(allowed, idText(u.ID))
	}
	return idOf(f.OneOf(name, "error.choice", allowed...))
}

func (s *Server) getDecide(c echo.Context) error  { return s.getTask(c, decideTask) }
func (s *Server) postDecide(c echo.Context) error { return s.postTask(c, decideTask) }

// returnRows are an objection in full, and what the city said of it.
func (s *Server) returnRows(d *lead.Draft) []web.SummaryRow {
	t := s.Texts.T
	rows := []web.SummaryRow{
		{Key: t("case.return.reason"), Value: t("return.reason." + d.ReturnReason)},
		{Key: t("case.return.unit"), Value: org.UnitName(d.ReturnTo)},
		{Key: t("case.return.basis"), Value: d.ReturnBasis, Prose: true},
	}
	if d.State == lead.DraftReturned {
		rows = append(rows, web.SummaryRow{Key: t("case.decide.why"), Value: d.Remark, Prose: true})
	}
	return rows
}
