package httpd

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// The tasks of a hand-over that are no moves of its case, under the keys of their texts.
const (
	taskDecideOver lead.Move = "hand_over_decide"
	taskRecordOver lead.Move = "hand_over_record"
)

// handOverTask proposes a hand-over.
var handOverTask = task{
	move: lead.MoveHandOver,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = freshHandOver(cs)
		name := q.field("input", "name")
		name.Optional = true
		agreed := q.choice("contact", "hand_over.contact.", lead.ContactChoices...)
		if cs.Anonymous {
			agreed.Hint = q.s.Texts.T("move.anonymous")
		}
		v.Fields = []web.Field{
			q.choice("recipient", "hand_over.to.", lead.HandOverRecipients...), name, q.choice("way", "hand_over.way.", wayPaper, wayAccount),
			q.text("reason", 5), agreed,
		}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		way := f.Get("way")
		if way != wayPaper && way != wayAccount {
			f.Fail("way", "error.choice")
			return f.Err()
		}
		return s.Leads.ProposeHandOver(c.Request().Context(), s.actor(c), ref, lead.Handing{
			Recipient: f.Get("recipient"), Name: f.Get("name"), OnPaper: way == wayPaper, Reason: f.Get("reason"), Contact: f.Get("contact"),
		})
	},
}

// The ways of a hand-over.
const (
	wayPaper   = "paper"   // 线下移交
	wayAccount = "account" // to the account of the discipline body
)

// freshHandOver proposes the usual, or what was refused.
func freshHandOver(cs *lead.Case) map[string][]string {
	h := lead.HandOver{Recipient: lead.ToDiscipline, OnPaper: true, Contact: lead.ContactStays}
	if n := len(cs.HandOvers); n > 0 && cs.HandOvers[n-1].State == lead.OverRefused {
		h = cs.HandOvers[n-1]
	}
	way := wayAccount
	if h.OnPaper {
		way = wayPaper
	}
	name := h.ToName
	if h.Recipient == lead.ToDiscipline {
		name = ""
	}
	return map[string][]string{"recipient": {h.Recipient}, "name": {name}, "way": {way}, "reason": {h.Reason}, "contact": {h.Contact}}
}

func (s *Server) getHandOver(c echo.Context) error  { return s.getTask(c, handOverTask) }
func (s *Server) postHandOver(c echo.Context) error { return s.postTask(c, handOverTask) }

// overOf is the hand-over of the address.
func overOf(c echo.Context, cs *lead.Case) (*lead.HandOver, error) {
	id := idOf(c.Param("over"))
	i := slices.IndexFunc(cs.HandOvers, func(h lead.HandOver) bool { return h.ID == id })
	if i < 0 {
		return nil, errs.New(errs.NotFound, "error.404.text")
	}
	return &cs.HandOvers[i], nil
}

func overRef(c echo.Context, ref lead.Ref) lead.OverRef {
	return lead.OverRef{Number: ref.Number, ID: idOf(c.Param("over")), Version: ref.Version}
}

// overTask makes a task of one hand-over of the case.
func overTask(t task, below string, moves ...lead.OverMove) task {
	t.at = func(c echo.Context) string { return "/hand-over/" + c.Param("over") + below }
	t.may = func(s *Server, c echo.Context, cs *lead.Case) error {
		h, err := overOf(c, cs)
		for i := 0; err == nil && i < len(moves); i++ {
			can := lead.CanHandOver(s.actor(c), moves[i], h, &cs.Lead)
			if can == nil || i == len(moves)-1 {
				return can
			}
		}
		return err
	}
	return t
}

// decideOverTask is the leader's answer to a proposal.
func decideOverTask(c echo.Context) task {
	return overTask(task{
		move: taskDecideOver,
		asks: func(q asked, v *taskView, cs *lead.Case) {
			h, err := overOf(c, cs)
			if err != nil {
				return // it was there a moment ago: may has asked
			}
			v.Version, v.Rows = h.Version, q.s.proposalRows(h)
			v.RowsTitle = q.s.Texts.T("case.hand_over.proposal")
			v.Fields = q.decision(h.Contact == lead.ContactLegal)
		},
		makes: func(s *Server, c echo.Context, ref lead.Ref) error {
			f, ctx, a := s.form(c), c.Request().Context(), s.actor(c)
			switch f.Get("decision") {
			case decisionApprove:
				return s.Leads.ApproveHandOver(ctx, a, overRef(c, ref), lead.Agreement{Legal: f.Get("legal")})
			case decisionRefuse:
				return s.Leads.RefuseHandOver(ctx, a, overRef(c, ref), f.Get("reason"))
			}
			f.Fail("decision", "hand_over.decision.required")
			return f.Err()
		},
	}, "/decide", lead.OverApprove)
}

const (
	decisionApprove = "approve"
	decisionRefuse  = "refuse"
)

func (s *Server) getDecideOver(c echo.Context) error  { return s.getTask(c, decideOverTask(c)) }
func (s *Server) postDecideOver(c echo.Context) error { return s.postTask(c, decideOverTask(c)) }

// recordOverTask writes down what came back on paper.
func recordOverTask(c echo.Context) task {
	return overTask(task{
		move: taskRecordOver,
		asks: func(q asked, v *taskView, cs *lead.Case) {
			h, err := overOf(c, cs)
			if err != nil {
				return // as above
			}
			v.Version, v.Rows = h.Version, q.s.proposalRows(h)
			v.RowsTitle = q.s.Texts.T("case.hand_over.sent")
			steps := overSteps(q, h)
			f := q.field("radios", "step")
			if f.Value == "" {
				f.Value = string(steps[0].move)
			}
			for _, step := range steps {
				f.Options = append(f.Options, web.Option{Value: string(step.move), Label: q.s.Texts.T("hand_over.step." + string(step.move)), Fields: step.fields})
			}
			v.Fields = []web.Field{f}
		},
		makes: func(s *Server, c echo.Context, ref lead.Ref) error { return s.recordOver(c, overRef(c, ref)) },
	}, "/record", lead.OverReturn, lead.OverAnswer)
}

func (s *Server) getRecordOver(c echo.Context) error  { return s.getTask(c, recordOverTask(c)) }
func (s *Server) postRecordOver(c echo.Context) error { return s.postTask(c, recordOverTask(c)) }

// overFields are those of recordOver, more are the first.
func overFields(more ...string) *fieldSet {
	return fields("step").with(0, more).with(0, []string{"outcome"}).long("told").with(0, []string{"why"}).long("note")
}

// overStep is what a recipient may do with a hand-over, and what it asks.
type overStep struct {
	move   lead.OverMove
	fields []web.Field
}

// overSteps are those possible now, the expected one first.
func overSteps(q asked, h *lead.HandOver) []overStep {
	back := overStep{lead.OverReturn, []web.Field{q.choice("why", "hand_over.why.", lead.BackReasons...), q.text("note", 3)}}
	if h.State == lead.OverSigned {
		told := []web.Field{q.choice("outcome", "hand_over.outcome.", lead.HandOverOutcomes...), q.text("told", 4)}
		return []overStep{{lead.OverAnswer, told}, back}
	}
	sign := overStep{move: lead.OverSign}
	if h.OnPaper {
		day := q.field("input", "day")
		day.Type, day.Width = "date", "10"
		sign.fields = []web.Field{day, q.field("input", "receiver")}
	}
	return []overStep{sign, back}
}

// recordOver does what a form of a hand-over says.
func (s *Server) recordOver(c echo.Context, ref lead.OverRef) error {
	f, ctx, a := s.form(c), c.Request().Context(), s.actor(c)
	switch lead.OverMove(f.Get("step")) { //nolint:exhaustive // the others are not the recipient's
	case lead.OverSign:
		return s.Leads.SignHandOver(ctx, a, ref, lead.OverReceipt{Day: f.Get("day"), Receiver: f.Get("receiver")})
	case lead.OverReturn:
		return s.Leads.ReturnHandOver(ctx, a, ref, lead.OverReturnSlip{Why: f.Get("why"), Note: f.Get("note")})
	case lead.OverAnswer:
		return s.Leads.AnswerHandOver(ctx, a, ref, lead.OverFeedback{Outcome: f.Get("outcome"), Told: f.Get("told")})
	}
	f.Fail("step", "error.choice")
	return f.Err()
}

// overView is one hand-over on its case page.
type overView struct {
	Title  string
	Tag    web.Tag
	Rows   []web.SummaryRow
	Action *web.Button
}

// overLooks gives each state of a hand-over its colour and shape.
var overLooks = map[lead.HandOverState]string{
	lead.OverOwed: web.Soon, lead.OverProposed: web.Moving, lead.OverRefused: web.Neutral, lead.OverSent: web.Moving,
	lead.OverSigned: web.Moving, lead.OverReturned: web.Soon, lead.OverAnswered: web.Done,
}

// fillHandOvers shows the hand-overs of a case, the newest first, and what this actor may do about them. Where nothing
// else is to be done, that is the primary action.
func (s *Server) fillHandOvers(v *caseView, a org.Actor, h history) {
	cs := h.c
	if lead.Can(a, lead.MoveHandOver, &cs.Lead) == nil && cs.HandOver != lead.OverOwed {
		v.Propose = v.At + movePath(lead.MoveHandOver)
	}
	for i := range slices.Backward(cs.HandOvers) {
		over := &cs.HandOvers[i]
		view := overView{
			Title: s.Texts.T("case.hand_over.title", "to", over.ToNameOr(s.Texts.T("hand_over.to."+over.Recipient))),
			Tag:   web.Tag{Look: overLooks[over.State], Text: s.Texts.T("hand_over.state." + string(over.State))},
			Rows:  s.overRows(h, over), Action: s.overAction(a, cs, over),
		}
		if view.Action != nil && v.Primary == nil {
			view.Action.Main = true
			v.Primary, view.Action = &caseAction{Button: *view.Action}, nil
		}
		v.HandOvers = append(v.HandOvers, view)
	}
}

func (s *Server) overAction(a org.Actor, cs *lead.Case, h *lead.HandOver) *web.Button {
	at := casePath(cs.Number) + "/hand-over/" + idText(h.ID)
	may := func(m lead.OverMove) bool { return lead.CanHandOver(a, m, h, &cs.Lead) == nil }
	switch {
	case may(lead.OverApprove):
		return &web.Button{Label: s.Texts.T("move.hand_over_decide"), Href: at + "/decide", Small: true}
	case may(lead.OverReturn):
		return &web.Button{Label: s.Texts.T("move.hand_over_record"), Href: at + "/record", Look: "secondary", Small: true}
	default:
		return nil
	}
}

// proposalRows are what is handed over, to whom and why.
func (s *Server) proposalRows(h *lead.HandOver) []web.SummaryRow {
	t := s.Texts.T
	way := wayAccount
	if h.OnPaper {
		way = wayPaper
	}
	rows := []web.SummaryRow{
		{Key: t("case.hand_over.recipient"), Value: t("hand_over.to." + h.Recipient)},
		{Key: t("case.hand_over.way"), Value: t("hand_over.way." + way)},
		{Key: t("case.hand_over.reason"), Value: h.Reason, Prose: true},
		{Key: t("case.hand_over.contact"), Value: t("hand_over.contact." + h.Contact)},
	}
	if h.Recipient != lead.ToDiscipline && h.ToName != "" {
		rows[0].Value += "（" + h.ToName + "）"
	}
	if h.Legal != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.hand_over_decide.legal"), Value: h.Legal, Prose: true})
	}
	return rows
}

// overRows are a hand-over in full, as the side that handed over may know it.
func (s *Server) overRows(h history, o *lead.HandOver) []web.SummaryRow {
	t := s.Texts.T
	rows := s.proposalRows(o)
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, web.SummaryRow{Key: t(key), Value: value, Prose: true})
		}
	}
	if o.Serial != 0 {
		rows = slices.Insert(rows, 0, web.SummaryRow{Key: t("case.hand_over.no"), Value: s.overNo(o), Number: true})
	}
	add("case.hand_over.proposed", t("case.hand_over.by", "name", h.names[o.ProposedBy], "when", beijing(o.Proposed, "1月2日 15:04")))
	if o.Decided != 0 {
		add("case.hand_over.decided", t("case.hand_over.by", "name", h.names[o.DecidedBy], "when", beijing(o.Decided, "1月2日 15:04")))
	}
	add("case.hand_over.refused", o.Remark)
	switch {
	case o.Signed != 0 && o.OnPaper:
		add("case.hand_over.signed", o.ReceiptDay+" "+o.Receiver)
	case o.Signed != 0:
		add("case.hand_over.signed", beijing(o.Signed, "2006年1月2日"))
	}
	if o.Returned != 0 {
		add("case.hand_over.returned", t("hand_over.why."+o.Why)+"\n"+o.Note)
	}
	if o.Answered != 0 {
		add("case.hand_over.answered", t("hand_over.outcome."+o.Outcome)+"\n"+o.Feedback)
	}
	return rows
}

// overNo is the number of the letter (移交编号).
func (s *Server) overNo(h *lead.HandOver) string {
	return s.letterNumber(nil, lead.Paper{Kind: string(lead.LetterHandOver), Letter: &lead.Letter{
		Unit: h.Unit, Kind: lead.LetterHandOver, Year: h.Year, Serial: h.Serial, Issued: h.Sent,
	}})
}
