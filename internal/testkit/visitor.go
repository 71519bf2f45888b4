package testkit

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// home is the address a visitor believes to be at.
const home = "http://127.0.0.1:8080/"

// formType is what a form is sent as.
const formType = "application/x-www-form-urlencoded"

// maxHops is how many redirects a visitor follows.
const maxHops = 10

// Visitor is a person with a browser without JavaScript: keeps cookies, follows redirects, fills in forms. It
// speaks to the handler directly, no socket. Not for concurrent use; two people are two visitors.
type Visitor struct {
	Header  http.Header // sent with every request
	t       testing.TB
	handler http.Handler
	jar     http.CookieJar
	at      *url.URL
}

// Page is an answer. Node is empty unless it is HTML.
type Page struct {
	Node
	Status int
	Header http.Header
	URL    *url.URL // where the visitor ended up
	Body   string
}

// NewVisitor returns somebody who has never been here.
func NewVisitor(t testing.TB, handler http.Handler) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{Header: http.Header{}, t: t, handler: handler, jar: jar, at: at}
}

// Get goes to an address, absolute or relative to where the visitor is.
func (v *Visitor) Get(ref string) *Page {
	v.t.Helper()
	return v.follow(http.MethodGet, v.resolve(ref), "")
}

// Post sends any fields to an address: what a form would never send, too.
func (v *Visitor) Post(ref string, values url.Values) *Page {
	v.t.Helper()
	return v.follow(http.MethodPost, v.resolve(ref), values.Encode())
}

// Submit sends the form by its button with that text, or by its only one if button is "".
func (v *Visitor) Submit(f *Form, button string) *Page {
	v.t.Helper()
	b := v.press(f, button)
	values := f.Values()
	if b.Name != "" {
		values.Add(b.Name, b.Value)
	}
	if f.Enctype != "" && f.Enctype != formType {
		v.t.Fatalf("the visitor cannot send %s", f.Enctype)
	}
	to := f.Action
	if b.Action != "" {
		to = b.Action
	}
	if f.Method == http.MethodPost {
		return v.Post(to, values)
	}
	target := *v.resolve(to)
	target.RawQuery = values.Encode()
	return v.follow(http.MethodGet, &target, "")
}

// Do sends one request with the visitor's cookies and keeps those of the answer; redirects are not followed.
// The request's URL must be absolute.
func (v *Visitor) Do(req *http.Request) *Page {
	v.t.Helper()
	for name, values := range v.Header {
		req.Header[name] = values
	}
	for _, c := range v.jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	v.handler.ServeHTTP(rec, req.Clone(req.Context())) // over a wire nothing is shared
	res := rec.Result()
	defer res.Body.Close()
	v.jar.SetCookies(req.URL, res.Cookies())
	p := &Page{Node: Node{t: v.t}, Status: res.StatusCode, Header: res.Header, URL: req.URL, Body: rec.Body.String()}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		p.Node = Parse(v.t, strings.NewReader(p.Body))
	}
	return p
}

func (v *Visitor) press(f *Form, text string) Button {
	v.t.Helper()
	if text != "" {
		return f.Button(text)
	}
	if len(f.Buttons) != 1 {
		v.t.Fatalf("the form has %d buttons, name one of %v", len(f.Buttons), f.Buttons)
	}
	return f.Buttons[0]
}

func (v *Visitor) follow(method string, to *url.URL, body string) *Page {
	v.t.Helper()
	for range maxHops {
		p := v.Do(v.request(method, to, body))
		next := p.Header.Get("Location")
		if p.Status < 300 || p.Status > 399 || next == "" {
			v.at = to
			return p
		}
		v.at = to
		to = v.resolve(next)
		if p.Status != http.StatusTemporaryRedirect && p.Status != http.StatusPermanentRedirect {
			method, body = http.MethodGet, ""
		}
	}
	v.t.Fatalf("more than %d redirects, now to %s", maxHops, to)
	return nil
}

// request looks like a browser's whose page said Referrer-Policy: no-referrer.
func (v *Visitor) request(method string, to *url.URL, body string) *http.Request {
	req := httptest.NewRequestWithContext(v.t.Context(), method, to.String(), io.Reader(strings.NewReader(body)))
	req.RemoteAddr = "127.0.0.1:50000"
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		req.Header.Set("Origin", "null")
		req.Header.Set("Content-Type", formType)
	}
	return req
}

func (v *Visitor) resolve(ref string) *url.URL {
	v.t.Helper()
	to, err := v.at.Parse(ref)
	if err != nil {
		v.t.Fatalf("address %q: %v", ref, err)
	}
	to.Fragment = ""
	return to
}
