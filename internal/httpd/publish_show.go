package httpd

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/web"
)

// publicationView is one publication: what it says, what may be done with it, what happened.
type publicationView struct {
	Page
	Title   string
	Kind    string
	Tag     web.Tag
	Version int64
	Notices []web.Notice
	Rows    []web.SummaryRow
	Stats   *statsTable
	Preview string
	Links   []web.Cell // edit, write anew
	Presses []publicationTask
	Forms   []publicationTask // with questions
	Events  []web.Event
}

// publicationTask is one thing that the actor may do.
type publicationTask struct {
	Title, Action, Go string
	Asks              bool // whether it goes out although leads are open
	Open              int  // how many of them the page showed
	Look              string
	Fields            []web.Field
}

func (s *Server) getPublication(c echo.Context) error {
	v, err := s.publicationView(c, "", nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "publish/show", v)
}

// publicationView shows the publication; sent is the form that failed, "" for none.
func (s *Server) publicationView(c echo.Context, sent string, failed error) (*publicationView, error) {
	ctx, a := c.Request().Context(), s.actor(c)
	p, history, err := s.Publish.Get(ctx, a, idOf(c.Param("pub")))
	if err != nil {
		return nil, err
	}
	v := &publicationView{
		Page: s.page(c), Title: p.Title, Kind: s.kindWords(p), Tag: s.publicationTag(p.State), Version: p.Version,
		Rows: s.publicationRows(p), Preview: publicationPath(p.ID) + "/preview",
	}
	if v.Events, err = s.publicationEvents(ctx, history); err != nil {
		return nil, err
	}
	v.Back = publishPath
	if p.Kind == publish.Statistics {
		f, err := p.FiguresOf()
		if err != nil {
			return nil, err
		}
		v.Stats = s.statsTable(&f)
	}
	can := func(m publish.Move) bool { return publish.Can(a, m, p, publish.Wrote(history, a.ID)) == nil }
	s.publicationLinks(v, p, a, can)
	return v, s.publicationForms(c, v, p, can, sent, failed)
}

func (s *Server) publicationLinks(v *publicationView, p *publish.Publication, a org.Actor, can func(publish.Move) bool) {
	at := publicationPath(p.ID)
	if can(publish.Write) {
		v.Links = append(v.Links, web.Cell{Text: v.T("publish.edit"), Href: at + "/edit"})
	}
	if can(publish.Submit) {
		v.Presses = append(v.Presses, publicationTask{Action: at + "/submit", Go: v.T("publish.go.submit")})
	}
	if can(publish.Drop) {
		v.Presses = append(v.Presses, publicationTask{Action: at + "/drop", Go: v.T("publish.go.drop"), Look: "secondary"})
	}
	if p.State == publish.Published && p.Kind != publish.Statistics && a.Can(org.WritePublication) && a.Unit == p.UnitID {
		v.Links = append(v.Links, web.Cell{Text: v.T("publish.renew"), Href: publishPath + "/new?replaces=" + idText(p.ID)})
	}
}

// publicationForms are the decisions that the actor may make, and what they should know before.
func (s *Server) publicationForms(c echo.Context, v *publicationView, p *publish.Publication, can func(publish.Move) bool, sent string, failed error) error {
	open, err := s.openOn(c, p)
	if err != nil {
		return err
	}
	if open > 0 {
		v.Notices = append(v.Notices, web.Notice{Look: web.Soon, Title: v.T("publish.open.title", "n", open), Text: v.T("publish.open.text")})
	}
	for _, t := range []struct {
		move publish.Move
		name string
		look string
		asks func(q asked) []web.Field
	}{
		{publish.Approve, "decide", "", func(q asked) []web.Field { return q.yesOrBack("publish.decision.") }},
		{publish.Agree, "agree", "", func(q asked) []web.Field { return q.agreement(open) }},
		{publish.Withdraw, "withdraw", "secondary", func(q asked) []web.Field { return []web.Field{q.text("reason", 2)} }},
	} {
		if !can(t.move) {
			continue
		}
		q := asked{s: s, c: c, key: "publish.decide."}
		if t.name == sent {
			q.form, q.err = s.form(c), failed
		}
		v.Forms = append(v.Forms, publicationTask{
			Title: v.T("publish.do." + t.name), Action: publicationPath(p.ID) + "/" + t.name, Go: v.T("publish.go." + t.name), Look: t.look, Fields: t.asks(q), Asks: t.move == publish.Agree, Open: open,
		})
	}
	return nil
}

// openOn counts the open leads on a 辟谣 that is not public yet. Who may agree to it counts what the city may know of; a
// district counts what its own bureau sees and no others: what is walled from it makes no difference to what it reads.
func (s *Server) openOn(c echo.Context, p *publish.Publication) (int, error) {
	if !p.IsRumour() || !slices.Contains([]publish.State{publish.Draft, publish.Returned, publish.Pending, publish.Agreeing}, p.State) {
		return 0, nil
	}
	return s.openLeads(c)(c.Request().Context(), s.Leads.DB, &p.Content)
}

// agreement asks the city; the tick is asked while leads are open.
func (q asked) agreement(open int) []web.Field {
	list := q.yesOrBack("publish.agreement.")
	if open > 0 {
		list[0].Options[0].Fields = []web.Field{q.despite(open)}
	}
	return list
}

// yesOrBack asks for a decision and its reason.
func (q asked) yesOrBack(prefix string) []web.Field {
	return []web.Field{q.choice("decision", prefix, decisionApprove, decisionRefuse), q.text("reason", 2)}
}

// despite asks for the tick without which no 辟谣 goes out while leads on it are open.
func (q asked) despite(open int) web.Field {
	return web.Field{
		Kind: "checkboxes", Name: "despite", Values: q.all("despite"), Error: q.s.fieldError(q.err, "despite"), Small: true,
		Options: []web.Option{{Value: "1", Label: q.s.Texts.T("publish.decide.despite", "n", open)}},
	}
}

// openLeads asks the ledger for what is open on a matter, as far as the actor may know of it.
func (s *Server) openLeads(c echo.Context) publish.OpenLeads {
	return func(ctx context.Context, conn db.Conn, m *publish.Content) (int, error) {
		return s.Leads.OpenOn(ctx, conn, s.actor(c), lead.Matter{School: m.SchoolID, District: m.District, Topics: m.TopicList()})
	}
}

func (s *Server) publicationRows(p *publish.Publication) []web.SummaryRow {
	rows := []web.SummaryRow{
		{Key: s.Texts.T("publish.column.unit"), Value: org.UnitName(p.UnitID)}, {Key: s.Texts.T("publish.column.place"), Value: s.placeWords(&p.Content)},
	}
	add := func(key, value string, prose bool) {
		if value != "" {
			rows = append(rows, web.SummaryRow{Key: s.Texts.T("publish.field." + key), Value: value, Prose: prose})
		}
	}
	if p.Kind == publish.Response || p.Kind == publish.Clarification {
		add("topics", s.topicWords(&p.Content), false)
	}
	add("body", p.Body, true)
	add("doc_no", p.DocNo, false)
	add("doc_date", p.DocDate, false)
	add("valid_from", p.ValidFrom, false)
	add("valid_to", p.ValidTo, false)
	add("basis", p.Basis, true)
	return rows
}

// publicationEvents is the history, the newest first, with who and why.
func (s *Server) publicationEvents(ctx context.Context, history []publish.Event) ([]web.Event, error) {
	ids := make([]int64, len(history))
	for i, e := range history {
		ids[i] = e.StaffID
	}
	slices.Sort(ids)
	names, err := s.Org.Names(ctx, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	list := make([]web.Event, 0, len(history))
	for _, e := range slices.Backward(history) {
		list = append(list, web.Event{
			When: beijing(e.At, "2006年1月2日 15:04"), ISO: beijing(e.At, time.RFC3339), Title: s.Texts.T("publish.move." + string(e.Move)),
			Who: names[e.StaffID], Text: e.Reason,
		})
	}
	return list, nil
}

func (s *Server) postPublicationDecide(c echo.Context) error {
	return s.decidePublication(c, "decide", func(f *Form, ref publish.Ref) error {
		if f.Get("decision") == decisionApprove {
			return s.Publish.Approve(c.Request().Context(), s.actor(c), ref)
		}
		return s.Publish.SendBack(c.Request().Context(), s.actor(c), ref, f.Get("reason"))
	})
}

func (s *Server) postPublicationAgree(c echo.Context) error {
	return s.decidePublication(c, "agree", func(f *Form, ref publish.Ref) error {
		if f.Get("decision") == decisionApprove {
			yes := publish.Agreement{Reason: f.Get("reason"), Despite: f.Get("despite") == "1", Seen: int(idOf(f.Get("open")))}
			return s.Publish.Agree(c.Request().Context(), s.actor(c), ref, yes, s.openLeads(c))
		}
		return s.Publish.SendBack(c.Request().Context(), s.actor(c), ref, f.Get("reason"))
	})
}

func (s *Server) postPublicationWithdraw(c echo.Context) error {
	ref, err := publicationRef(c, s.form(c))
	if err != nil {
		return err
	}
	return s.decided(c, "withdraw", ref.ID, s.Publish.Withdraw(c.Request().Context(), s.actor(c), ref, s.form(c).Get("reason")))
}

// decidePublication asks for a yes or a no before it decides.
func (s *Server) decidePublication(c echo.Context, what string, decide func(f *Form, ref publish.Ref) error) error {
	f := s.form(c)
	ref, err := publicationRef(c, f)
	if err != nil {
		return err
	}
	f.OneOf("decision", "publish.decision.required", decisionApprove, decisionRefuse)
	f.OneOf("despite", "error.choice", "", "1")
	if err = f.Err(); err == nil {
		err = decide(f, ref)
	}
	return s.decided(c, what, ref.ID, err)
}

// decided goes back to the publication, or says why not and keeps what was typed.
func (s *Server) decided(c echo.Context, what string, id int64, err error) error {
	switch {
	case err == nil:
		return s.publicationDone(c, id, "publish.done."+what)
	case !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Conflict):
		return err
	}
	v, gone := s.publicationView(c, what, err)
	if gone != nil {
		return gone
	}
	return s.invalid(c, "publish/show", v, err)
}

// pressPublication is a move by one button.
func pressPublication(m publish.Move, move func(*publish.Service, context.Context, org.Actor, publish.Ref) error) func(*Server, echo.Context) error {
	return func(s *Server, c echo.Context) error {
		ref, err := publicationRef(c, s.form(c))
		if err != nil {
			return err
		}
		return s.decided(c, string(m), ref.ID, move(s.Publish, c.Request().Context(), s.actor(c), ref))
	}
}

func (s *Server) publicationDone(c echo.Context, id int64, key string) error {
	if err := s.flash(c, key); err != nil {
		return err
	}
	return s.redirect(c, publicationPath(id))
}

// getPreview shows it as the public will see it, in the public's own page.
func (s *Server) getPreview(c echo.Context) error {
	p, _, err := s.Publish.Get(c.Request().Context(), s.actor(c), idOf(c.Param("pub")))
	if err != nil {
		return err
	}
	p.Published = max(p.Published, clock.Milli(s.Leads.Case.Now()))
	shelf := publish.ShelfOf("", *p)
	switch p.Kind {
	case publish.Policy:
		return s.showPolicy(c, shelf, &p.Content)
	case publish.Clarification:
		return s.showClarifications(c, shelf)
	case publish.Statistics:
		return s.showStats(c, shelf)
	default:
		return s.previewSimilar(c, p)
	}
}
