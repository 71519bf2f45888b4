package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// contactTask notes one attempt to reach the reporter.
var contactTask = task{
	move: lead.MoveContact,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		v.Fields = []web.Field{
			q.choice("method", "contact.method.", lead.ContactMethods...),
			q.choice("result", "contact.result.", lead.ContactResults...),
			q.text("note", 4),
		}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.Contact(c.Request().Context(), s.actor(c), ref, lead.Contacted{
			Method: f.Get("method"), Result: f.Get("result"), Note: f.Get("note"),
		})
	},
}

func (s *Server) getContact(c echo.Context) error  { return s.getTask(c, contactTask) }
func (s *Server) postContact(c echo.Context) error { return s.postTask(c, contactTask) }
