package httpd

import (
	"context"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// objectionRow is a case that a district returned (派单异议), and what it says.
type objectionRow struct {
	Number, Href, Title string
	Tags                []web.Tag
	Facts               []string
	Text                string // the district's 依据
	Decide              string // address of the decision, "" when it is not this actor's
}

// objections are the cases whose owner the city must decide, the newest first; all is where the others are.
func (s *Server) objections(ctx context.Context, a org.Actor) (rows []objectionRow, all string, err error) {
	f := lead.Filter{State: lead.ReturnPending}
	page, err := s.Leads.List(ctx, a, f)
	if err != nil || len(page.Leads) == 0 {
		return nil, "", err
	}
	drafts, err := s.Leads.UnderReview(ctx, a, page.Leads)
	for i := range page.Leads {
		l := &page.Leads[i]
		rows = append(rows, s.objectionRow(a, l, drafts[l.ID]))
	}
	if page.More {
		all = caseList(f)
	}
	return rows, all, err
}

func (s *Server) objectionRow(a org.Actor, l *lead.Lead, d lead.Draft) objectionRow {
	t := s.Texts.T
	r := objectionRow{Number: l.Number, Href: casePath(l.Number), Title: s.caseTitle(l), Tags: s.caseTags(l)[1:], Text: d.ReturnBasis}
	r.Facts = []string{
		t("city.return.by", "unit", l.OwnerName()), t("return.reason." + d.ReturnReason), t("city.return.named", "unit", org.UnitName(d.ReturnTo)),
	}
	if l.Returns > 1 {
		r.Tags = append(r.Tags, web.Tag{Look: web.Soon, Text: t("city.return.second")})
	}
	if text, look := s.left(l.Due, answerUnit(l)); l.Due > 0 {
		r.Tags = append(r.Tags, web.Tag{Look: look, Text: text})
	}
	if lead.Can(a, lead.MoveDecide, l) == nil {
		r.Decide = r.Href + "/" + string(lead.MoveDecide)
	}
	return r
}
