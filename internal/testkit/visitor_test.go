package testkit_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sunlead/internal/testkit"
)

// guestbook keeps a name in a cookie and answers a POST with a redirect.
func guestbook() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /book", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		name := "nobody"
		if c, err := r.Cookie("name"); err == nil {
			name = c.Value
		}
		fmt.Fprintf(w, `<h1>%s</h1><p>%s</p><form method=post action="sign"><input name=name><button name=go value=1>签名</button></form>
			<form id=search><input name=q><button>查</button></form>`, name, r.URL.RawQuery)
	})
	mux.HandleFunc("POST /sign", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("go") != "1" || r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "name", Value: r.FormValue("name"), HttpOnly: true})
		http.Redirect(w, r, "/book?signed=1", http.StatusSeeOther)
	})
	return mux
}

func TestVisitor_fillsInAFormAndFollows(t *testing.T) {
	t.Parallel()
	v := testkit.NewVisitor(t, guestbook())
	form := v.Get("/book").Form("form[method=post]").Set("name", "Ana")
	page := v.Submit(form, "签名")
	if page.Status != http.StatusOK || page.URL.RequestURI() != "/book?signed=1" || page.One("h1").Text() != "Ana" {
		t.Errorf("after signing: %d %s %s", page.Status, page.URL, page.Body)
	}
	page = v.Submit(page.Form("#search").Set("q", "天山 1"), "")
	if want := (url.Values{"q": {"天山 1"}}).Encode(); page.One("p").Text() != want {
		t.Errorf("after searching: %s", page.Body)
	}
	if other := testkit.NewVisitor(t, guestbook()).Get("/book"); other.One("h1").Text() != "nobody" {
		t.Errorf("another visitor shares the cookie: %s", other.Body)
	}
}

func TestVisitor_postsWhatNoFormWould(t *testing.T) {
	t.Parallel()
	v := testkit.NewVisitor(t, guestbook())
	if page := v.Post("/sign", url.Values{"go": {"2"}}); page.Status != http.StatusUnprocessableEntity || page.Has("h1") {
		t.Errorf("answer is %d %s", page.Status, page.Body)
	}
	if page := v.Get("/nowhere"); page.Status != http.StatusNotFound {
		t.Errorf("answer is %d", page.Status)
	}
}
