package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// muteTask asks that a ladder waits; a second person decides.
var muteTask = task{
	move: lead.MoveMute,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		v.Fields = []web.Field{q.text("reason", 4), q.day("until")}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.AskMute(c.Request().Context(), s.actor(c), ref, lead.Pause{Reason: f.Get("reason"), Until: f.Get("until")})
	},
}

func (s *Server) getMute(c echo.Context) error  { return s.getTask(c, muteTask) }
func (s *Server) postMute(c echo.Context) error { return s.postTask(c, muteTask) }

// postGrantMute lets the ladder wait as somebody else asked.
func (s *Server) postGrantMute(c echo.Context) error {
	return s.press(c, lead.MoveGrantMute, func(ref lead.Ref) error {
		return s.Leads.GrantMute(c.Request().Context(), s.actor(c), ref)
	})
}

// postUnmute refuses a pause, or ends it.
func (s *Server) postUnmute(c echo.Context) error {
	return s.press(c, lead.MoveUnmute, func(ref lead.Ref) error {
		return s.Leads.EndMute(c.Request().Context(), s.actor(c), ref)
	})
}
