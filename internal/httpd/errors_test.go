package httpd

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sunlead/internal/errs"
)

func TestErrors_everyKindHasItsPage(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for kind := errs.Internal; kind <= errs.Unavailable; kind++ {
		info, ok := kinds[kind]
		if !ok {
			t.Errorf("kind %d has no status", kind)
			continue
		}
		if info.name == "unauthenticated" {
			continue // leads to the sign-in page
		}
		w := k.get("/t/fail?kind=" + info.name)
		body := w.Body.String()
		if w.Code != info.status || !strings.Contains(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %v", info.name, w.Code, w.Header())
		}
		for _, part := range []string{"title", "text"} {
			key := "error." + strconv.Itoa(info.status) + "." + part
			if !k.Texts.Has(key) || !strings.Contains(body, k.Texts.T(key)) {
				t.Errorf("%s: the page lacks %s", info.name, key)
			}
		}
		if strings.Contains(body, "cause-of-it") || strings.Contains(body, "⟦") || strings.Contains(body, "no.such.text") {
			t.Errorf("%s: shows what is not for the reader", info.name)
		}
		if (w.Header().Get("Retry-After") != "") != (info.status == 429 || info.status == 503) {
			t.Errorf("%s: Retry-After %q", info.name, w.Header().Get("Retry-After"))
		}
		if !strings.Contains(body, w.Header().Get("X-Request-Id")) {
			t.Errorf("%s: no request id", info.name)
		}
	}
	for _, key := range []string{"error.405", "error.414", "error.csrf", "error.origin", "error.query"} {
		if !k.Texts.Has(key+".title") || !k.Texts.Has(key+".text") {
			t.Errorf("%s is not written", key)
		}
	}
}

func TestErrors_unknownOnesAreOursAndLogged(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.get("/t/fail")
	if w.Code != 500 || strings.Contains(w.Body.String(), "nobody knows") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	log := k.log.String()
	if !strings.Contains(log, `"level":"ERROR"`) || !strings.Contains(log, "nobody knows") || !strings.Contains(log, w.Header().Get("X-Request-Id")) {
		t.Errorf("log: %s", log)
	}
}

func TestErrors_failedPostGivesTheWritingBack(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.post("/t/fail", url.Values{"text": {"经过是这样的"}})
	if w.Code != 500 || !strings.Contains(w.Body.String(), "经过是这样的") || strings.Contains(k.log.String(), "经过") {
		t.Errorf("%d; in the log: %v", w.Code, strings.Contains(k.log.String(), "经过"))
	}
}

func TestErrors_brokenTemplateLeavesNoHalfPage(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.get("/t/broken")
	if w.Code != 500 || strings.Contains(w.Body.String(), "half") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestErrors_pageDropsTheHeadersOfWhatFailed(t *testing.T) {
	t.Parallel()
	h := newKit(t).get("/t/late").Header()
	if h.Get("Cache-Control") != "no-store" || h.Get("Content-Disposition") != "" {
		t.Errorf("headers %v", h)
	}
}

func TestErrors_prebuiltPageWhenTheErrorPageFails(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.pages = pageSet{}
	w := k.get("/t/fail")
	body := w.Body.String()
	if w.Code != 500 || !strings.Contains(body, k.Texts.T("error.500.title")) || !strings.Contains(body, w.Header().Get("X-Request-Id")) || strings.Contains(body, lastID) {
		t.Errorf("%d %s", w.Code, body)
	}
}
