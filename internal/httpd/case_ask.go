package httpd

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// askTask puts a question to the reporter.
var askTask = task{
	move: lead.MoveAsk,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		days := make([]string, len(lead.AskDays))
		for i, n := range lead.AskDays {
			days[i] = strconv.Itoa(n)
		}
		v.Fields = []web.Field{q.text("question", 5), q.choice("days", "ask.days.", days...)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		days, _ := strconv.Atoi(f.Get("days")) // 0 is no choice, and the ledger says so
		return s.Leads.Ask(c.Request().Context(), s.actor(c), ref, lead.Asking{Question: f.Get("question"), Days: days})
	},
}

func (s *Server) getAsk(c echo.Context) error  { return s.getTask(c, askTask) }
func (s *Server) postAsk(c echo.Context) error { return s.postTask(c, askTask) }

// answerTask writes down what the reporter answered by phone.
var answerTask = task{
	move: lead.MoveAnswer,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		for _, x := range slices.Backward(cs.Questions) {
			v.Notices = append(v.Notices, web.Notice{Look: web.Moving, Title: q.s.Texts.T("case.question"), Text: x.Question})
			break
		}
		v.Fields = []web.Field{q.text("answer", 6)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.TakeAnswer(c.Request().Context(), s.actor(c), ref, s.form(c).Get("answer"))
	},
}

func (s *Server) getAnswer(c echo.Context) error  { return s.getTask(c, answerTask) }
func (s *Server) postAnswer(c echo.Context) error { return s.postTask(c, answerTask) }

// questionRows are what the reporter was asked and what they said, the oldest first.
func (s *Server) questionRows(h history) []web.SummaryRow {
	t := s.Texts.T
	var rows []web.SummaryRow
	for _, q := range h.c.Questions {
		rows = append(rows, web.SummaryRow{Key: t("case.question.by", "name", h.names[q.AskedBy], "when", beijing(q.Asked, "1月2日 15:04")), Value: q.Question, Prose: true})
		switch {
		case q.Pending():
			rows = append(rows, web.SummaryRow{Key: t("case.question.waits"), Value: t("case.question.until", "day", dueTime(q.Until))})
		case q.Outcome == lead.Supplemented:
			by := t("actor.reporter")
			if q.AnsweredBy != 0 {
				by = t("case.question.phone", "name", h.names[q.AnsweredBy])
			}
			rows = append(rows, web.SummaryRow{Key: t("case.question.answer", "by", by, "when", arrival(&h.c.Lead, q.Ended, "1月2日 15:04")), Value: q.Answer, Prose: true})
		default:
			rows = append(rows, web.SummaryRow{Key: t("case.question.none"), Value: t("event." + string(q.Outcome))})
		}
	}
	return rows
}
