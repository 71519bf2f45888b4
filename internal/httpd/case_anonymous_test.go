package httpd

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/vault"
)

// Of an anonymous lead readers learn the day on which it came, not the minute; what the office did keeps its time.
func TestCase_anonymousCameOnADay(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	quiet := func(r *lead.Report) { r.Mode, r.Consent, r.Contact = lead.ModeAnonymous, false, vault.Contact{} }
	hidden, known := b.submit(quiet), b.submit()
	lost := b.submit(benchLost, quiet)
	b.clock.Add(70 * time.Minute)
	b.sign("handler", hidden)
	b.sign("handler", known)
	came := func(user, path string) string {
		p := b.as(user).Get(path)
		wantStatus(t, p, 200)
		said := ""
		for _, place := range []string{".case-head__meta", ".timeline", ".dispatch", "tbody"} {
			said += strings.Join(p.Texts("main "+place), " ")
		}
		for _, at := range p.All("main .timeline time") {
			said += " " + at.Attr("datetime")
		}
		return said
	}
	for path, user := range map[string]string{casePath(hidden): "handler", casePath(lost): "cityhandler", "/city/dispatch": "cityhandler", "/ledger": "cityhandler"} {
		if said := came(user, path); said == "" || strings.Contains(said, "16:20") {
			t.Errorf("%s says when an anonymous reporter was there: %s", path, said)
		}
	}
	for _, want := range []string{"2026年7月3日", " 2026-07-03 ", "07-03 17:30", "2026-07-03T17:30:00+08:00"} {
		if said := came("handler", casePath(hidden)) + " "; !strings.Contains(said, want) {
			t.Errorf("%q is missing in %s", want, said)
		}
	}
	if said := came("handler", casePath(known)); strings.Count(said, "16:20") < 4 {
		t.Errorf("of others the time is told: %s", said)
	}
}

func TestCase_rejectionIsApprovedByItsName(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	must(t, b.Leads.DraftReject(t.Context(), b.who("handler"), b.ref("handler", number), lead.Rejection{Reason: lead.RejectReasons[0], Elsewhere: "请向示例部门反映，电话 0991-0000000"}))
	p := b.as("leader").Get(casePath(number))
	wantText(t, p, "请看完下面的不予受理意见")
	if got := p.One("[data-primary]").Text(); got != "同意不予受理" || strings.Contains(p.Text(), "答复全文") {
		t.Errorf("the button says %q; the page says %s", got, p.Text())
	}
	number = b.submit()
	b.sign("handler", number)
	b.draft("handler", number)
	p = b.as("leader").Get(casePath(number))
	wantText(t, p, "请看完下面的答复全文")
	if got := p.One("[data-primary]").Text(); got == "同意不予受理" {
		t.Errorf("the button of an answer says %q", got)
	}
}
