package httpd

import (
	"fmt"
	"strconv"
	"strings"

	"sunlead/internal/checklist"
	"sunlead/internal/lead"
	"sunlead/web"
)

// draftView shows a draft in full: what the reporter would read, and what goes into the registers.
func (s *Server) draftView(h history, d *lead.Draft) draftView {
	v := draftView{Fold: s.Texts.T("case.earlier"), Title: s.Texts.T("case.draft." + string(d.State)), Rows: s.draftRows(d)}
	if d.Kind != lead.ReplyDraft {
		v.Title = s.Texts.T("case.draft." + string(d.Kind) + "." + string(d.State))
		v.Fold = v.Title
	}
	v.By = s.Texts.T("case.draft.by", "name", h.names[d.AuthorID], "when", beijing(d.Written, "1月2日 15:04"))
	if d.DecidedBy != 0 {
		v.By += " · " + s.Texts.T("case.draft.decided", "name", h.names[d.DecidedBy], "when", beijing(d.Decided, "1月2日 15:04"))
	}
	if d.CopyOf != 0 {
		v.By += " · " + s.Texts.T("case.draft.copy")
	}
	return v
}

func (s *Server) draftRows(d *lead.Draft) []web.SummaryRow {
	t := s.Texts.T
	if d.Kind == lead.RejectDraft {
		return []web.SummaryRow{
			{Key: t("case.reject.reason"), Value: t("reject.reason." + d.RejectReason)},
			{Key: t("case.reject.elsewhere"), Value: d.Elsewhere, Prose: true},
		}
	}
	if d.Kind == lead.RespondentDraft {
		return []web.SummaryRow{
			{Key: t("case.respondent.about"), Value: t("about." + d.About)},
			{Key: t("case.respondent.nature"), Value: s.wordOr("nature.", d.Nature)},
			{Key: t("case.respondent.district"), Value: s.districtName(d.District)},
			{Key: t("case.respondent.why"), Value: d.Found, Prose: true},
		}
	}
	if d.Kind == lead.ExtendDraft {
		return []web.SummaryRow{
			{Key: t("case.extend.reason"), Value: t("extend.reason." + d.ExtendReason)},
			{Key: t("case.extend.days"), Value: t("case.extend.days.n", "n", d.Days)},
			{Key: t("case.extend.done"), Value: d.Done, Prose: true},
			{Key: t("case.extend.told"), Value: d.Told, Prose: true},
		}
	}
	if d.Kind == lead.ReturnDraft {
		return s.returnRows(d)
	}
	if d.Kind == lead.TransferDraft {
		return s.transferRows(d)
	}
	rows := []web.SummaryRow{
		{Key: t("case.reply.found"), Value: d.Found, Prose: true},
		{Key: t("case.reply.result"), Value: d.Result, Prose: true},
		{Key: t("case.reply.remedy"), Value: d.Remedy, Prose: true},
	}
	return append(rows, s.findingRows(d)...)
}

// findingRows are what closing takes over: the finding and the register's fields.
func (s *Server) findingRows(d *lead.Draft) []web.SummaryRow {
	t := s.Texts.T
	rows := []web.SummaryRow{
		{Key: t("case.reply.finding"), Value: t("finding." + string(d.Finding))},
		{Key: t("case.reply.items"), Value: itemLines(draftItems(d)), Prose: true},
		{Key: t("case.reply.summary"), Value: d.Summary, Prose: true},
	}
	if seat, ok := d.SeatText(); ok {
		rows = append(rows, web.SummaryRow{Key: t("case.reply.placed"), Value: s.Texts.Text(seat), Prose: true})
	}
	if !d.Finding.Upholds() || d.CopyOf != 0 {
		return rows
	}
	rows = append(rows, web.SummaryRow{Key: t("case.reply.violation"), Value: t("case.answer." + answer(d.Violation))})
	if !d.Violation {
		return rows
	}
	rows = append(rows,
		web.SummaryRow{Key: t("case.reply.subject"), Value: d.Subject},
		web.SummaryRow{Key: t("case.reply.conduct"), Value: d.Conduct, Prose: true},
		web.SummaryRow{Key: t("case.reply.measures"), Value: d.Measures, Prose: true},
		web.SummaryRow{Key: t("case.reply.hand_over"), Value: t("case.answer." + answer(d.HandOver))})
	if d.HandOverReason != "" {
		rows = append(rows, web.SummaryRow{Key: t("case.reply.hand_over_reason"), Value: d.HandOverReason, Prose: true})
	}
	return rows
}

// The answers of forms that ask yes or no.
const (
	answerYes = "yes"
	answerNo  = "no"
)

func answer(is bool) string {
	if is {
		return answerYes
	}
	return answerNo
}

// draftItems reads the printed numbers of a draft.
func draftItems(d *lead.Draft) []int {
	var items []int
	for no := range strings.SplitSeq(d.Items, ",") {
		if n, err := strconv.Atoi(no); err == nil {
			items = append(items, n)
		}
	}
	return items
}

func itemLine(n int) string {
	it, _ := checklist.ItemByNo(n)
	return fmt.Sprintf("%d %s", n, it.Text)
}

func itemLines(items []int) string {
	lines := make([]string, len(items))
	for i, n := range items {
		lines[i] = itemLine(n)
	}
	return strings.Join(lines, "\n")
}
