package httpd

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/web"
)

const messagesPath = "/messages"

type messagesView struct {
	Page
	Unseen   string // how many were not marked as seen
	Any      bool   // whether there is anything to mark
	Messages []message
	Pager    web.Pager
}

// message is one line of an inbox.
type message struct {
	Text      string
	Href      string // the case, when the actor may open cases
	When, ISO string
	New       bool
}

// messages shows the inbox, newest first. Looking changes nothing; the button marks all as seen.
func (s *Server) messages(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	after := idOf(s.query(c).Get("after"))
	page, err := s.Notify.Inbox(ctx, a, after, 0)
	if err != nil {
		return err
	}
	unseen, err := s.Notify.Unseen(ctx, a)
	if err != nil {
		return err
	}
	v := &messagesView{
		Page: s.page(c), Any: unseen > 0, Unseen: s.unseen(unseen),
		Pager: onward(messagesPath, nil, "after", after, page.Next()),
	}
	for i := range page.Entries {
		v.Messages = append(v.Messages, s.message(a, &page.Entries[i]))
	}
	return s.render(c, http.StatusOK, "message/list", v)
}

// unseen says how many messages are unread, as far as they were counted.
func (s *Server) unseen(n int) string {
	if n >= notify.UnseenMax {
		return s.Texts.T("messages.unseen.many", "n", notify.UnseenMax-1)
	}
	return s.Texts.T("messages.unseen", "n", n)
}

func (s *Server) message(a org.Actor, e *notify.Entry) message {
	args := map[string]any{"number": e.Number}
	for name, v := range e.Args {
		args[name] = v
	}
	m := message{
		Text: s.Texts.Text(sentenceOf(e.Kind, args)), When: beijing(e.At, "1月2日 15:04"), ISO: beijing(e.At, time.RFC3339), New: e.Seen == 0,
	}
	over, _ := e.Args["over"].(int64)
	switch {
	case e.Kind == "message.package":
		m.Href = packagePath(over)
	case e.Kind == "message.second":
		m.Href = restrictedCase(e.Number)
	case e.Number != "" && a.Can(org.ReadCases) && e.Kind != notify.KeyNotice:
		m.Href = casePath(e.Number)
	}
	return m
}

func (s *Server) postMessages(c echo.Context) error {
	if err := s.Notify.MarkSeen(c.Request().Context(), s.actor(c)); err != nil {
		return err
	}
	if err := s.flash(c, "messages.marked"); err != nil {
		return err
	}
	return s.redirect(c, messagesPath)
}
