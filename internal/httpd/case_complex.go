package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// leaderTask is a decision of a leader that wants nothing but its reason.
func leaderTask(m lead.Move, decide func(s *Server, c echo.Context, ref lead.Ref, reason string) error) task {
	return task{
		move: m,
		asks: func(q asked, v *taskView, _ *lead.Case) { v.Fields = []web.Field{q.text("reason", 3)} },
		makes: func(s *Server, c echo.Context, ref lead.Ref) error {
			return decide(s, c, ref, s.form(c).Get("reason"))
		},
	}
}

var (
	complexTask = leaderTask(lead.MoveComplex, func(s *Server, c echo.Context, ref lead.Ref, reason string) error {
		return s.Leads.MarkComplex(c.Request().Context(), s.actor(c), ref, reason)
	})
	takeOverTask = leaderTask(lead.MoveTakeOver, func(s *Server, c echo.Context, ref lead.Ref, reason string) error {
		return s.Leads.TakeOver(c.Request().Context(), s.actor(c), ref, reason)
	})
	keepTask = leaderTask(lead.MoveKeep, func(s *Server, c echo.Context, ref lead.Ref, reason string) error {
		return s.Leads.Keep(c.Request().Context(), s.actor(c), ref, reason)
	})
)

// getComplex shows the form, unless something stands in the way.
func (s *Server) getComplex(c echo.Context) error {
	return s.getTaskIf(c, complexTask, func(cs *lead.Case) error { return cs.MayComplex(s.Leads.Case.Now()) })
}

func (s *Server) postComplex(c echo.Context) error { return s.postTask(c, complexTask) }

// getKeep shows the form while a withdrawn case can still be kept open.
func (s *Server) getKeep(c echo.Context) error {
	return s.getTaskIf(c, keepTask, func(cs *lead.Case) error {
		if !s.Leads.MayKeep(&cs.Lead) {
			return errs.New(errs.Conflict, "keep.late")
		}
		return nil
	})
}

func (s *Server) postKeep(c echo.Context) error { return s.postTask(c, keepTask) }

func (s *Server) getTakeOver(c echo.Context) error  { return s.getTask(c, takeOverTask) }
func (s *Server) postTakeOver(c echo.Context) error { return s.postTask(c, takeOverTask) }

// getTaskIf is getTask for a move that more than the table decides.
func (s *Server) getTaskIf(c echo.Context, t task, may func(cs *lead.Case) error) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	if err := lead.Can(s.actor(c), t.move, &cs.Lead); err != nil {
		return s.refuse(c, err)
	}
	if err := may(cs); err != nil {
		return s.refuse(c, err)
	}
	return s.getTask(c, t)
}
