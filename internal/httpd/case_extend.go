package httpd

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// extendTask asks for more time, with the sentence that the reporter will read.
var extendTask = task{
	move: lead.MoveExtend,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = map[string][]string{"told": {q.s.Texts.T("case.extend.told.draft")}}
		if d := returned(cs); d != nil && d.Kind == lead.ExtendDraft {
			q.fresh = map[string][]string{
				"reason": {d.ExtendReason}, "days": {strconv.FormatInt(d.Days, 10)}, "done": {d.Done}, "told": {d.Told},
			}
			v.Notices = append(v.Notices, q.sentBack(d))
		}
		days := q.field("", "days")
		days.InputMode, days.Width = "numeric", "3"
		if most, err := cs.MayExtend(q.s.Leads.Case.Now()); err == nil {
			days.Hint = q.s.Texts.T("case.extend.days.most", "max", most)
		}
		v.Fields = []web.Field{q.choice("reason", "extend.reason.", lead.ExtendReasons...), days, q.text("done", 4), q.text("told", 3)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		days, err := strconv.Atoi(f.Digits("days"))
		if err != nil || days > 999 {
			days = 0 // the ledger says what is missing
		}
		return s.Leads.DraftExtension(c.Request().Context(), s.actor(c), ref, lead.Extension{
			Reason: f.Get("reason"), Days: days, Done: f.Get("done"), Told: f.Get("told"),
		})
	},
}

// getExtend shows the form, unless there is no more time to ask for.
func (s *Server) getExtend(c echo.Context) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	if err := lead.Can(s.actor(c), lead.MoveExtend, &cs.Lead); err != nil {
		return s.refuse(c, err)
	}
	if _, err := cs.MayExtend(s.Leads.Case.Now()); err != nil {
		return s.refuse(c, err)
	}
	return s.getTask(c, extendTask)
}

func (s *Server) postExtend(c echo.Context) error { return s.postTask(c, extendTask) }

// postGrant gives the time that was asked for.
func (s *Server) postGrant(c echo.Context) error {
	return s.press(c, lead.MoveGrant, func(ref lead.Ref) error {
		return s.Leads.Grant(c.Request().Context(), s.actor(c), ref)
	})
}
