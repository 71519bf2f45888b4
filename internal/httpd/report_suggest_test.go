package httpd

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func (w *parentSite) addSchools(names ...string) {
	w.t.Helper()
	var list []org.School
	for _, name := range names {
		list = append(list, org.School{Name: name, District: "650105", Affiliation: org.ByDistrict})
	}
	w.must(w.d.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error { return w.Org.PutSchools(ctx, tx, list) }))
	w.clock.Add(schoolsAreOld)
}

// schoolsAreOld is after when a process reads the list anew.
const schoolsAreOld = 11e9

func suggest(v *testkit.Visitor, lang, typed string) *testkit.Page {
	return v.Post(lang+reportSuggestPath, url.Values{"school_q": {typed}})
}

// While a name is typed, the schools that may be meant are listed: a few, in every spelling, and nothing is kept.
func TestPostReportSuggest_listsWhatMayBeMeant(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.addSchools("示例水磨沟小学", "示例第十八小学", "示例甲中学", "示例乙中学", "示例丙中学", "示例丁中学", "示例戊中学", "示例己中学", "示例庚中学", "示例辛中学")
	v := w.visitor()
	for typed, want := range map[string]string{"水磨沟": "示例水磨沟小学", "slsmg": "示例水磨沟小学", "18小": "示例第十八小学"} {
		says(t, suggest(v, "", typed), want, w.Texts.T("report.school_id.none"), w.Texts.T("report.suggest.found", "n", 1))
	}
	p := suggest(v, "", "中学")
	says(t, p, w.Texts.T("report.suggest.found", "n", org.SchoolHits), w.Texts.T("report.suggest.most", "n", org.SchoolHits))
	if n := len(p.All("[name=school_id]")); n != org.SchoolHits+1 || strings.Contains(p.Body, "<html") {
		t.Errorf("%d choices in %q", n, p.Body)
	}
	says(t, suggest(v, "/en", "没有这所"), "We did not find")
	if p := suggest(v, "", strings.Repeat("长", 41)); p.Status != 422 || !strings.Contains(p.Body, "最多 40 个字") {
		t.Errorf("a name that is too long: %d %s", p.Status, p.Body)
	}
	for _, typed := range []string{"", "　"} {
		if p := suggest(v, "", typed); p.Status != 200 || strings.TrimSpace(p.Body) != "" {
			t.Errorf("%q: %d %s", typed, p.Status, p.Body)
		}
	}
	if n := w.count("drafts"); n != 0 {
		t.Errorf("%d drafts", n)
	}
}

// What was ticked below the field is the school of the report, whatever letters it was found by.
func TestPostReportSuggest_leadsToTheSchool(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.addSchools("示例水磨沟小学")
	v := w.visitor()
	p := forward(v, v.Get("/report/type"), typeAnswers)
	if got := p.Header.Get("Content-Security-Policy"); !strings.Contains(got, "connect-src 'self'") || !strings.HasPrefix(got, "default-src 'none'") {
		t.Errorf("the script may not ask: %s", got)
	}
	if got := v.Get("/").Header.Get("Content-Security-Policy"); strings.Contains(got, "connect-src") {
		t.Errorf("other scripts may: %s", got)
	}
	id := suggest(v, "", "slsmg").All("[name=school_id]")[0].Attr("value")
	key := between(p.Body, `name="key" value="`, `"`)
	p = v.Post("/report/school", url.Values{fieldKey: {key}, "school_q": {"slsmg"}, "school_id": {id}, "about": {"school"}})
	if p.URL.Path != reportWhat.path {
		t.Fatalf("%s\n%s", p.URL, p.Text())
	}
	again := v.Get("/report/school").Body
	for _, want := range []string{`value="示例水磨沟小学"`, `value="650105" checked`} {
		if !strings.Contains(again, want) {
			t.Errorf("the school, or its district, was not taken: %s", want)
		}
	}
}
