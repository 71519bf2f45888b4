package httpd

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// questionView is the question that waits for the reporter, and the form for the answer.
type questionView struct {
	ID   int64
	Text string
	Last string // until when
	Form web.Field
	Send web.Button
}

// suppliedView is a question of before, and what was said to it.
type suppliedView struct{ Day, Question, Answer string }

// postTrackAnswer takes the answer to a question.
func (s *Server) postTrackAnswer(c echo.Context) error {
	id, err := s.mine(c)
	if err != nil {
		return err
	}
	question, err := strconv.ParseInt(s.form(c).Get("question"), 10, 64)
	if err != nil { // no page of ours sends that; what was written is shown again
		return s.trackAgain(c, errs.Fields(lead.Problems{"answer": errs.T("answer.over")}))
	}
	if err := s.Leads.Answer(c.Request().Context(), id, question, s.form(c).Get("answer")); err != nil {
		return s.trackAgain(c, err)
	}
	if err := s.flash(c, "track.thanks.answer"); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

// fillQuestions shows what is asked now, with what was typed, and what was asked before.
func (s *Server) fillQuestions(c echo.Context, v *trackCaseView, p *lead.Public, err error) {
	for _, q := range p.Questions {
		if !q.Pending() {
			v.Supplied = append(v.Supplied, suppliedView{v.Day(q.Asked), q.Question, s.said(q)})
		}
	}
	q := p.Asked()
	if q == nil {
		if errs.Is(err, errs.Conflict) {
			v.Typed = s.typed(c) // there is no field for it any more
		}
		return
	}
	typed := ""
	if f := s.form(c); f != nil {
		typed = f.Get("answer")
	}
	until := "track.question.until"
	if p.Due != 0 { // the promise does not wait
		until = "track.question.until.late"
	}
	v.Question = &questionView{
		ID: q.ID, Text: q.Question, Last: s.Texts.T(until, "day", v.Day(q.Until-1)),
		Form: web.Field{
			Kind: "textarea", Name: "answer", Label: s.Texts.T("track.answer.label"), Hint: s.Texts.T("track.answer.hint"), Rows: 5,
			Value: typed, Error: s.fieldError(err, "answer"),
		},
		Send: web.Button{Label: s.Texts.T("track.answer.send")},
	}
}

func (s *Server) said(q lead.Question) string {
	if q.Outcome == lead.Supplemented {
		return q.Answer
	}
	return s.Texts.T("event." + string(q.Outcome) + ".public")
}
