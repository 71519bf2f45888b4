package httpd

import (
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// transferTask writes a 转送函 to a body outside of the city's tree.
var transferTask = task{
	move: lead.MoveTransfer,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = map[string][]string{"summary": {q.s.Texts.T("case.transfer.summary.preset", "matter", q.s.matter(&cs.Lead))}}
		if d := returned(cs); d != nil && d.Kind == lead.TransferDraft {
			q.fresh = map[string][]string{"body": {d.TransferBody}, "name": {d.TransferName}, "summary": {d.Summary}, "ask": {d.TransferAsk}}
			v.Notices = append(v.Notices, q.sentBack(d))
		}
		v.Fields = []web.Field{q.choice("body", "transfer.body.", lead.TransferBodies...), q.field("", "name"), q.text("summary", 2), q.text("ask", 5)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.DraftTransfer(c.Request().Context(), s.actor(c), ref, lead.Transfer{
			Body: f.Get("body"), Name: f.Get("name"), Summary: f.Get("summary"), Ask: f.Get("ask"),
		})
	},
}

func (s *Server) getTransfer(c echo.Context) error  { return s.getTask(c, transferTask) }
func (s *Server) postTransfer(c echo.Context) error { return s.postTask(c, transferTask) }

// receiptTask notes what the body answered.
var receiptTask = task{
	move: lead.MoveReceipt,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		if d := cs.OpenTransfer(); d != nil {
			v.RowsTitle, v.Rows = q.s.Texts.T("case.draft.transfer.approved"), q.s.transferRows(d)
		}
		q.fresh = map[string][]string{"day": {q.s.caseDay(time.DateOnly)}}
		day := q.field("", "day")
		day.Type = "date"
		v.Fields = []web.Field{day, q.text("text", 4)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.NoteReceipt(c.Request().Context(), s.actor(c), ref, lead.BodyAnswer{Day: f.Get("day"), Text: f.Get("text")})
	},
}

// getReceipt shows the form while a letter waits for its answer.
func (s *Server) getReceipt(c echo.Context) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	if lead.Can(s.actor(c), lead.MoveReceipt, &cs.Lead) == nil && cs.OpenTransfer() == nil {
		return s.refuse(c, errs.New(errs.Conflict, "receipt.once"))
	}
	return s.getTask(c, receiptTask)
}

func (s *Server) postReceipt(c echo.Context) error { return s.postTask(c, receiptTask) }

// transferRows are a 转送函 in full, and what came back.
func (s *Server) transferRows(d *lead.Draft) []web.SummaryRow {
	t := s.Texts.T
	rows := []web.SummaryRow{
		{Key: t("case.transfer.body"), Value: t("transfer.body." + d.TransferBody)},
		{Key: t("case.transfer.name"), Value: d.TransferName},
		{Key: t("case.transfer.summary"), Value: d.Summary, Prose: true},
		{Key: t("case.transfer.ask"), Value: d.TransferAsk, Prose: true},
	}
	if d.ReceiptDay != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.receipt.day"), Value: chinese(d.ReceiptDay)}, web.SummaryRow{Key: t("case.receipt.text"), Value: d.Receipt, Prose: true})
	}
	return rows
}
