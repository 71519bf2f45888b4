package httpd

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const (
	reportCheckPath = "/report/check"
	reportDonePath  = "/report/done"
	unsentLife      = 72 * time.Hour // of the draft cookie: as long as the ledger keeps an unsent report
)

// reportPage is one page of the report: what it asks, and how the answers are checked.
type reportPage struct {
	path      string
	view      string // page of pageTable
	step      int    // of five; the check page has none
	questions []question
	school    bool // a school is among the answers
	aside     bool // shown only when there is a reason; no page leads back to it
	check     func(*lead.Report) lead.Problems
}

// text is the key of one of the page's own sentences.
func (p *reportPage) text(name string) string {
	return strings.ReplaceAll(p.view, "/", ".") + "." + name
}

// reportPages are the pages with questions, in their order.
var reportPages = []*reportPage{reportType, reportSchool, reportWhat, reportMask, reportEvidence, reportContact}

// unsent is a report on its way: its answers so far, and what we know of the browser.
type unsent struct {
	lead.Report
	saved   int64         // when it was last kept, 0 for never
	cookies bool          // the browser keeps cookies; without them every page is answered by the next one directly
	receipt *lead.Receipt // it was submitted, and the browser does not know: the answer was lost on its way
}

// opened is the report of the browser's cookie, a fresh one without it. Nothing is stored for it.
func (s *Server) opened(c echo.Context) (*unsent, error) {
	key, ok := s.keyCookie(c, cookieDraft)
	if !ok {
		key = newFormKey()
		return freshReport(c, key), s.keepKey(c, key)
	}
	u, err := s.unsent(c, key)
	if err != nil || u.saved != 0 {
		return u, err
	}
	if u.receipt, err = s.given(c, key); u.receipt == nil || s.receiptLeft(u.receipt) >= 0 {
		return u, err
	}
	key = newFormKey() // whoever holds the browser now need not be who sent it
	return freshReport(c, key), s.keepKey(c, key)
}

// receiptLeft is for how long a receipt may still be handed out: whoever holds the browser, or a form that was sent, later on need not
// be who sent it. Below 0 it may not.
func (s *Server) receiptLeft(r *lead.Receipt) time.Duration {
	if !r.Again {
		return receiptLife
	}
	return receiptLife - s.Leads.Case.Now().Sub(clock.FromMilli(r.Received))
}

// given is the receipt that was given for a key, nil for none.
func (s *Server) given(c echo.Context, key formKey) (*lead.Receipt, error) {
	r, err := s.Leads.Receipt(c.Request().Context(), key)
	switch {
	case err == nil:
		return &r, nil
	case errs.Is(err, errs.NotFound):
		return nil, nil //nolint:nilnil // "none" is an answer
	default:
		return nil, err
	}
}

// keyCookie reads a form's key from a cookie.
func (s *Server) keyCookie(c echo.Context, name string) (formKey, bool) {
	var key formKey
	raw, ok := s.sealed(c, name)
	if !ok || len(raw) != len(key) {
		return key, false
	}
	copy(key[:], raw)
	return key, true
}

// posted is the report under the key of the form; a Conflict when it was submitted already.
func (s *Server) posted(c echo.Context) (*unsent, error) {
	key, err := s.formKey(c)
	if err != nil {
		return nil, err
	}
	u, err := s.unsent(c, key)
	if err != nil || u.saved != 0 {
		return u, err
	}
	receipt, err := s.given(c, key)
	if receipt != nil {
		return nil, errs.New(errs.Conflict, "submit.other_body")
	}
	return u, err
}

func (s *Server) unsent(c echo.Context, key formKey) (*unsent, error) {
	r, saved, found, err := s.Leads.Unsent(c.Request().Context(), key)
	if err != nil || !found {
		return freshReport(c, key), err
	}
	return &unsent{Report: r, saved: saved, cookies: keepsCookies(c)}, nil
}

func freshReport(c echo.Context, key formKey) *unsent {
	u := &unsent{Report: lead.Report{Key: key}, cookies: keepsCookies(c)}
	u.Contact.Hide = true
	return u
}

// keepsCookies: any cookie of ours came back, so others will.
func keepsCookies(c echo.Context) bool { return len(c.Request().Cookies()) > 0 }

func (s *Server) keepKey(c echo.Context, key formKey) error {
	return s.putSealed(c, cookieDraft, string(key[:]), unsentLife)
}

// firstOpen is the first page that is not answered rightly, nil when all are.
func firstOpen(r lead.Report) *reportPage {
	for _, p := range reportPages {
		if len(p.check(&r)) > 0 {
			return p
		}
	}
	return nil
}

// getReport shows a page with questions. Who has not been on the pages before it is led to the first of them.
func getReport(p *reportPage) func(*Server, echo.Context) error {
	return func(s *Server, c echo.Context) error {
		u, err := s.opened(c)
		if err != nil || u.receipt != nil {
			return s.lostReceipt(c, u, err)
		}
		if first := firstOpen(u.Report); first != nil && first.step < p.step {
			return s.redirect(c, first.path)
		}
		if u.saved == 0 {
			return s.showUnanswered(c, p, u)
		}
		return s.showReport(c, p, u)
	}
}

// showUnanswered shows a page to who has answered nothing yet: it is everybody's but for its key.
func (s *Server) showUnanswered(c echo.Context, p *reportPage, u *unsent) error {
	if p.school {
		mayAsk(c)
	}
	return s.renderSame(c, p.view, s.keyField(u.Key), func(key string) (pager, error) {
		v := s.reportView(c, p, u, answers{})
		v.Key, v.Back = key, "/" // there is nothing to check yet, whatever the address says
		return v, nil
	})
}

// showReport shows a page as it is opened.
func (s *Server) showReport(c echo.Context, p *reportPage, u *unsent) error {
	if p == reportMask {
		return s.showMask(c, u)
	}
	return s.render(c, http.StatusOK, p.view, s.reportView(c, p, u, answers{}))
}

// postReport keeps the answers of a page and goes on to the next.
func postReport(p *reportPage) func(*Server, echo.Context) error {
	return func(s *Server, c echo.Context) error {
		u, err := s.posted(c)
		if err != nil {
			return s.otherBody(c, err, "")
		}
		if s.onlyLooks(c) {
			return s.lookAgain(c, p, u)
		}
		a, err := s.take(c, p, u)
		if err != nil {
			return err
		}
		if a.err != nil {
			return s.invalid(c, p.view, s.reportView(c, p, u, a), a.err)
		}
		u.Report = a.report
		return s.keepAndGoOn(c, u)
	}
}

func (s *Server) keepAndGoOn(c echo.Context, u *unsent) error {
	if u.Begun == 0 {
		u.Begun = clock.Milli(s.Wall.Now())
	}
	similar := s.showsSimilar(c, u)
	if err := s.Leads.SaveUnsent(c.Request().Context(), &u.Report); err != nil {
		return err
	}
	if err := s.keepKey(c, u.Key); err != nil {
		return err
	}
	switch {
	case similar && u.cookies:
		return s.redirect(c, reportSimilarPath)
	case similar:
		return s.showSimilar(c, u)
	default:
		return s.goOn(c, u)
	}
}

// goOn leads to the first page that is still open; to the check page when none is, also after 修改.
func (s *Server) goOn(c echo.Context, u *unsent) error {
	return s.goTo(c, u, nextPage(u.Report))
}

// nextPage is the first page that is still open, nil for none; before it is asked how to reach them, what they have to show.
func nextPage(r lead.Report) *reportPage {
	if next := firstOpen(r); next != reportContact {
		return next
	}
	return reportEvidence
}

// goTo leads to a page; to the check page for none.
func (s *Server) goTo(c echo.Context, u *unsent, next *reportPage) error {
	switch {
	case u.cookies && next == nil:
		return s.redirect(c, reportCheckPath)
	case u.cookies:
		return s.redirect(c, next.path)
	case next == nil:
		return s.showCheck(c, u)
	case next == reportEvidence:
		return s.render(c, http.StatusOK, next.view, s.evidenceView(c, u, nil))
	default:
		return s.showReport(c, next, u)
	}
}

// answers is what came with a form.
type answers struct {
	form    *Form       // nil when the page is only shown
	report  lead.Report // with the answers in it
	schools []org.School
	err     error // what is to be corrected
}

// take reads a page's answers into a copy of the report. The error is a failure of ours; what the person has to
// correct is in the answers.
func (s *Server) take(c echo.Context, p *reportPage, u *unsent) (answers, error) {
	a := answers{form: s.form(c), report: u.Report}
	strange := s.readAnswers(a.form, p.questions, &a.report)
	problems := lead.Problems{}
	if p.school {
		var err error
		if problems, err = s.chooseSchool(c, &a, &u.Report); err != nil {
			return a, err
		}
	}
	for _, more := range []lead.Problems{p.check(&a.report), strange} {
		for field, text := range more {
			if _, told := problems[field]; !told {
				problems[field] = text
			}
		}
	}
	a.err = errs.Fields(problems)
	return a, nil
}

// reportView is a page with questions.
type reportView struct {
	Page
	Title   string
	Heading string // the h1, "" when the first question is it
	Step    string
	Key     string
	Fields  []web.Field
	Unsent  string // when an unsent report was kept, "" to say nothing
	GoOn    string // where it goes on
	Drop    web.Button
	Next    web.Button
	Notes   []entry // clarifications on the topic, folded
	Files   string  // "1" when files were added, which the page of everything does not ask for
}

func (s *Server) reportView(c echo.Context, p *reportPage, u *unsent, a answers) *reportView {
	v := &reportView{
		Page: s.page(c), Title: s.Texts.T(p.text("title")), Heading: s.textOr(p.text("heading"), ""),
		Key: s.keyFieldOf(c, u.Key), Next: web.Button{Label: s.Texts.T("button.next")},
	}
	if v.Keeps = true; p == reportSchool {
		v.Enter = reportSchool.path + "/find"
	}
	v.Fields = s.askAll(p.questions, &u.Report, a)
	if p.school {
		v.Fields = s.askSchool(v.Fields, a)
		mayAsk(c)
	}
	if p.step > 0 {
		v.Step = s.Texts.T("report.step", "n", p.step)
	} else {
		v.Next.Label = s.Texts.T("button.submit")
	}
	if len(u.Files) > 0 {
		v.Files = "1"
	}
	v.Fields[0].LabelIsHeading = v.Heading == ""
	v.Back, v.Notes = s.reportBack(c, p), s.notesFor(c, p, &u.Report)
	return v
}

// cameFromCheck reports who came from the check page. Chat programs append a parameter of the same name, so any other value means
// nothing.
func cameFromCheck(c echo.Context) bool { return c.QueryParam("from") == "check" }

// reportBack is the page before, or the check page for who came from there.
func (s *Server) reportBack(c echo.Context, p *reportPage) string {
	if cameFromCheck(c) {
		return reportCheckPath
	}
	for _, before := range slices.Backward(reportPages[:max(0, slices.Index(reportPages, p))]) {
		if !before.aside {
			return before.path
		}
	}
	return "/"
}
