package notify_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sunlead/internal/config"
	"sunlead/internal/errs"
	"sunlead/internal/notify"
)

var message = notify.SMS{
	ID: 7, To: "19900001234", Name: "code", Lang: "ug", Text: "【入学问题】查询码 4821 0937 5562 1048",
	Args: map[string]string{"number": "2026-000128-7", "code": "4821 0937 5562 1048", "day": ""},
}

// gateway is a local server that answers as told, and what it was sent.
func gateway(t *testing.T, answer http.HandlerFunc, change ...func(*config.SMS)) (*notify.Gateway, *http.Request, *[]byte) {
	t.Helper()
	var seen http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		seen = *r
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	c := config.SMS{URL: server.URL + "/send", Key: "secret", Templates: map[string]string{"code": "1001", "code.ug": "1002", "asked": "1003"}}
	for _, f := range change {
		f(&c)
	}
	return notify.NewGateway(c), &seen, &body
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code); _, _ = io.WriteString(w, body) }
}

func TestGateway_postsJSON(t *testing.T) {
	t.Parallel()
	g, seen, body := gateway(t, status(200, ""))
	if err := g.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(*body, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"id": "7", "to": "19900001234", "template": "1002", "text": message.Text, "number": "2026-000128-7", "code": "4821 0937 5562 1048",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if _, told := got["lang"]; told {
		t.Error("the contact language stands beside the number") // domain rule 17
	}
	if seen.Method != http.MethodPost || seen.URL.Path != "/send" || seen.URL.RawQuery != "" || seen.Header.Get("Authorization") != "Bearer secret" {
		t.Errorf("%s %s, %v", seen.Method, seen.URL, seen.Header)
	}
}

func TestGateway_postsAForm(t *testing.T) {
	t.Parallel()
	g, seen, body := gateway(t, status(204, ""), func(c *config.SMS) { c.Form, c.Key = true, "" })
	zh := message
	zh.Lang = "zh"
	if err := g.Send(t.Context(), zh); err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(string(*body))
	if err != nil || form.Get("to") != "19900001234" || form.Get("template") != "1001" || form.Get("text") != message.Text {
		t.Errorf("form %v, %v", form, err)
	}
	if seen.Header.Get("Authorization") != "" {
		t.Error("a key nobody gave")
	}
}

// Each way to fail, and whether it may be tried again; no error names the number, the code or the address.
func TestGateway_failures(t *testing.T) {
	t.Parallel()
	want := func(c *config.SMS) { c.OK = "code=0" }
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		change func(*config.SMS)
		kind   errs.Kind
		fine   bool
	}{
		"500": {answer: status(500, "19900001234"), kind: errs.Internal},
		"503": {answer: status(503, ""), kind: errs.Unavailable},
		"429": {answer: status(429, ""), kind: errs.Unavailable},
		"401": {answer: status(401, ""), kind: errs.Invalid},
		"a redirect": {answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, kind: errs.Internal},
		"garbage":         {answer: status(200, "<html>19900001234"), change: want, kind: errs.Internal},
		"half a JSON":     {answer: status(200, `{"code":`), change: want, kind: errs.Internal},
		"endless":         {answer: status(200, strings.Repeat(" ", 1<<20)+`{"code":0}`), change: want, kind: errs.Internal},
		"refused":         {answer: status(200, `{"code":15,"msg":"19900001234"}`), change: want, kind: errs.Invalid},
		"agreed":          {answer: status(200, `{"code":0}`), change: want, fine: true},
		"agreed in words": {answer: status(200, `{"code":"OK"}`), change: func(c *config.SMS) { c.OK = "code=OK" }, fine: true},
		"hangs up": {answer: func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_ = conn.Close()
		}, kind: errs.Internal},
		"nobody there": {answer: status(200, ""), change: func(c *config.SMS) { c.URL = "http://127.0.0.1:1/send?key=hidden" }, kind: errs.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := c.change
			if change == nil {
				change = func(*config.SMS) {}
			}
			g, _, _ := gateway(t, c.answer, change)
			err := g.Send(t.Context(), message)
			if (err == nil) != c.fine || err != nil && errs.KindOf(err) != c.kind {
				t.Fatalf("%v", err)
			}
			if err != nil {
				for _, secret := range []string{"19900001234", "4821", "hidden", "127.0.0.1"} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error says %q: %v", secret, err)
					}
				}
			}
		})
	}
}

func TestGateway_doesNotWaitForever(t *testing.T) {
	t.Parallel()
	held := make(chan struct{})
	g, _, _ := gateway(t, func(http.ResponseWriter, *http.Request) { <-held })
	t.Cleanup(func() { close(held) }) // before the server closes
	g.Patience(50 * time.Millisecond)
	if err := g.Send(t.Context(), message); err == nil || errs.KindOf(err) != errs.Internal || !strings.Contains(err.Error(), "in time") {
		t.Errorf("%v", err)
	}
}

func TestSink_keepsTheLastFifty(t *testing.T) {
	t.Parallel()
	s := &notify.Sink{}
	for id := range int64(60) {
		if err := s.Send(t.Context(), notify.SMS{ID: id}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Sent(); len(got) != 50 || got[0].ID != 59 || got[49].ID != 10 {
		t.Errorf("%d kept, from %d", len(got), got[0].ID)
	}
}
