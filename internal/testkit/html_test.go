package testkit_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/testkit"
)

const samplePage = `<!doctype html><html lang="zh"><head><title>学校</title></head><body>
<main id="main" class="wide page"><h1>学校   在哪里</h1><p>第一段</p><p>第二段</p>
<form action="/next" method="post"><script>var unseen</script>
<input type="hidden" name="token" value="k1">
<input name="text" value="旧">
<label><input type="radio" name="about" value="school">学校</label>
<label><input type="radio" name="about" value="unsure" checked>说不清</label>
<input type="checkbox" name="consent" value="yes"><input type="checkbox" name="item" value="1" checked><input type="checkbox" name="item" value="2" checked>
<select name="district"><option value="">请选择</option><option value="650102" selected>天山区</option></select>
<select name="stage"><option>小学</option><option>初中</option></select>
<textarea name="what">
三行
 字</textarea>
<input name="off" disabled value="x"><fieldset disabled><input name="off2" value="x"></fieldset>
<input type="text" value="nameless">
<button>继续</button><button name="move" value="back" formaction="/back">退回</button><button type="button">显示</button>
</form></main><a data-count="3" href='/a b'>共 3 件</a></body></html>`

func TestAll_findsBySelector(t *testing.T) {
	t.Parallel()
	page := testkit.Parse(t, strings.NewReader(samplePage))
	for selector, want := range map[string]int{
		"p": 2, "main p": 2, "form p": 0, "#main": 1, "main#main.page.wide": 1, ".narrow": 0, "*": 34,
		"input[name=about]": 2, "input[name=about][checked]": 1, `a[href="/a b"]`: 1, "a[data-count='3']": 1,
		"[data-count]": 1, "body main form option[value=650102]": 1, "form main": 0, "main .wide": 0,
	} {
		if got := len(page.All(selector)); got != want {
			t.Errorf("%q matches %d elements, want %d", selector, got, want)
		}
	}
}

func TestText_isWhatAReaderSees(t *testing.T) {
	t.Parallel()
	page := testkit.Parse(t, strings.NewReader(samplePage))
	if got := page.One("h1").Text(); got != "学校 在哪里" {
		t.Errorf("heading reads %q", got)
	}
	if got := page.Text(); strings.Contains(got, "unseen") || !strings.Contains(got, "第一段 第二段") {
		t.Errorf("page reads %q", got)
	}
}

func TestForm_sendsWhatABrowserWould(t *testing.T) {
	t.Parallel()
	f := testkit.Parse(t, strings.NewReader(samplePage)).Form("main form")
	want := url.Values{
		"token": {"k1"}, "text": {"旧"}, "about": {"unsure"}, "item": {"1", "2"}, "district": {"650102"},
		"stage": {"小学"}, "what": {"三行\n 字"},
	}
	if diff := cmp.Diff(want, f.Values()); diff != "" {
		t.Error(diff)
	}
	if f.Method != "POST" || f.Action != "/next" || len(f.Buttons) != 2 {
		t.Errorf("form is %+v", f)
	}
	f.Set("about", "school").Set("consent", "yes").Set("item").Set("text", "新")
	got := f.Values()
	if got.Get("about") != "school" || got.Get("consent") != "yes" || got.Has("item") || got.Get("text") != "新" {
		t.Errorf("after typing the form sends %v", got)
	}
	if got := f.Field("district").Options; !cmp.Equal(got, []string{"", "650102"}) {
		t.Errorf("offered districts are %q", got)
	}
}

// refusal catches the failure that a helper reports.
type refusal struct {
	testing.TB
	failed bool
}

func (r *refusal) Helper() {}

func (r *refusal) Fatalf(string, ...any) {
	r.failed = true
	panic(r) //nolint:forbidigo // leaves the helper as the real Fatalf does
}

func (r *refusal) Fatal(...any) { r.Fatalf("") }

func TestHelpers_failWhereNobodyCould(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func(testkit.Node){
		"no such field":   func(n testkit.Node) { n.Form("form").Set("absent", "x") },
		"hidden":          func(n testkit.Node) { n.Form("form").Set("token", "x") },
		"not offered":     func(n testkit.Node) { n.Form("form").Set("about", "bureau") },
		"no such button":  func(n testkit.Node) { n.Form("form").Button("删除") },
		"two of them":     func(n testkit.Node) { n.One("p") },
		"none":            func(n testkit.Node) { n.One("h6") },
		"not a form":      func(n testkit.Node) { n.Form("main") },
		"broken selector": func(n testkit.Node) { n.All("a[b") },
		"child selector":  func(n testkit.Node) { n.All("a > b") },
		"empty selector":  func(n testkit.Node) { n.All(" ") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &refusal{TB: t}
			defer func() {
				if recover(); !r.failed {
					t.Error("the helper did not fail the test")
				}
			}()
			try(testkit.Parse(r, strings.NewReader(samplePage)))
		})
	}
}
