package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// recuseTask takes the person off the case for good.
var recuseTask = task{
	move: lead.MoveRecuse,
	away: true,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		v.Notices = []web.Notice{{Look: web.Soon, Title: q.s.Texts.T("case.recuse.rules"), Text: q.s.Texts.T("case.recuse.rules.text")}}
		text := q.text("text", 3)
		text.Optional = true
		v.Fields = []web.Field{q.choice("ground", "recuse.ground.", lead.RecusalGrounds...), text}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.Recuse(c.Request().Context(), s.actor(c), ref, lead.Recusal{Ground: f.Get("ground"), Text: f.Get("text")})
	},
}

func (s *Server) getRecuse(c echo.Context) error  { return s.getTask(c, recuseTask) }
func (s *Server) postRecuse(c echo.Context) error { return s.postTask(c, recuseTask) }
