package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// explainTask lets the leader of a late lead say why, and set the date that the reporter reads.
var explainTask = task{
	move: lead.MoveExplain,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		q.fresh = map[string][]string{"told": {q.s.Texts.T("case.explain.told.draft")}}
		v.Fields = []web.Field{q.text("reason", 4), q.day("day"), q.text("told", 3)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.Explain(c.Request().Context(), s.actor(c), ref, lead.Explained{
			Reason: f.Get("reason"), Day: f.Get("day"), Told: f.Get("told"),
		})
	},
}

// day asks for a day.
func (q asked) day(name string) web.Field {
	f := q.field("", name)
	f.Type, f.Width = "date", "10"
	return f
}

func (s *Server) getExplain(c echo.Context) error  { return s.getTask(c, explainTask) }
func (s *Server) postExplain(c echo.Context) error { return s.postTask(c, explainTask) }
