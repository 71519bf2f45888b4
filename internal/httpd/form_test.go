package httpd

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/errs"
)

func TestForm_brokenRequestsNeverReachTheHandler(t *testing.T) {
	t.Parallel()
	const ok = formType
	cases := []struct {
		name, kind, body string
		want             int
	}{
		{"plain", ok, "cat=fee", 200},
		{"charset", ok + "; charset=UTF-8", "cat=fee", 200},
		{"empty body", ok, "", 200},
		{"technical fields", ok, "csrf=a&key=b&version=3", 200},
		{"multi field repeated", ok, "items=1&items=2", 200},
		{"tab and line ends", ok, "text=a%09b%0D%0Ac", 200},
		{"no content type", "", "cat=fee", 415},
		{"json", "application/json", `{"cat":"fee"}`, 415},
		{"json in a form's clothes", "text/plain", `{"cat":"fee"}`, 415},
		{"multipart", "multipart/form-data; boundary=x", "--x--", 415},
		{"gbk", ok + "; charset=gbk", "cat=fee", 415},
		{"utf-7", ok + "; charset=utf-7", "cat=fee", 415},
		{"other parameter", ok + "; boundary=x", "cat=fee", 415},
		{"broken type", ok + "; charset", "cat=fee", 415},
		{"over the limit", ok, "text=" + strings.Repeat("a", 4096), 413},
		{"NUL", ok, "cat=a%00b", 400},
		{"raw NUL", ok, "cat=a\x00b", 400},
		{"escape", ok, "cat=%1B[31m", 400},
		{"bell", ok, "cat=%07", 400},
		{"DEL", ok, "cat=%7F", 400},
		{"NUL in a password", ok, "password=%00", 400},
		{"control in a name", ok, "c%0Bat=x", 400},
		{"control in a line", ok, "name=a%1Fb", 400},
		{"NUL in a text", ok, "text=a%00b", 400},
		{"bad UTF-8", ok, "cat=%C3%28", 400},
		{"overlong", ok, "cat=%C0%AF", 400},
		{"surrogate", ok, "cat=%ED%A0%80", 400},
		{"lone continuation", ok, "cat=%80", 400},
		{"GBK bytes", ok, "cat=%CA%D5%B7%D1", 400},
		{"bad percent", ok, "cat=%zz", 400},
		{"cut percent", ok, "cat=%4", 400},
		{"semicolon", ok, "cat=a;name=b", 400},
		{"unknown field", ok, "cat=a&state=closed", 400},
		{"field of another form", ok, "is_admin=1", 400},
		{"array trick", ok, "cat[]=a", 400},
		{"nameless", ok, "=a", 400},
		{"repeated", ok, "cat=a&cat=b", 400},
		{"repeated, the same", ok, "cat=a&cat=a", 400},
		{"technical repeated", ok, "key=a&key=b", 400},
		{"too many pairs", ok, strings.Repeat("items=1&", 200), 400},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			k := newKit(t)
			r := httptest.NewRequest(post, "/t/echo", strings.NewReader(tc.body))
			r.Header.Set("Content-Type", tc.kind)
			w := k.do(r)
			if w.Code != tc.want || (len(k.sawForms) == 1) != (tc.want == 200) {
				t.Errorf("status %d, want %d; %d forms seen", w.Code, tc.want, len(k.sawForms))
			}
			if tc.want != 200 && !strings.Contains(w.Body.String(), "<h1>") {
				t.Error("no error page")
			}
		})
	}
}

func TestForm_compressedAndLyingBodies(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r := httptest.NewRequest(post, "/t/echo", strings.NewReader("cat=a"))
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Content-Encoding", "gzip")
	if w := k.do(r); w.Code != 415 {
		t.Errorf("gzip: %d", w.Code)
	}
	r = httptest.NewRequest(post, "/t/echo", strings.NewReader("text="+strings.Repeat("a", 5000)))
	r.Header.Set("Content-Type", formType)
	r.ContentLength = -1 // chunked: the size shows only while reading
	if w := k.do(r); w.Code != 413 {
		t.Errorf("chunked: %d", w.Code)
	}
	r = httptest.NewRequest(post, "/t/echo", strings.NewReader("cat=a"))
	r.Header["Content-Type"] = []string{formType, "application/json"}
	if w := k.do(r); w.Code != 415 {
		t.Errorf("two types: %d", w.Code)
	}
}

func TestForm_tidiesOnceAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	sent := url.Values{
		"cat":      {"\ufeff\u3000 fee\u00a0\u3000"},
		"name":     {"阿依古丽·买买提\r\n\u200d𠮷"},
		"text":     {" 第一行\r\n第二行\r第三行\n\u202egnp.exe <b>x</b>  \r\n"},
		"phone":    {"１９９０-٠٠٠－۱۲۳４"},
		"password": {" \ufeffpass word\u3000"},
		"items":    {"2", " 1 "},
	}
	if w := k.post("/t/echo", sent); w.Code != 200 {
		t.Fatalf("status %d", w.Code)
	}
	f := k.sawForms[0]
	got := map[string]string{}
	for name := range sent {
		got[name] = strings.Join(f.All(name), "|")
	}
	want := map[string]string{
		"cat":      "fee",
		"name":     "阿依古丽·买买提 \u200d𠮷",
		"text":     "第一行\n第二行\n第三行\n\u202egnp.exe <b>x</b>",
		"phone":    "1990-000-1234",
		"password": " \ufeffpass word\u3000",
		"items":    "2|1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d := f.Digits("phone"); d != "19900001234" {
		t.Errorf("digits %q", d)
	}
	if f.Get("nothing") != "" || f.Has("nothing") || !f.Has("cat") {
		t.Error("absent fields are not absent")
	}
}

func TestForm_checksCollect(t *testing.T) {
	t.Parallel()
	form := func(name, v string) *Form {
		return &Form{set: fields("a").long("t"), values: map[string][]string{name: {v}}}
	}
	cases := []struct {
		name string
		run  func() *Form
		want map[string]errs.Text
	}{
		{"fits", func() *Form { f := form("t", "四个字了"); f.Len("t", "x", 4, 4); return f }, nil},
		{"optional", func() *Form { f := form("a", ""); f.Len("t", "x", 0, 4); return f }, nil},
		{"missing", func() *Form { f := form("a", ""); f.Len("t", "x", 1, 4); return f }, map[string]errs.Text{"t": errs.T("x.empty")}},
		{"invisible", func() *Form { f := form("t", "\u200b\u2800\ufe0f"); f.Len("t", "x", 1, 4); return f }, map[string]errs.Text{"t": errs.T("x.empty")}},
		{"short", func() *Form { f := form("t", "三个字"); f.Len("t", "x", 4, 9); return f }, map[string]errs.Text{"t": errs.T("x.short", "min", 4, "n", 3)}},
		{"long", func() *Form { f := form("t", "五个字😀𠮷"); f.Len("t", "x", 1, 3); return f }, map[string]errs.Text{"t": errs.T("x.long", "max", 3, "n", 5, "over", 2)}},
		{"choice", func() *Form { f := form("a", "zone"); f.OneOf("a", "x", "fee", "zone"); return f }, nil},
		{"no choice", func() *Form { f := form("t", ""); f.OneOf("a", "x", "fee"); return f }, map[string]errs.Text{"a": errs.T("x")}},
		{"forged choice", func() *Form { f := form("a", "FEE"); f.OneOf("a", "x", "fee"); return f }, map[string]errs.Text{"a": errs.T("x")}},
		{"first note stays", func() *Form { f := form("a", ""); f.Fail("a", "x"); f.Fail("a", "y"); return f }, map[string]errs.Text{"a": errs.T("x")}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			err := tc.run().Err()
			if (err != nil) != (tc.want != nil) {
				t.Fatalf("err %v", err)
			}
			if err != nil {
				if diff := cmp.Diff(tc.want, errs.As(err).Fields); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestForm_invalidIsShownAgainInTheOrderOfThePage(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.post("/t/page", url.Values{"cat": {`"><script>x</script>`}, "name": {"长得太多的名字"}})
	body := w.Body.String()
	if w.Code != 422 || !strings.Contains(body, "<title>错误：") {
		t.Fatalf("%d %s", w.Code, body)
	}
	cat, name := strings.Index(body, `href="#cat"`), strings.Index(body, `href="#name"`)
	if cat < 0 || name < cat {
		t.Errorf("summary: cat at %d, name at %d", cat, name)
	}
	if strings.Contains(body, "<script>") || !strings.Contains(body, "&lt;script&gt;") {
		t.Error("the typed value is gone or not escaped")
	}
	if !strings.Contains(body, `id="cat-error"`) {
		t.Error("no sentence beside the field")
	}
	if w := k.post("/t/page", url.Values{"cat": {"fee"}, "name": {"名字"}}); w.Code != 303 {
		t.Errorf("good form: %d", w.Code)
	}
}

func TestQuery_isStrictWhereDeclared(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	cases := []struct {
		target string
		want   int
	}{
		{"/t/search?q=%E6%94%B6%E8%B4%B9&page=2", 200},
		{"/t/search", 200},
		{"/t/search?q=a&q=b", 400},
		{"/t/search?sort=id%3Bdrop", 400},
		{"/t/search?q=%00", 400},
		{"/t/search?q=%C3%28", 400},
		{"/t/search?q=%zz", 400},
		{"/t/search?q=a;b", 400},
		{"/t/search?csrf=a", 400},
		{"/t/search?q=" + strings.Repeat("a", 100), 200},
		{"/t/search?q=" + strings.Repeat("a", 101), 422},
		{"/t/page?from=singlemessage&isappinstalled=0&from=x", 200}, // chat programs append to shared links
		{"/t/page?x=%00", 400},
		{"/t/page?x=%FF", 400},
	}
	for _, tc := range cases {
		if w := k.get(tc.target); w.Code != tc.want {
			t.Errorf("%.60s: %d, want %d", tc.target, w.Code, tc.want)
		}
	}
	if got := k.get("/t/search?q=%E6%94%B6%E8%B4%B9").Body.String(); got != "收费" {
		t.Errorf("q read as %q", got)
	}
}

func TestQuery_doesNotFillTheForm(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	if w := k.post("/t/echo?cat=query", url.Values{"name": {"body"}}); w.Code != 200 {
		t.Fatalf("status %d", w.Code)
	}
	if got := k.sawForms[0].Get("cat"); got != "" {
		t.Errorf("cat came from the query: %q", got)
	}
}

func FuzzParsePairs(f *testing.F) {
	for _, seed := range []string{"cat=a&name=b", "cat=%00", "items=1&items=2", "%=%", "cat=%E6%94%B6", "&&=;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		form, err := parsePairs(raw, echoForm(), parseMode{technical: true, strict: true})
		if err != nil {
			if !errs.Is(err, errs.Malformed) {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		for name, values := range form.values {
			for _, v := range values {
				if strings.ContainsRune(v, 0) || strings.Contains(v, "\r") && name != "password" && technical[name] == 0 {
					t.Fatalf("%q: %s=%q", raw, name, v)
				}
			}
		}
	})
}
