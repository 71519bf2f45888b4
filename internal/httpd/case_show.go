package httpd

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// caseHead is what every page about a case begins with.
type caseHead struct {
	Title    string
	Number   string
	Tags     []web.Tag
	Source   string
	Received string
	At       string // address of the case
	Version  int64
	Seen     int64  // the last entry of its history
	Words    string // the reporter's own, never changed
}

// caseView is the case page.
type caseView struct {
	Page
	caseHead
	Clocks    []caseClock
	Holder    string // 当前责任方
	Primary   *caseAction
	Others    []caseAction
	Presses   []caseAction     // what is done by a button beside the primary one
	Ladder    []web.SummaryRow // of a late case: how far it has come
	Wait      string           // what is waited for, when nothing is this actor's to do
	Returned  *web.Notice
	Answers   []web.SummaryRow
	Files     web.Table // what the reporter added
	Questions []web.SummaryRow
	Added     []web.SummaryRow // what the reporter wrote without being asked
	Ratings   []ratedView      // what they said of each answer
	Draft     *draftView
	Review    string     // what the leader shall read before deciding
	SendBack  *web.Field // the leader's reason; nil when it is not theirs
	Return    web.Button // sends the reason
	Earlier   []draftView
	Timeline  []web.Event
	Phone     string
	Contact   string // why no number is shown
	Reveal    string // address, "" when it is not this actor's
	Items     []string
	Routing   []web.SummaryRow
	Letters   []web.LetterLink // issued, waiting to be, and the notices to the reporter
	Merged    *mergedView      // nil when the case has to do with no other
	Aside     []caseAction     // what is nobody's next action
	HandOvers []overView
	Propose   string // address of the proposal of a hand-over, "" when it is not this actor's
}

// caseAction is a next step: a form of one button when Post is set, otherwise a link to a page.
type caseAction struct {
	Button web.Button
	Post   string // "": the button leads to a page
}

// draftView is an answer or a rejection, in full.
type draftView struct {
	Fold  string // what stands on it while it is folded
	Title string
	By    string
	Rows  []web.SummaryRow
}

func (s *Server) getCase(c echo.Context) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	v, err := s.caseView(c, cs)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "case/show", v)
}

// caseOf reads the case of the address within the actor's scope.
func (s *Server) caseOf(c echo.Context) (*lead.Case, error) {
	return s.Leads.Get(c.Request().Context(), s.actor(c), c.Param("number"))
}

func (s *Server) caseHead(l *lead.Case) caseHead {
	return caseHead{
		Title: s.caseTitle(&l.Lead), Number: l.Number, Tags: s.caseTags(&l.Lead), Source: s.Texts.T("source." + string(l.Source)),
		Received: arrival(&l.Lead, l.Received, "2006年1月2日 15:04"), At: casePath(l.Number), Version: l.Version, Seen: l.TrailSeq, Words: l.Words.Text,
	}
}

func (s *Server) caseView(c echo.Context, cs *lead.Case) (*caseView, error) {
	a := s.actor(c)
	h, err := s.history(c.Request().Context(), cs)
	if err != nil {
		return nil, err
	}
	v := &caseView{Page: s.page(c), caseHead: s.caseHead(cs), Clocks: s.clocks(c.Request().Context(), cs), Timeline: h.timeline()}
	v.Back = "/cases"
	v.Holder = s.holder(&cs.Lead, h.names)
	s.fillActions(v, a, cs)
	s.fillHandOvers(v, a, h)
	v.Presses = append(v.Presses, s.issues(c, cs)...)
	v.Ladder = s.stance(cs, h.names)
	s.fillDrafts(v, h)
	v.Questions = s.questionRows(h)
	for _, a := range cs.Added {
		v.Added = append(v.Added, web.SummaryRow{Key: arrival(&cs.Lead, a.At, "01-02 15:04"), Value: a.Words})
	}
	for _, r := range cs.Ratings {
		v.Ratings = append(v.Ratings, ratedView{s.Texts.T("rate.nth", "n", r.Round+1), s.saidRows(r)})
	}
	s.fillReporter(v, a, cs)
	if err := s.fillMerged(c, v, cs); err != nil {
		return nil, err
	}
	v.Answers, v.Routing = s.answers(cs), s.routing(cs)
	v.Files = s.fileTable(cs)
	v.Letters = s.letterLinks(&cs.Lead, cs.Papers(), v.At)
	for _, n := range cs.Items {
		v.Items = append(v.Items, itemLine(n))
	}
	return v, nil
}

// fillActions offers the moves of this actor: the first is the primary one, the others stand below it.
func (s *Server) fillActions(v *caseView, a org.Actor, cs *lead.Case) {
	for i, m := range s.possible(cs) {
		switch {
		case i == 0 && !lead.Beside(m):
			first := s.action(cs.Number, m)
			first.Button.Main, first.Button.Label = true, s.moveName(a, cs, m)
			v.Primary = &first
		case m == lead.MoveSendBack:
			v.Review = v.T("case.next.review")
			if d := cs.Draft(); d != nil {
				v.Review = s.textOr("case.next.review."+string(d.Kind), v.Review)
			}
			v.SendBack = &web.Field{Kind: "textarea", Name: "reason", Label: v.T("case.send_back.reason"), Rows: 3, Small: true}
			v.Return = web.Button{Label: v.T("move.send_back"), Look: "secondary", Small: true}
		case pressed[m]:
			v.Presses = append(v.Presses, s.pressable(a, cs, m))
		default:
			v.Others = append(v.Others, s.action(cs.Number, m))
		}
	}
	s.fillAside(v, a, cs)
	switch {
	case v.Primary != nil:
	case lead.Can(a, lead.MoveDispatch, &cs.Lead) == nil:
		v.Primary = &caseAction{Button: web.Button{Label: v.T("move.dispatch"), Href: "/city/dispatch", Main: true}}
	default:
		v.Wait = s.waitFor(a, &cs.Lead)
	}
}

// possible are the moves of this actor that the case page offers: also what the table alone does not know is asked.
func (s *Server) possible(cs *lead.Case) []lead.Move {
	return slices.DeleteFunc(slices.Clone(cs.Moves), func(m lead.Move) bool {
		return m == lead.MoveExtend && !s.mayExtend(cs) || m == lead.MoveUnmerge && !s.Leads.MayUnmerge(cs) ||
			m == lead.MoveReturn && s.Leads.InTimeToReturn(&cs.Lead) != nil ||
			m == lead.MoveComplex && cs.MayComplex(s.Leads.Case.Now()) != nil || m == lead.MoveKeep && !s.Leads.MayKeep(&cs.Lead) ||
			m == lead.MoveUnmute && !s.muted(&cs.Lead) || m == lead.MoveMute && s.muted(&cs.Lead) || m == lead.MoveTalk && talked(cs)
	})
}

// fillAside offers what is nobody's next action: to note a receipt, to step aside.
func (s *Server) fillAside(v *caseView, a org.Actor, cs *lead.Case) {
	for _, m := range []lead.Move{lead.MoveReceipt, lead.MoveRecuse, lead.MoveRespondent, lead.MoveRestrict} {
		possible := (m != lead.MoveReceipt || cs.OpenTransfer() != nil) && (m != lead.MoveRestrict || s.Leads.Recipient != "")
		may := lead.Can(a, m, &cs.Lead) == nil || m == lead.MoveRespondent && lead.Can(a, lead.MoveWall, &cs.Lead) == nil
		if possible && may {
			v.Aside = append(v.Aside, s.action(cs.Number, m))
		}
	}
}

// pressable is a move of one button that is not the primary one.
func (s *Server) pressable(a org.Actor, cs *lead.Case, m lead.Move) caseAction {
	do := s.action(cs.Number, m)
	do.Button.Label, do.Button.Look, do.Button.Small = s.moveName(a, cs, m), "secondary", true
	return do
}

// mayExtend: what is late, or was extended already, offers no more time.
func (s *Server) mayExtend(cs *lead.Case) bool {
	_, err := cs.MayExtend(s.Leads.Case.Now())
	return err == nil
}

// talked reports that a talk about this delay was drafted.
func talked(cs *lead.Case) bool {
	return slices.ContainsFunc(cs.Letters, func(l lead.Letter) bool { return l.Kind == lead.LetterTalk && l.Presses(&cs.Lead) })
}

// pressed are the moves that need no form of their own.
var pressed = map[lead.Move]bool{lead.MoveSign: true, lead.MoveApprove: true, lead.MoveGrant: true, lead.MoveTalk: true, lead.MoveGrantMute: true, lead.MoveUnmute: true, lead.MoveGrantRestrict: true, lead.MoveRefuseRestrict: true}

func (s *Server) action(number string, m lead.Move) caseAction {
	b := web.Button{Label: s.Texts.T("move." + string(m))}
	to := casePath(number) + movePath(m)
	if pressed[m] {
		return caseAction{Button: b, Post: to}
	}
	b.Href = to
	return caseAction{Button: b}
}

// tellingRefusals are the refusals that tell this actor more than the state does.
var tellingRefusals = map[string]bool{"move.own_draft": true, "move.somebody_else": true, "move.leader_only": true}

func (s *Server) waitFor(a org.Actor, l *lead.Lead) string {
	for _, m := range []lead.Move{lead.MoveApprove, lead.MoveGrant, lead.MoveSign} {
		if e := errs.As(lead.Can(a, m, l)); e != nil && tellingRefusals[e.Text.Key] {
			return s.Texts.Text(e.Text)
		}
	}
	if l.OwnerUnit == org.DisciplineID {
		return s.Texts.T("case.wait.recipient", "unit", l.OwnerName())
	}
	if l.Ending != "" {
		return s.Texts.T("case.wait.withdrawn")
	}
	return s.Texts.T("case.wait."+string(l.State), "unit", l.OwnerName())
}

// fillReporter shows who works the case enough to recognise a caller, and others why they see nothing.
func (s *Server) fillReporter(v *caseView, a org.Actor, cs *lead.Case) {
	switch {
	case cs.Anonymous:
		v.Contact = v.T("move.anonymous")
	case cs.Forgotten:
		v.Contact = v.T("move.forgotten")
	case lead.Can(a, lead.MoveReveal, &cs.Lead) == nil:
		v.Phone, v.Reveal = cs.Phone, casePath(cs.Number)+"/reveal"
	default:
		v.Contact = v.T("case.contact.hidden")
	}
}

// fillDrafts shows what is under review or was answered, what came back, and earlier answers.
func (s *Server) fillDrafts(v *caseView, h history) {
	cs := h.c
	if d := cs.Draft(); d != nil {
		view := s.draftView(h, d)
		v.Draft = &view
	}
	for i := range cs.Drafts {
		if d := &cs.Drafts[i]; d.ID != cs.DraftID && d.State == lead.DraftApproved {
			v.Earlier = append(v.Earlier, s.draftView(h, d))
		}
	}
	if d := returned(cs); d != nil {
		key := "case.returned"
		if d.Kind == lead.ReturnDraft {
			key = "case.returned.return"
		}
		v.Returned = &web.Notice{Look: web.Soon, Title: v.T(key, "name", h.names[d.DecidedBy]), Text: d.Remark}
	}
}

// returned is the draft that was sent back and not written anew; nil for none.
func returned(cs *lead.Case) *lead.Draft {
	if n := len(cs.Drafts); n > 0 && (cs.State == lead.InProgress || cs.State == lead.Assigned) && cs.Drafts[n-1].State == lead.DraftReturned {
		return &cs.Drafts[n-1]
	}
	return nil
}

// ratedView is what the reporter said of one answer.
type ratedView struct {
	Title string
	Rows  []web.SummaryRow
}

// answers are the reporter's answers to the questions that were asked.
func (s *Server) answers(cs *lead.Case) []web.SummaryRow {
	t, w := s.Texts.T, cs.Words
	rows := []web.SummaryRow{
		{Key: t("case.ask.cat"), Value: t("cat." + cs.Category)},
		{Key: t("case.ask.district"), Value: s.districtName(cs.District)},
		{Key: t("case.ask.school"), Value: cs.SchoolName},
		{Key: t("case.ask.stage"), Value: t("stage." + cs.Stage)},
		{Key: t("case.ask.about"), Value: t("about." + cs.About)},
	}
	if cs.Nature != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.ask.nature"), Value: t("nature." + cs.Nature)})
	}
	for _, x := range []struct{ key, value string }{
		{"happened", s.wordOr("when.", w.Happened)},
		{"amount", w.Amount},
		{"payee", w.Payee},
		{"affects", s.wordOr("affects.", w.Affects)},
		{"affects_by", w.AffectsDate},
		{"use_by", s.useBy(&cs.Lead)},
		{"urgent_why", w.UrgentWhy},
	} {
		if x.value != "" {
			rows = append(rows, web.SummaryRow{Key: t("case.ask." + x.key), Value: x.value})
		}
	}
	return rows
}

// wordOr turns a choice into its words and leaves what was typed as it is.
func (s *Server) wordOr(prefix, v string) string {
	if v != "" && s.Texts.Has(prefix+v) {
		return s.Texts.T(prefix + v)
	}
	return v
}

// routing tells whose the case is and why.
func (s *Server) routing(cs *lead.Case) []web.SummaryRow {
	t := s.Texts.T
	rows := []web.SummaryRow{{Key: t("case.owner"), Value: cs.OwnerName()}}
	if cs.CoUnit != 0 {
		rows = append(rows, web.SummaryRow{Key: t("case.co"), Value: org.UnitName(cs.CoUnit)})
	}
	rows = append(rows, web.SummaryRow{Key: t("case.procedure"), Value: t("procedure." + string(cs.Procedure))})
	if reason := cs.ReasonText(); reason.Key != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.reason"), Value: s.Texts.Text(reason)})
	}
	return rows
}
