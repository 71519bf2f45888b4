package httpd

import (
	"strings"
	"testing"
	"time"
)

// The posted form lies in the browser's history: after half an hour it shows its number to whoever sends it again, and no
// code, changed or not. It is never a second report.
func TestReceipt_aFormSentAgainLaterShowsNoCode(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	values := w.everything(v)
	first := v.Post("/report/all", values)
	code, number := codeOn(t, first), numberOn(first)
	w.clock.Add(receiptLife - time.Minute)
	if again := w.visitor().Post("/report/all", values); codeOn(t, again) != code {
		t.Error("within half an hour another receipt")
	}
	w.clock.Add(2 * time.Minute)
	later := w.visitor()
	p := later.Post("/report/all", values)
	if says(t, p, "回执已收起", number); strings.Contains(p.Body, code) || p.Has(".receipt__code") {
		t.Errorf("an hour later: %s", p.Text())
	}
	values.Set("text", values.Get("text")+"，请尽快")
	later.Post("/report/all", values)
	if p = later.Get(reportDonePath); strings.Contains(p.Body, code) || p.Has(".receipt__code") {
		t.Errorf("changed and sent again: %s", p.Text())
	}
	if n := w.count("leads"); n != 1 {
		t.Errorf("%d reports", n)
	}
}
