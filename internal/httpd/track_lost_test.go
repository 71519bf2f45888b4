package httpd

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
)

// renew runs the waiting lead.recode jobs and returns the code that goes out.
func (w *parentSite) renew() (code string) {
	w.t.Helper()
	take := func(kind outbox.Kind, do func(ctx context.Context, tx db.Tx, r outbox.Row) error) {
		w.must(w.d.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
			var rows []outbox.Row
			if err := tx.Gorm(ctx).Where("kind = ?", kind).Order("id").Find(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				if _, err := w.Leads.Box.Take(ctx, tx, kind, []int64{r.ID}); err != nil {
					return err
				}
				if err := do(ctx, tx, r); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	take(outbox.LeadRecode, w.Leads.Recode)
	var sends []outbox.Row
	take(outbox.SMSSend, func(_ context.Context, _ db.Tx, r outbox.Row) error { sends = append(sends, r); return nil })
	for _, r := range sends {
		a, ok, err := w.Leads.Address(w.t.Context(), r)
		w.must(err)
		if ok {
			code = a.Code
		}
	}
	return code
}

// wrongNumber has a digit that was copied wrong.
var wrongNumber = strings.Replace(lead.Number(2026, 128), "-000128-", "-000129-", 1)

const lostDone = "如果登记编号和手机号对得上，新的查询码会用短信发给您"

func TestTrackLost_aFreshCodeOpensAndTheOldOneDoesNot(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.Leads.SMS = true
	form := w.visitor()
	done := form.Post("/report/all", w.everything(form))
	code, number := codeOn(t, done), numberOn(done)
	open, _ := w.tracking(code)
	v := w.visitor()
	p := v.Get("/track")
	if !p.Has(`main a[href="/track/lost"]`) {
		t.Fatal("no way to it")
	}
	p = v.Submit(mainForm(v.Get(trackLostPath)).Set("number", number).Set("phone", "199 0000 1234"), "")
	says(t, p, lostDone)
	fresh := w.renew()
	if fresh == "" || fresh == strings.ReplaceAll(code, " ", "") {
		t.Fatalf("the fresh code is %q", fresh)
	}
	_, p = w.tracking(fresh)
	says(t, p, number, "查询码已重新发送")
	if p = w.visitor().Post("/track", url.Values{"code": {code}}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("the old code: %d", p.Status)
	}
	if p = open.Get(trackCasePath); p.URL.Path != trackPath {
		t.Errorf("who had opened it with the old code is at %s", p.URL)
	}
	// The receipt of the form, reloaded and sent again, shows neither.
	if p = form.Get("/report/done"); p.Has(".receipt__code") || strings.Contains(p.Text(), fresh) {
		t.Errorf("the old receipt: %s", p.Text())
	}
	says(t, p, "查询码已经换过", number)
}

// What matches and what does not are answered alike: the same page, after the same statements.
func TestTrackLost_tellsNothing(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.Leads.SMS = true
	_, number := w.reported()
	ask := func(number, phone string) (said []string, page string) {
		v := w.visitor()
		f := mainForm(v.Get(trackLostPath)).Set("number", number).Set("phone", phone)
		w.d.Watch(func(query string, _ []any) { said = append(said, query) })
		reads := w.queries.Load()
		page = v.Submit(f, "").Text()
		w.d.Watch(nil)
		return append(said, fmt.Sprint(w.queries.Load()-reads, " reads")), page
	}
	hits, page := ask(number, "19900001234")
	for _, typed := range [][2]string{{number, "19900001299"}, {lead.Number(2026, 999_999), "19900001234"}} {
		said, other := ask(typed[0], typed[1])
		if typed[0] != number && strings.Contains(other, "登记编号不对") {
			t.Fatal("the number of the test is none")
		}
		if !slices.Equal(said, hits) || other != page {
			t.Errorf("%q: %q instead of %q", typed, said, hits)
		}
	}
	if len(hits) < 2 {
		t.Error("nothing was counted")
	}
}

func TestTrackLost_badInput(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Get(trackLostPath)
	says(t, p, "现在不能用短信重发查询码")
	if p.Has("main form") {
		t.Error("a form without a way to send")
	}
	if p = v.Post(trackLostPath, url.Values{"key": {w.keyField(newFormKey())}, "number": {"1"}, "phone": {"1"}}); p.Status != http.StatusNotFound {
		t.Errorf("posted: %d", p.Status)
	}
	w.Leads.SMS = true
	p = v.Submit(mainForm(v.Get(trackLostPath)).Set("number", wrongNumber).Set("phone", "0991-2345678"), "")
	if says(t, p, "登记编号不对", "请填 11 位手机号", "错误："); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.Status)
	}
	if f := mainForm(p); f.Get("number") != wrongNumber || f.Get("phone") != "0991-2345678" {
		t.Errorf("typed text is lost: %v", f.Values())
	}
}

// lost asks for a fresh code from an address.
func (w *parentSite) lost(from, number, phone string) int {
	form := url.Values{"key": {w.keyField(newFormKey())}, "number": {number}, "phone": {phone}}
	r := httptest.NewRequest(http.MethodPost, trackLostPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	r.RemoteAddr = from
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return rec.Code
}

// Whoever asks from many networks is slowed down with all the others who ask.
func TestTrackLost_allAreSlowedTogether(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.Leads.SMS = true
	var begun time.Time
	for n := range brakeFree + 4 {
		begun = time.Now()
		if code := w.lost(fmt.Sprintf("203.0.%d.7:1", n), lead.Number(2026, 128), "19900001234"); code != http.StatusSeeOther {
			t.Fatalf("request %d: %d", n+1, code)
		}
	}
	if took := time.Since(begun); took < 4*brakeStep {
		t.Errorf("the last one took %v", took)
	}
}

// A network that asks and asks is slowed and never refused (ADR 0020); another is not, time heals, and who mistypes is not counted.
func TestTrackLost_aNetworkIsSlowedAndNotRefused(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.Leads.SMS = true
	begun := time.Now()
	for range 2 * lostFree {
		if code := w.lost("203.0.113.7:1", "1", "1"); code != http.StatusUnprocessableEntity {
			t.Fatalf("answer %d to who mistypes", code)
		}
	}
	if took := time.Since(begun); took > brakeMost {
		t.Errorf("who mistypes waited %v", took)
	}
	d, now := newLostDesk(), w.clock.Now()
	for range lostFree + 10 {
		d.slow(network{1}, now)
	}
	if own, other, later := d.slow(network{1}, now), d.slow(network{2}, now), d.slow(network{1}, now.Add(time.Hour)); own != brakeMost || other >= own || later != 0 {
		t.Errorf("the network waits %v, another %v, an hour later %v", own, other, later)
	}
}

// Without a way to send messages the page promises none.
func TestTrack_promisesNoMessageWithoutAWay(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	p := w.visitor().Get(trackPath)
	if text := p.One("main").Text(); strings.Contains(text, "短信") || !strings.Contains(text, "拨打热线") || p.Has(`main a[href="/track/lost"]`) {
		t.Errorf("the page says %s", text)
	}
}
