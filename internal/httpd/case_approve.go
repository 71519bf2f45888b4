package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
)

// postApprove sends the draft under review to the reporter.
func (s *Server) postApprove(c echo.Context) error {
	return s.press(c, lead.MoveApprove, func(ref lead.Ref) error {
		return s.Leads.Approve(c.Request().Context(), s.actor(c), ref)
	})
}

// postSendBack returns the draft to its author with a reason. The form stands on the case page, so that is
// what is shown again; when there is nothing to send back any more, the reason is given back to be copied.
func (s *Server) postSendBack(c echo.Context) error {
	ref, err := s.ref(c)
	if err != nil {
		return err
	}
	reason := s.form(c).Get("reason")
	if err = s.Leads.SendBack(c.Request().Context(), s.actor(c), ref, reason); err == nil {
		return s.done(c, lead.MoveSendBack)
	}
	cs, gone := s.caseOf(c)
	if gone != nil {
		return gone
	}
	if now := lead.Can(s.actor(c), lead.MoveSendBack, &cs.Lead); now != nil {
		return s.refuse(c, now)
	}
	v, broken := s.caseView(c, cs)
	if broken != nil {
		return broken
	}
	if v.SendBack == nil {
		return s.refuse(c, err)
	}
	err = s.named(err, "case.send_back.")
	v.SendBack.Value, v.SendBack.Error = reason, s.fieldError(err, "reason")
	if errs.Is(err, errs.Invalid) {
		v.Version, v.Seen = ref.Version, s.seen(c) // whoever was told of nothing new must not step over it
	}
	return s.invalid(c, "case/show", v, err)
}
