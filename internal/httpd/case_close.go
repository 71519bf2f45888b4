package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// closeTask ends a case with the finding that was approved; nothing of it is typed again.
var closeTask = task{
	move: lead.MoveClose,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		if d := cs.Draft(); d != nil {
			v.Rows = q.s.findingRows(d)
		}
		remark := q.text("remark", 3)
		remark.Optional = true
		v.Fields = []web.Field{remark}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.Close(c.Request().Context(), s.actor(c), ref, s.form(c).Get("remark"))
	},
}

func (s *Server) getClose(c echo.Context) error  { return s.getTask(c, closeTask) }
func (s *Server) postClose(c echo.Context) error { return s.postTask(c, closeTask) }
