package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// rejectTask proposes not to accept, and says where to go instead.
var rejectTask = task{
	move: lead.MoveReject,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		if d := returned(cs); d != nil && d.Kind == lead.RejectDraft {
			q.fresh = map[string][]string{"reason": {d.RejectReason}, "elsewhere": {d.Elsewhere}}
			v.Notices = append(v.Notices, q.sentBack(d))
		}
		v.Fields = []web.Field{
			q.choice("reason", "reject.reason.", lead.RejectReasons...),
			q.text("elsewhere", 5),
		}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.DraftReject(c.Request().Context(), s.actor(c), ref, lead.Rejection{
			Reason: f.Get("reason"), Elsewhere: f.Get("elsewhere"),
		})
	},
}

func (s *Server) getReject(c echo.Context) error  { return s.getTask(c, rejectTask) }
func (s *Server) postReject(c echo.Context) error { return s.postTask(c, rejectTask) }

// sentBack shows the leader's remark above the draft that came back.
func (q asked) sentBack(d *lead.Draft) web.Notice {
	return web.Notice{Look: web.Soon, Title: q.s.Texts.T("move.send_back"), Text: d.Remark}
}
