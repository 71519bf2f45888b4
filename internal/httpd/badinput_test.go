package httpd

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// badRun sends the cases to one site.
type badRun struct {
	*badSite
	quick bool            // a sample: every case, input, class, route and field at least once
	met   map[string]bool // pairs the sample has met
	kept  map[string][]string
	blank map[string]int
	tally map[string]int  // requests by way of trying
	cases map[string]bool // that were sent
}

// badStatuses are the names of outcomes that are only a status. The others:
// store: taken, and kept as typed but for the one normalisation; either: taken or refused, never half;
// blank: the same as an empty field; offered: only what the page offers is taken; nothing: a search that finds nothing;
// home: taken, and the browser stays with us; password: told wrong, or too long.
var badStatuses = map[string][]int{"password": {413, 422}, "home": {200, 303}}

func TestBadInput_everyRouteAnswersAsExpected(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		runBadInputs(t, openQuick(t), true, 0, 1)
		return
	}
	const parts = 2 // of the routes, for there are so many processors
	for part := range parts {
		t.Run(fmt.Sprintf("part%d", part+1), func(t *testing.T) {
			t.Parallel()
			runBadInputs(t, openQuick(t), false, part, parts)
		})
	}
}

// The other engine compares, counts and stores text by rules of its own.
func TestBadInput_onTheServersDatabase(t *testing.T) {
	t.Parallel()
	if testkit.Full() {
		runBadInputs(t, testkit.OpenDialect(t, db.MySQL), true, 0, 1)
	}
}

// openQuick opens a database in memory where there is such a folder: a thousand times it is put back.
func openQuick(t *testing.T) *db.DB {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "sunlead-test-bad-") //nolint:usetesting // t.TempDir lies on a disk
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return testkit.OpenConfig(t, db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "test.db")})
}

// runBadInputs sends every case to a part of the routes.
func runBadInputs(t *testing.T, d *db.DB, quick bool, part, parts int) {
	t.Helper()
	b := &badRun{
		badSite: newBadSite(t, d), quick: quick, met: map[string]bool{}, kept: map[string][]string{}, blank: map[string]int{},
		tally: map[string]int{}, cases: map[string]bool{},
	}
	var routes []route
	for i, r := range b.routes {
		if i%parts == part && !strings.HasPrefix(r.Path, "/t/") && !r.Options.File { // files have tests of their own
			routes = append(routes, r)
		}
	}
	for _, r := range routes {
		b.harmless(r)
	}
	for _, c := range badInputs(t) {
		for i, try := range c.Tries {
			try.id = fmt.Sprintf("%d/%d", c.No, i+1)
			b.try(routes, c, try)
		}
	}
	total := 0
	for _, n := range b.tally {
		total += n
	}
	t.Logf("%s: %d cases in %d requests on %d routes: %v", d.Dialect, len(b.cases), total, len(routes), b.tally)
}

func (b *badRun) try(routes []route, c badCase, try badTry) {
	for _, r := range routes {
		switch {
		case try.On == "field":
			b.fields(r, c, try, r.Options.Form)
			b.fields(r, c, try, r.Options.Query)
		case try.On == "get" && r.Method == get:
			b.tryGet(r, c, try)
		case try.On == "path":
			b.tryPath(r, c, try)
		case r.Method == post && try.On != "get" && try.On != "wire":
			b.tryPost(r, c, try)
		}
	}
}

// wants reports that this pair shows something new: an input, a class, a route or a field not met before. Of the
// rest a full run sends every case to every field and route, with one of its inputs; a sample sends nothing.
func (b *badRun) wants(sorts ...string) bool {
	fresh := false
	for _, sort := range sorts {
		if !b.met[sort] {
			fresh = true
		}
		b.met[sort] = true
	}
	return fresh
}

// badAnswer is what came back, and what it changed.
type badAnswer struct {
	t      *testing.T
	what   string // names the try in messages
	status int
	header http.Header
	body   string
	diff   map[string]badTable
}

func (a *badAnswer) errorf(format string, args ...any) {
	a.t.Helper()
	a.t.Errorf("%s: %s", a.what, fmt.Sprintf(format, args...))
}

// shot is one request.
type shot struct {
	method, target, body, as string
	cookies                  []*http.Cookie // instead of those of as
	change                   []func(*http.Request)
}

// send sends it and looks at what every answer must be. The caller restores the site.
func (b *badRun) send(on, what string, s shot) *badAnswer {
	b.t.Helper()
	b.tally[on]++
	if name, _, ok := strings.Cut(what, "):"); ok {
		b.cases[name] = true
	}
	cookies := s.cookies
	if cookies == nil {
		cookies = b.cookies[s.as]
	}
	w := b.raw(s.method, s.target, s.body, cookies, s.change...)
	a := &badAnswer{t: b.t, what: what, status: w.Code, header: w.Header(), body: w.Body.String(), diff: b.stored()}
	b.asked = len(a.diff) > 0
	if a.status >= 500 {
		a.errorf("answers %d: %s", a.status, badExcerpt(a.body))
	}
	if a.status >= 400 && len(a.diff) > 0 {
		a.errorf("is refused with %d and changed %v", a.status, tableNames(a.diff))
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		a.inert()
		if a.status >= 400 && a.body != "" { // HEAD has none
			a.human()
		}
	}
	return a
}

func tableNames(diff map[string]badTable) []string {
	var names []string
	for name := range diff {
		names = append(names, name)
	}
	return names
}

// harmless sends the valid form of a route: it must be taken, and what it changes and shows is what the bad ones
// are compared with.
func (b *badRun) harmless(r route) {
	if r.Method != post {
		return
	}
	f, v, target := b.form(r)
	key := r.Method + " " + r.Path
	a := b.send("valid", key+" with its valid form", shot{method: post, target: target, body: v.Encode(), as: f.as})
	if a.status != 200 && a.status != 303 && !f.shut {
		a.errorf("answers %d; badForms wants a form it takes: %s", a.status, badExcerpt(a.body))
	}
	b.met["changes "+key] = len(a.diff) > 0
	b.keep(key, "", f)
	for name, plain := range f.plain {
		b.restore()
		v.Set(name, plain)
		b.send("valid", key+" with a plain "+name, shot{method: post, target: target, body: v.Encode(), as: f.as})
		b.keep(key, name, f)
	}
	b.restore()
}

// keep keeps the elements of the pages that show what a harmless form stored.
func (b *badRun) keep(key, plain string, f badForm) {
	if f.shows == nil {
		return
	}
	for _, s := range f.shows(b.badSite) {
		b.kept[s.key(key)+plain] = skeleton(b.show(key, s).body)
	}
}

// show opens a page that shows what was stored.
func (b *badRun) show(what string, s badShow) *badAnswer {
	cookies := b.cookies[s.as]
	if s.track != "" {
		cookies = []*http.Cookie{b.trackCookie(s.track)}
	}
	w := b.raw(get, s.path, "", cookies)
	a := &badAnswer{t: b.t, what: what + " shown at " + s.path + " to " + s.as, status: w.Code, header: w.Header(), body: w.Body.String()}
	if a.status != 200 {
		a.errorf("%d: %s", a.status, badExcerpt(a.body))
	}
	return a
}

// fields puts an input into every field that the try is about.
func (b *badRun) fields(r route, c badCase, try badTry, set *fieldSet) {
	for _, name := range declared(set) {
		class := classOf(r.Method+" "+r.Path, set, name)
		outcome, ok := try.To[class]
		if class == classUnasked {
			outcome, ok = "either", true
		}
		if set.rules[name]&ruleMulti != 0 && try.To["multi"] != "" {
			outcome, ok = try.To["multi"], true
		}
		if !ok {
			outcome, ok = try.To["*"]
		}
		for i, in := range try.Inputs {
			where := r.Method + " " + r.Path + " " + name
			fresh := b.wants(fmt.Sprintf("%s input %d", try.id, i), try.id+" "+class, "field "+where)
			if ok && (fresh || !b.quick && i == (c.No+len(where))%len(try.Inputs)) {
				b.oneField(r, set, &fieldTry{
					what: fmt.Sprintf("%s: %s, input %d", c, where, i+1), name: name, class: class, outcome: outcome, in: in, twice: try.Twice,
				})
			}
		}
	}
}

// fieldTry is one input for one field of one route.
type fieldTry struct {
	what, name, class, outcome string
	in                         badInput
	twice                      bool
	sent                       string
}

func (b *badRun) oneField(r route, set *fieldSet, x *fieldTry) {
	b.t.Helper()
	f, v, target := badForm{as: b.reader(r.Perm)}, url.Values{}, b.address(r.Path, "", "")
	if r.Method == post {
		f, v, target = b.form(r)
	}
	valid := v.Get(x.name)
	if r.Method == get && x.class == "search" {
		valid = "示例"
	}
	x.sent = x.in.with(valid)
	if x.outcome != "400" && x.class != classUnasked && tidy(x.sent, set.rules[x.name]) == "" {
		x.outcome = "blank" // an empty field made longer by nothing that is seen
	}
	v.Set(x.name, x.sent)
	if x.twice {
		v[x.name] = []string{valid, valid}
	}
	s := shot{method: r.Method, target: target, body: v.Encode(), as: f.as}
	if r.Method == get {
		s.target, s.body = target+"?"+v.Encode(), ""
	}
	a := b.send("field", x.what, s)
	defer b.restore()
	b.judge(r, a, x)
	if r.Method == post && slices.Contains([]int{409, 422}, a.status) {
		a.keeps(r.Method+" "+r.Path, v, set, x.name)
	}
	if x.outcome == "store" && a.status < 400 && f.shows != nil {
		b.shown(r, f, x)
	}
	if x.outcome == "store" && r.Method == post && len(a.diff) > 0 && !f.sealed && slices.Contains([]string{"long", "short"}, x.class) {
		if want := tidy(legible(x.sent, set.rules[x.name]), set.rules[x.name]); !holds(a.diff, want) {
			a.errorf("%+q is not stored as it was typed", excerptOf(want))
		}
	}
}

// judge compares the answer with the outcome.
func (b *badRun) judge(r route, a *badAnswer, x *fieldTry) {
	b.t.Helper()
	taken := a.status == 200 || a.status == 303
	if badForms[r.Method+" "+r.Path].shut && !taken && x.outcome != "400" {
		return // refused as everything is
	}
	switch x.outcome {
	case "store":
		if changes := b.met["changes "+r.Method+" "+r.Path]; !taken || r.Method == post && changes != (len(a.diff) > 0) {
			a.errorf("%+q: %d, changed %v, want it taken: %s", excerptOf(x.sent), a.status, tableNames(a.diff), badExcerpt(a.body))
		}
	case "either":
		if !taken && !slices.Contains([]int{400, 404, 409, 413, 414, 422}, a.status) {
			a.errorf("%d", a.status)
		}
	case "blank":
		if want := b.asEmpty(r, x.name); a.status != want && (r.Method != get || a.status != 414) {
			a.errorf("%+q: %d, an empty field %d", x.sent, a.status, want)
		}
	case "offered":
		if taken && !offered(r, x) {
			a.errorf("%+q is taken and was never offered", x.sent)
		}
	case "nothing":
		if a.status == 200 && r.Path != "/signin" && !strings.HasSuffix(r.Path, ".xlsx") && !strings.Contains(a.body, totalOf(0)) {
			a.errorf("%+q finds something", x.sent)
		}
		if a.status != 200 {
			a.errorf("%d", a.status)
		}
	default:
		want, known := badStatuses[x.outcome]
		if !known {
			want = statuses(x.outcome)
		}
		if r.Method == get && slices.Contains(want, 422) {
			want = append(want, 414) // an address is too long before a field is
		}
		if !slices.Contains(want, a.status) {
			a.errorf("%+q: %d, want %s: %s", excerptOf(x.sent), a.status, x.outcome, badExcerpt(a.body))
		}
	}
	if x.outcome == "home" && a.status == 303 && !ownPath(a.header.Get("Location")) {
		a.errorf("leads to %q", a.header.Get("Location"))
	}
}

func statuses(list string) []int {
	var codes []int
	for s := range strings.SplitSeq(list, ",") {
		codes = append(codes, int(idOf(s)))
	}
	return codes
}

// offered: a choice that is taken was offered.
func offered(r route, x *fieldTry) bool {
	sent := tidy(x.sent, 0)
	item := (x.name == "item" || x.name == "items") && slices.Contains(itemNumbers(), sent)
	return sent == "" || item || sent == badForms[r.Method+" "+r.Path].fields[x.name]
}

// asEmpty is how a route answers with the field left empty.
func (b *badRun) asEmpty(r route, name string) int {
	key := r.Method + " " + r.Path + " " + name
	if status, known := b.blank[key]; known {
		return status
	}
	b.restore()
	var status int
	if r.Method == post {
		f, v, target := b.form(r)
		v.Set(name, "")
		status = b.raw(post, target, v.Encode(), b.cookies[f.as]).Code
	} else {
		status = b.raw(get, b.address(r.Path, "", "")+"?"+name+"=", "", b.cookies[b.reader(r.Perm)]).Code
	}
	b.restore()
	b.blank[key] = status
	return status
}

// shown opens the pages that show what was stored: the same elements as with a harmless value, no more.
func (b *badRun) shown(r route, f badForm, x *fieldTry) {
	b.t.Helper()
	key := r.Method + " " + r.Path
	for _, s := range f.shows(b.badSite) {
		a := b.show(x.what, s)
		b.tally["show"]++
		if strings.HasSuffix(s.path, ".xlsx") {
			a.onlyText()
			continue
		}
		a.inert()
		got, plain := skeleton(a.body), f.plain[x.name] != "" && slices.Equal(skeleton(a.body), b.kept[s.key(key)+x.name])
		if !plain && !slices.Equal(got, b.kept[s.key(key)]) {
			a.errorf("the page has other elements: %s", firstDifference(b.kept[s.key(key)], got))
		}
	}
}

// tryPost changes the whole of a valid POST.
func (b *badRun) tryPost(r route, c badCase, try badTry) {
	f, v, target := b.form(r)
	n := max(1, len(try.Inputs))
	for i := range n {
		what := fmt.Sprintf("%s: %s %s, %s %d", c, r.Method, r.Path, try.On, i+1)
		s := shot{method: post, target: target, body: v.Encode(), as: f.as}
		if !b.spoil(&s, r, f, v, try, i) || b.quick && !b.wants(fmt.Sprintf("%s input %d", try.id, i), "post "+try.On+" "+r.Path) {
			continue
		}
		a := b.send(try.On, what, s)
		if !slices.Contains(try.Status, a.status) && (try.Status[0] != 0 || a.status >= 400) {
			a.errorf("%d, want %v: %s", a.status, try.Status, badExcerpt(a.body))
		}
		if try.On == "token" || try.On == "session" || try.On == "version" && a.status == 409 {
			a.keeps(r.Method+" "+r.Path, v, r.Options.Form, "")
		}
		b.restore()
	}
}

// spoil makes the request bad in one way; false when the route has nothing to spoil so.
func (b *badRun) spoil(s *shot, r route, f badForm, v url.Values, try badTry, i int) bool {
	changed := func(name string) bool {
		was := v.Get(name)
		bad := maps0(v)
		bad.Set(name, try.Inputs[i].with(was))
		s.body = bad.Encode()
		return was != "" && bad.Get(name) != was
	}
	switch try.On {
	case "version":
		return f.step != "" && usesVersion(r) && changed(fieldVersion)
	case "key":
		return !r.Options.Keyless && (r.Perm == org.Public || f.keyed) && changed(fieldKey)
	case "token":
		return r.Perm != org.Public && changed(fieldCSRF)
	case "session":
		s.cookies = []*http.Cookie{}
		return r.Perm != org.Public
	case "cookie":
		return b.spoilCookie(s, r, f)
	}
	s.body += try.Add
	if try.Body != nil {
		s.body = try.Body.with("")
	}
	s.change = append(s.change, func(req *http.Request) {
		if try.Type != nil {
			req.Header.Set("Content-Type", *try.Type)
		}
		for name, value := range try.Header {
			req.Header.Set(name, value)
		}
	})
	return true
}

// spoilCookie sends the session twice, once with a sign of it changed.
func (b *badRun) spoilCookie(s *shot, r route, f badForm) bool {
	if r.Perm == org.Public {
		return false
	}
	own := *b.cookies[f.as][0]
	other := own
	other.Value = strings.Repeat("A", len(own.Value))
	s.cookies = []*http.Cookie{&own, &other}
	return true
}

// usesVersion: a reading is no move, it asks for no version; a letter is issued as it was drafted, or not.
func usesVersion(r route) bool {
	own := []string{jiPath + "/:over/reveal", jiPath + "/:over/allow", "/cases/:number/letters/:id/issue"}
	return r.Perm != org.RevealCase && !slices.Contains(own, r.Path)
}

func maps0(v url.Values) url.Values {
	c := url.Values{}
	for name, values := range v {
		c[name] = slices.Clone(values)
	}
	return c
}

// tryGet asks for a page in an odd way: it is the page, or a refusal, and nothing is written but the trail.
func (b *badRun) tryGet(r route, c badCase, try badTry) {
	what := fmt.Sprintf("%s: GET %s %v%s", c, r.Path, try.Header, try.Query)
	if b.quick && !b.wants(try.id+" "+string(r.Perm), "get "+r.Path) {
		return
	}
	as, target := b.reader(r.Perm), b.address(r.Path, "", "")
	if strings.Contains(r.Path, "*") {
		target = "/static/none.css"
	}
	plain := b.raw(get, target, "", b.cookies[as]).Code
	b.restore()
	s := shot{method: get, target: target, as: as, change: []func(*http.Request){func(req *http.Request) {
		for name, value := range try.Header {
			req.Header.Set(name, value)
		}
		if try.Method != "" {
			req.Method = try.Method
		}
	}}}
	if try.Query != "" {
		s.target += "?" + try.Query
	}
	if try.Body != nil {
		s.body = try.Body.with("")
	}
	a := b.send("get", what, s)
	want := try.Status
	if want[0] == 0 || try.Loose && (r.Options.Query == nil || r.Options.Shared) {
		want = []int{plain}
	}
	if !slices.Contains(want, a.status) {
		a.errorf("%d, want %v", a.status, want)
	}
	for name := range a.diff {
		if name != "trail" && name != "units" && name != "unsealed" || try.Method != "" {
			a.errorf("looking changed %s", name)
		}
	}
	if try.NoHeader != "" && a.header.Get(try.NoHeader) != "" {
		a.errorf("sends %s", try.NoHeader)
	}
	if try.Private && r.Perm != org.Public && a.header.Get("Cache-Control") != "no-store" {
		a.errorf("may be kept: %q", a.header.Get("Cache-Control"))
	}
	b.restore()
}

// tryPath puts a value into every parameter of an address.
func (b *badRun) tryPath(r route, c badCase, try badTry) {
	for part := range strings.SplitSeq(r.Path, "/") {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		for i, value := range try.Values {
			if b.quick && !b.wants(fmt.Sprintf("%s value %d", try.id, i), "path "+r.Method+r.Path) {
				continue
			}
			s := shot{method: r.Method, target: strings.Replace(r.Path, part, url.PathEscape(value), 1), as: b.reader(r.Perm)}
			s.target = b.address(s.target, "", "")
			if r.Method == post {
				f, v, _ := b.form(r)
				s.as, s.body = f.as, v.Encode()
			}
			a := b.send("path", fmt.Sprintf("%s: %s %s with %q", c, r.Method, r.Path, value), s)
			if !slices.Contains(try.Status, a.status) {
				a.errorf("%d, want %v", a.status, try.Status)
			}
			b.restore()
		}
	}
}
