package httpd

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
)

func TestReceiptPicture_isOfThisBrowserForHalfAnHour(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, lang := range []string{"", "/en", "/ug"} {
		v := w.visitor()
		v.Post("/report/all", w.everything(v))
		p := v.Get(lang + "/report/done")
		img := p.One("main img")
		if img.Attr("src") != lang+reportPicturePath || img.Attr("alt") == "" {
			t.Errorf("%s: the picture is %s", lang, img.Attr("src"))
		}
		code := strings.Join(strings.Fields(p.One(".receipt__code").Text()), "")
		if strings.Contains(strings.ReplaceAll(img.Attr("alt")+img.Attr("src"), " ", ""), code) || len(code) != 16 {
			t.Errorf("the code stands in an address: %s", img.Attr("src"))
		}
		raw := v.Get(img.Attr("src"))
		m, err := png.DecodeConfig(bytes.NewReader([]byte(raw.Body)))
		if err != nil || len(raw.Body) > 30<<10 || m.Width != 720 {
			t.Fatalf("%s: %d bytes, %v, %v", lang, len(raw.Body), m, err)
		}
		if raw.Header.Get("Content-Type") != "image/png" || raw.Header.Get("Cache-Control") != "no-store" || raw.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("headers %v", raw.Header)
		}
		if stranger := w.visitor().Get(img.Attr("src")); stranger.Status != http.StatusNotFound {
			t.Errorf("a stranger gets %d", stranger.Status)
		}
		w.clock.Set(w.clock.Now().Add(receiptLife + time.Second))
		if p := v.Get(img.Attr("src")); p.Status != http.StatusNotFound {
			t.Errorf("after half an hour: %d", p.Status)
		}
		says(t, v.Get("/report/done"), "回执已收起，请用查询码查询")
	}
}

func TestReceiptPicture_holdsNoCodeInTheSquare(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, tongue := range w.tongues {
		at := *tongue
		at.Public = "https://sunlead.example/"
		if p := at.picture(&lead.Receipt{Code: "4821093755621048"}); p.URL != "https://sunlead.example"+at.Texts.URL("/track") || p.Rows[0].Value == "" {
			t.Errorf("%s: the square leads to %q", at.Texts.Lang(), p.URL)
		}
	}
}

func TestReceipt_isReadAloudDigitByDigit(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	if got := w.spelled("4821093755621048"); got != "四八二一，零九三七，五五六二，一零四八" {
		t.Errorf("it says %q", got)
	}
	v := w.visitor()
	p := v.Post("/report/all", w.everything(v))
	if p.One(".receipt__code").Attr("aria-hidden") != "true" || p.One(".receipt__code").Attr("data-copy") == "" {
		t.Error("the digits are read as numbers")
	}
}
