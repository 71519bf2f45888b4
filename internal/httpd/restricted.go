package httpd

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// restrictedPath lists what waits for the second person of restricted leads.
const restrictedPath = "/restricted"

type restrictedListView struct {
	Page
	Table web.Table
}

// restrictedView is what one restricted lead puts before its second person: proposals, and no word of the report.
type restrictedView struct {
	Page
	Number string
	Forms  []secondForm
}

// secondForm is one decision.
type secondForm struct {
	Title   string
	Action  string
	Version int64
	Rows    []web.SummaryRow
	Fields  []web.Field
}

func restrictedCase(number string) string { return restrictedPath + "/" + number }

// getRestrictedList shows numbers and what is asked of each.
func (s *Server) getRestrictedList(c echo.Context) error {
	list, err := s.Leads.PendingSecond(c.Request().Context(), s.actor(c))
	if err != nil {
		return err
	}
	v := &restrictedListView{Page: s.page(c), Table: web.Table{Caption: s.Texts.T("nav.restricted"), Empty: s.Texts.T("restricted.none")}}
	for _, key := range []string{"restricted.number", "restricted.what"} {
		v.Table.Columns = append(v.Table.Columns, web.Column{Label: v.T(key)})
	}
	for i := range list {
		p := &list[i]
		cells := []web.Cell{{Text: p.Number, Href: restrictedCase(p.Number), Code: true}, {Text: s.asksOf(p)}}
		v.Table.Rows = append(v.Table.Rows, cells)
	}
	return s.render(c, http.StatusOK, "restricted/list", v)
}

// asksOf names what waits.
func (s *Server) asksOf(p *lead.Pending) string {
	if p.HandOver != nil {
		return s.Texts.T("move.hand_over")
	}
	return s.Texts.T("move." + string(p.Draft.Kind))
}

func (s *Server) getRestricted(c echo.Context) error {
	v, err := s.restrictedView(c, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "restricted/show", v)
}

func (s *Server) restrictedView(c echo.Context, failed error) (*restrictedView, error) {
	p, err := s.Leads.PendingOf(c.Request().Context(), s.actor(c), c.Param("number"))
	if err != nil {
		return nil, err
	}
	v := &restrictedView{Page: s.page(c), Number: p.Number}
	v.Back = restrictedPath
	q := asked{s: s, c: c, key: "case.hand_over_decide.", form: s.form(c), err: failed}
	at := restrictedCase(p.Number)
	if h := p.HandOver; h != nil {
		q := q.sent(c.Param("over") != "")
		v.Forms = append(v.Forms, secondForm{
			Title: v.T("case.hand_over.proposal"), Action: at + "/hand-over/" + idText(h.ID), Version: h.Version, Rows: s.proposalRows(h), Fields: q.decision(h.Contact == lead.ContactLegal),
		})
	}
	if d := p.Draft; d != nil {
		q := q.sent(c.Param("over") == "")
		v.Forms = append(v.Forms, secondForm{Title: v.T("move." + string(d.Kind)), Action: at, Version: p.Version, Rows: s.draftRows(d), Fields: q.decision(false)})
	}
	return v, nil
}

// sent keeps what was typed for the form that was sent, and nothing for the others.
func (q asked) sent(this bool) asked {
	if !this {
		q.form, q.err = nil, nil
	}
	return q
}

// decision asks a leader for a yes, with the ground of the law where that is needed, or a no with its reason.
func (q asked) decision(legal bool) []web.Field {
	f := q.choice("decision", "hand_over.decision.", decisionApprove, decisionRefuse)
	if legal {
		f.Options[0].Fields = []web.Field{q.text("legal", 2)}
	}
	f.Options[1].Fields = []web.Field{q.text("reason", 2)}
	return []web.Field{f}
}

// postRestricted decides a draft.
func (s *Server) postRestricted(c echo.Context) error {
	return s.postSecond(c, func(f *Form, version int64) error {
		ctx, a, ref := c.Request().Context(), s.actor(c), lead.Ref{Number: c.Param("number"), Version: version}
		if f.Get("decision") == decisionApprove {
			return s.Leads.Approve(ctx, a, ref)
		}
		return s.Leads.SendBack(ctx, a, ref, f.Get("reason"))
	})
}

// postRestrictedOver decides the proposal of a hand-over.
func (s *Server) postRestrictedOver(c echo.Context) error {
	return s.postSecond(c, func(f *Form, version int64) error {
		ctx, a, ref := c.Request().Context(), s.actor(c), lead.OverRef{Number: c.Param("number"), ID: idOf(c.Param("over")), Version: version}
		if f.Get("decision") == decisionApprove {
			return s.Leads.ApproveHandOver(ctx, a, ref, lead.Agreement{Legal: f.Get("legal")})
		}
		return s.Leads.RefuseHandOver(ctx, a, ref, f.Get("reason"))
	})
}

// postSecond decides, or says why not and keeps what was typed.
func (s *Server) postSecond(c echo.Context, decide func(f *Form, version int64) error) error {
	f := s.form(c)
	version, err := strconv.ParseInt(f.Get(fieldVersion), 10, 64)
	if err != nil {
		return malformed("version of the proposal")
	}
	if d := f.Get("decision"); d != decisionApprove && d != decisionRefuse {
		f.Fail("decision", "hand_over.decision.required")
		err = f.Err()
	} else {
		err = decide(f, version)
	}
	if err == nil {
		if err := s.flash(c, "restricted.done"); err != nil {
			return err
		}
		return s.redirect(c, restrictedPath)
	}
	if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Conflict) {
		return err
	}
	err = s.named(err, "case.hand_over_decide.")
	v, gone := s.restrictedView(c, err)
	if gone != nil {
		return gone
	}
	return s.invalid(c, "restricted/show", v, err)
}
