package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
)

// postSign takes a case in hand.
func (s *Server) postSign(c echo.Context) error {
	return s.press(c, lead.MoveSign, func(ref lead.Ref) error {
		return s.Leads.Sign(c.Request().Context(), s.actor(c), ref)
	})
}
