package httpd

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/failpoint"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
	"sunlead/web"
)

// answerLine is one answer on the check page.
type answerLine struct {
	name  string // its key is report.NAME.line
	page  *reportPage
	value func(*Server, *lead.Report) string
	shown func(*lead.Report) bool // nil: always
	prose bool
}

// reportLines are the answers in the order in which they were asked.
var reportLines = []answerLine{
	{name: "cat", page: reportType, value: word("cat.", func(r *lead.Report) string { return r.Category })},
	{name: "district", page: reportSchool, value: districtName},
	{name: "school_q", page: reportSchool, value: plain(func(r *lead.Report) string { return r.SchoolName })},
	{name: "stage", page: reportSchool, value: word("stage.", func(r *lead.Report) string { return r.Stage })},
	{name: "about", page: reportSchool, value: word("about.", func(r *lead.Report) string { return r.About })},
	{name: "nature", page: reportSchool, value: word("nature.", func(r *lead.Report) string { return r.Nature }), shown: aboutBureau},
	{name: "to_city", page: reportSchool, value: yesWord, shown: asksCity},
	{name: "text", page: reportWhat, value: plain(func(r *lead.Report) string { return r.Text }), prose: true},
	{name: "when", page: reportWhat, value: withDetail("when.", func(r *lead.Report) (string, string) { return r.When, only(r.When == "earlier", r.WhenText) })},
	{name: "amount", page: reportWhat, value: plain(func(r *lead.Report) string { return r.Amount }), shown: asksMoney},
	{name: "payee", page: reportWhat, value: plain(func(r *lead.Report) string { return r.Payee }), shown: asksMoney},
	{name: "deadline", page: reportWhat, value: withDetail("affects.", func(r *lead.Report) (string, string) { return r.Affects, only(r.Affects == "yes", r.AffectsBy) })},
	{name: "files", page: reportEvidence, value: filesWord, prose: true},
	{name: "mode", page: reportContact, value: word("mode.", func(r *lead.Report) string { return r.Mode })},
	{name: "phone", page: reportContact, value: plain(func(r *lead.Report) string { return vault.Mask(r.Contact.Phone) }), shown: leavesPhone},
	{name: "name", page: reportContact, value: plain(func(r *lead.Report) string { return maskName(r.Contact.Name) }), shown: leavesPhone},
	{name: "rel", page: reportContact, value: word("rel.", func(r *lead.Report) string { return r.Contact.Relation }), shown: leavesPhone},
	{name: "hide", page: reportContact, value: word("hide.", hidden), shown: leavesPhone},
	{name: "lang", page: reportContact, value: word("lang.", func(r *lead.Report) string { return r.Contact.Lang }), shown: leavesPhone},
}

func plain(get func(*lead.Report) string) func(*Server, *lead.Report) string {
	return func(_ *Server, r *lead.Report) string { return get(r) }
}

// word is a choice in words, "" for none.
func word(prefix string, get func(*lead.Report) string) func(*Server, *lead.Report) string {
	return func(s *Server, r *lead.Report) string {
		if get(r) == "" {
			return ""
		}
		return s.Texts.T(prefix + get(r))
	}
}

// withDetail is a choice in words with what was typed beside it.
func withDetail(prefix string, get func(*lead.Report) (choice, detail string)) func(*Server, *lead.Report) string {
	return func(s *Server, r *lead.Report) string {
		choice, detail := get(r)
		if choice == "" {
			return ""
		}
		if detail == "" {
			return s.Texts.T(prefix + choice)
		}
		return s.Texts.T("report.detail", "choice", s.Texts.T(prefix+choice), "detail", detail)
	}
}

func only(yes bool, v string) string {
	if yes {
		return v
	}
	return ""
}

func districtName(s *Server, r *lead.Report) string {
	if d, ok := org.DistrictByCode(r.District); ok {
		return s.Texts.Name(d.Name)
	}
	return s.Texts.T("district." + org.DistrictUnknown)
}

func yesWord(s *Server, r *lead.Report) string {
	if r.ToCity {
		return s.Texts.T("report.yes")
	}
	return s.Texts.T("report.no")
}

func asksCity(r *lead.Report) bool {
	return r.About == lead.AboutDistrict && r.Nature == lead.NatureWork
}

func leavesPhone(r *lead.Report) bool { return r.Mode == lead.ModePhone }

// checkView is the last page before sending.
type checkView struct {
	Page
	Key  string
	Rows []web.SummaryRow
	Send web.Button
	Work string // JSON of the work to do meanwhile, "" for none
}

func (s *Server) getReportCheck(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if first := firstOpen(u.Report); first != nil {
		return s.redirect(c, first.path)
	}
	return s.showCheck(c, u)
}

func (s *Server) showCheck(c echo.Context, u *unsent) error {
	v := &checkView{
		Page: s.page(c), Key: s.keyFieldOf(c, u.Key),
		Rows: s.reportRows(&u.Report), Send: web.Button{Label: s.Texts.T("button.submit")},
	}
	v.Back = reportContact.path
	if s.tolls.busy(s.network(c), s.Wall.Now()) {
		var err error
		if v.Work, err = s.newChallenge(u.Key); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "report/check", v)
}

func (s *Server) reportRows(r *lead.Report) []web.SummaryRow {
	var rows []web.SummaryRow
	for _, l := range reportLines {
		if l.shown == nil || l.shown(r) {
			rows = append(rows, web.SummaryRow{
				Key: s.Texts.T("report." + l.name + ".line"), Value: l.value(s, r), Href: l.page.path + "?from=check", Prose: l.prose,
			})
		}
	}
	return rows
}

// postReportCheck submits. The report of a second click was sent by the first one: it gets the same receipt.
func (s *Server) postReportCheck(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	u, err := s.unsent(c, key)
	if err != nil {
		return err
	}
	if u.saved == 0 {
		return s.resend(c, u)
	}
	if firstOpen(u.Report) != nil {
		return s.goOn(c, u)
	}
	return s.submit(c, u.Report)
}

// resend answers a form whose unsent report is gone: it was submitted, or it is too old.
func (s *Server) resend(c echo.Context, u *unsent) error {
	var err error
	if u.receipt, err = s.given(c, u.Key); err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if err := s.flash(c, "report.gone"); err != nil {
		return err
	}
	return s.goOn(c, u)
}

// submit sends the report and hands out its receipt.
func (s *Server) submit(c echo.Context, r lead.Report) error {
	if asked, err := s.toll(c, &r); asked {
		return err
	}
	receipt, err := s.Leads.Submit(c.Request().Context(), r)
	if e := errs.As(err); e != nil && e.Fields[evidence.Field].Key != "" { // a file is gone
		return s.evidenceAgain(c, &unsent{Report: r}, err)
	}
	if err != nil {
		return s.otherBody(c, err, r.Text)
	}
	failpoint.Hit("submit.before_reply")
	return s.handReceipt(c, r.Key, receipt)
}

// otherView is for who changed a report after sending it.
type otherView struct {
	Page
	Typed []web.Field
	Start web.Button
}

// letSeeReceipt: who holds the form may see its receipt for as long as by sending it again unchanged.
func (s *Server) letSeeReceipt(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return nil //nolint:nilerr // no form, no receipt
	}
	r, err := s.given(c, key)
	if err != nil || r == nil || s.receiptLeft(r) < 0 {
		return err
	}
	return s.putSealed(c, cookieReceipt, string(key[:]), max(time.Second, s.receiptLeft(r)))
}

// otherBody shows what was written to who sent a report, changed it and sent it again: what came first stands,
// and nothing typed is lost. Every other error is returned.
func (s *Server) otherBody(c echo.Context, err error, text string) error {
	if !errs.Is(err, errs.Conflict) {
		return err
	}
	if err := s.letSeeReceipt(c); err != nil {
		return err
	}
	v := &otherView{Page: s.page(c), Typed: s.typed(c), Start: web.Button{Label: s.Texts.T("report.anew")}}
	if len(v.Typed) == 0 && text != "" {
		v.Typed = []web.Field{{ID: "typed-1", Label: s.Texts.T("error.typed"), Value: text, Rows: 10, ReadOnly: true}}
	}
	c.Set(ctxKind, kinds[errs.Conflict].name)
	return s.render(c, http.StatusConflict, "report/other", v)
}
