package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// acceptTask chooses the procedure, which names the clocks.
var acceptTask = task{
	move: lead.MoveAccept,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = map[string][]string{"procedure": {string(cs.Procedure)}}
		v.Fields = []web.Field{q.choice("procedure", "procedure.", words(lead.Procedures())...)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.Accept(c.Request().Context(), s.actor(c), ref, lead.Procedure(s.form(c).Get("procedure")))
	},
}

func (s *Server) getAccept(c echo.Context) error  { return s.getTask(c, acceptTask) }
func (s *Server) postAccept(c echo.Context) error { return s.postTask(c, acceptTask) }
