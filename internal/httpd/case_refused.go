package httpd

import (
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// refusedView says why a step cannot be made and what can, gives back what was typed, and leads to the case.
type refusedView struct {
	Page
	Heading string
	Body    string
	Now     string // what is possible now
	Typed   []web.Field
	Changed *changedView
	Go      web.Button
}

// refuse answers a move that is not the actor's, or not possible now.
func (s *Server) refuse(c echo.Context, err error) error {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Conflict && e.Kind != errs.Forbidden {
		return err
	}
	cs, gone := s.caseOf(c)
	if gone != nil {
		return gone
	}
	k := kinds[e.Kind]
	c.Set(ctxKind, k.name)
	v := &refusedView{Page: s.page(c), Heading: s.Texts.T("case.refused." + k.name), Body: s.Texts.Text(e.Text), Typed: s.typed(c)}
	if e.Text.Key == "move.stale" {
		v.Heading, v.Body = v.T("case.refused.stale"), v.T("case.refused.stale.text")
	}
	v.Now, v.Changed = s.possibleNow(s.actor(c), cs), s.changed(c, cs)
	v.Go = web.Button{Label: v.T("case.refused.back"), Href: casePath(c.Param("number"))}
	return s.render(c, k.status, "case/refused", v)
}

// possibleNow names the moves that this actor can make, or what is waited for.
func (s *Server) possibleNow(a org.Actor, cs *lead.Case) string {
	var names []string
	for _, m := range s.possible(cs) {
		names = append(names, s.moveName(a, cs, m))
	}
	switch {
	case len(names) > 0:
		return s.Texts.T("case.refused.possible", "moves", strings.Join(names, s.Texts.T("case.refused.and")))
	case lead.Can(a, lead.MoveDispatch, &cs.Lead) == nil:
		return s.Texts.T("case.refused.possible", "moves", s.Texts.T("move.dispatch"))
	default:
		return s.Texts.T("case.refused.nothing", "wait", s.waitFor(a, &cs.Lead))
	}
}

// moveName is what stands on a move's button.
func (s *Server) moveName(a org.Actor, cs *lead.Case, m lead.Move) string {
	name := s.Texts.T("move." + string(m))
	switch { // a pause that nobody granted is no pause yet
	case m != lead.MoveUnmute || cs.MuteBy == 0:
	case cs.MuteBy == a.ID:
		return s.Texts.T("move.unmute.own")
	default:
		return s.Texts.T("move.unmute.asked")
	}
	if d := cs.Draft(); m == lead.MoveApprove && d != nil {
		return s.textOr("case.approve."+string(d.Kind), name)
	}
	return name
}

// changedView is what happened to a case since somebody opened a form of it.
type changedView struct {
	Events []web.Event // the newest first
	Draft  *draftView  // the text that somebody wrote, or decided, meanwhile
}

// changedMost is how many events are told: whoever was away for longer reads the case.
const changedMost = 20

// seen is how much of the case's history the form had when it was opened; 0 when it does not say.
func (s *Server) seen(c echo.Context) int64 {
	if f := s.form(c); f != nil {
		return idOf(f.Get(fieldSeen))
	}
	return 0 // a page was asked for
}

// changed is nil when the sender knew all of it, also when a page alone was asked for.
func (s *Server) changed(c echo.Context, cs *lead.Case) *changedView {
	seen := s.seen(c)
	if seen == 0 || seen >= cs.TrailSeq {
		return nil
	}
	h, err := s.history(c.Request().Context(), cs)
	if err != nil {
		return nil // the case itself tells it all
	}
	v := &changedView{Events: h.timeline()[:min(cs.TrailSeq-seen, int64(len(cs.Timeline)), changedMost)]}
	if d := h.draftSince(seen); d != nil {
		view := s.draftView(h, d)
		v.Draft = &view
	}
	return v
}

// draftSince is the last draft that was written or decided after the entry.
func (h history) draftSince(seen int64) *lead.Draft {
	var id int64
	for _, e := range h.c.Timeline {
		if e.Seq > seen {
			id = max(id, trailData(e.Values()).id("draft"))
		}
	}
	for i := range h.c.Drafts {
		if h.c.Drafts[i].ID == id && id != 0 {
			return &h.c.Drafts[i]
		}
	}
	return nil
}
