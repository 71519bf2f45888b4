package httpd

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

// solved does what a browser does.
func solved(t *testing.T, work string) string {
	t.Helper()
	var c challenge
	if err := json.Unmarshal([]byte(work), &c); err != nil {
		t.Fatal(err)
	}
	for n := range c.MaxNumber + 1 {
		sum := sha256.Sum256([]byte(c.Salt + strconv.FormatInt(n, 10)))
		if hex.EncodeToString(sum[:]) == c.Challenge {
			b, err := json.Marshal(solution{c.Algorithm, c.Challenge, n, c.Salt, c.Signature})
			if err != nil {
				t.Fatal(err)
			}
			return base64.StdEncoding.EncodeToString(b)
		}
	}
	t.Fatal("no number is the answer")
	return ""
}

// The shape is ALTCHA's: what its servers and its browsers compute of a challenge comes out here too.
func TestWork_hasAltchasShape(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	work, err := k.newChallenge(formKey{1})
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal([]byte(work), &members); err != nil {
		t.Fatal(err)
	}
	if len(members) != 5 || members["algorithm"] != "SHA-256" || members["maxnumber"] != float64(workMost) {
		t.Errorf("members %v", members)
	}
	salt, _ := members["salt"].(string)
	head, query, _ := strings.Cut(salt, "?")
	said, err := url.ParseQuery(strings.TrimSuffix(query, "&"))
	if _, bad := hex.DecodeString(head); bad != nil || len(head) != 24 || err != nil || said.Get("expires") == "" || !strings.HasSuffix(salt, "&") {
		t.Errorf("salt %q", salt)
	}
	mac := hmac.New(sha256.New, k.workKey)
	mac.Write([]byte(members["challenge"].(string)))
	if members["signature"] != hex.EncodeToString(mac.Sum(nil)) {
		t.Error("the signature is not the HMAC of the challenge")
	}
}

func TestWork_opensOneFormForAWhile(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	form := formKey{1}
	work, err := k.newChallenge(form)
	if err != nil {
		t.Fatal(err)
	}
	good := solved(t, work)
	for range 2 {
		if !k.worked(good, form) {
			t.Error("a solution is not taken")
		}
	}
	if k.worked(good, formKey{2}) {
		t.Error("a solution opens another form")
	}
	change := func(edit func(s *solution)) string {
		raw, _ := base64.StdEncoding.DecodeString(good)
		var s solution
		_ = json.Unmarshal(raw, &s)
		edit(&s)
		b, _ := json.Marshal(s)
		return base64.StdEncoding.EncodeToString(b)
	}
	later := strings.Replace(work, "?expires=1", "?expires=2", 1)
	for name, field := range map[string]string{
		"none": "", "no base64": "*", "no JSON": base64.StdEncoding.EncodeToString([]byte("x")),
		"another number":    change(func(s *solution) { s.Number++ }),
		"a negative number": change(func(s *solution) { s.Number = -s.Number - 1 }),
		"a digit moved into the salt": change(func(s *solution) {
			s.Salt += "0"
		}),
		"a longer life":  change(func(s *solution) { s.Salt = strings.Replace(s.Salt, "expires=1", "expires=2", 1) }),
		"no signature":   change(func(s *solution) { s.Signature = "" }),
		"another method": change(func(s *solution) { s.Algorithm = "SHA-1" }),
		"own challenge":  solvedLoosely(later),
		"one of 2 KB":    padded(good),
	} {
		if k.worked(field, form) {
			t.Errorf("%s is taken", name)
		}
	}
	k.wall.Add(workLife + time.Second)
	if k.worked(good, form) {
		t.Error("it never ends")
	}
}

// padded says more than there is to say.
func padded(good string) string {
	raw, _ := base64.StdEncoding.DecodeString(good)
	return base64.StdEncoding.EncodeToString([]byte(`{"more":"` + strings.Repeat("x", 2*workBytes) + `",` + string(raw[1:])))
}

// The digits of a number may not be read as the end of the salt: what it says of the form and the time would change.
func TestWork_endsItsSalt(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for {
		work, err := k.newChallenge(formKey{1})
		must(t, err)
		raw, _ := base64.StdEncoding.DecodeString(solved(t, work))
		var s solution
		must(t, json.Unmarshal(raw, &s))
		digits := strconv.FormatInt(s.Number, 10)
		if len(digits) < 2 || digits[1] == '0' {
			continue // nothing can be moved
		}
		s.Salt += digits[:1]
		s.Number = idOf(digits[1:])
		b, _ := json.Marshal(s)
		if k.worked(base64.StdEncoding.EncodeToString(b), formKey{1}) {
			t.Error("a digit that was moved into the salt is taken")
		}
		return
	}
}

// solvedLoosely signs nothing: a challenge of somebody's own.
func solvedLoosely(work string) string {
	var c challenge
	_ = json.Unmarshal([]byte(work), &c)
	sum := sha256.Sum256([]byte(c.Salt + "7"))
	b, _ := json.Marshal(solution{c.Algorithm, hex.EncodeToString(sum[:]), 7, c.Salt, c.Signature})
	return base64.StdEncoding.EncodeToString(b)
}

// withWork is the form of a page after a browser has done its work.
func withWork(t *testing.T, p *testkit.Page) url.Values {
	t.Helper()
	form := p.One("form[data-work]")
	values := mainForm(p).Values()
	if !values.Has("altcha") || values.Get("altcha") != "" {
		t.Errorf("no place for the work: %v", values)
	}
	values.Set("altcha", solved(t, form.Attr("data-work")))
	return values
}

// from is a visitor of a network whose form was opened some time ago.
func (w *parentSite) from(net string) (*testkit.Visitor, url.Values) {
	w.t.Helper()
	v := w.visitor()
	v.Header.Set(networkHeader, net)
	return v, w.everything(v)
}

const toldToll = "再答一个小问题"

// A flood from one network is slowed: after sixty reports each wants some work or a sum, and with it is taken. Nobody is
// refused, nothing typed is lost, other networks notice nothing, and when it is over it is over.
func TestToll_slowsAFloodAndRefusesNobody(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	school, values := w.from("203.0.113")
	w.clock.Add(time.Minute)
	w.sendMany(values, networkFree)
	p := school.Post("/report/all", values)
	says(t, p, toldToll)
	if p.Status != 200 || w.count("leads") != networkFree {
		t.Errorf("%d, %d leads", p.Status, w.count("leads"))
	}
	form := mainForm(p)
	wrong := school.Submit(form.Set("sum", "99"), "")
	says(t, wrong, "算得不对")
	if wrong.Status != 422 || mainForm(wrong).Values().Get("text") != tellIt {
		t.Errorf("a wrong sum: %d, %v", wrong.Status, mainForm(wrong).Values())
	}
	key, err := w.parseFormKey(values.Get("key"))
	w.must(err)
	answer := sumOf(key)
	says(t, school.Submit(mainForm(wrong).Set("sum", strconv.Itoa(answer.a+answer.b)), ""), "已收到您的反映")

	neighbour, other := w.from("203.0.113")
	w.clock.Add(hasty)
	p = neighbour.Post("/report/all", other)
	says(t, p, toldToll)
	says(t, neighbour.Post("/report/all", withWork(t, p)), "已收到您的反映")

	elsewhere, third := w.from("198.51.100")
	w.clock.Add(hasty)
	says(t, elsewhere.Post("/report/all", third), "已收到您的反映")

	late, fourth := w.from("203.0.113")
	w.clock.Add(networkFree * tollMemory * networkPace)
	says(t, late.Post("/report/all", fourth), "已收到您的反映")
}

// sendMany sends n reports of the school's network, each under a key of its own.
func (w *parentSite) sendMany(values url.Values, n int) {
	w.t.Helper()
	for range n {
		more := url.Values{}
		for name, v := range values {
			more[name] = v
		}
		more.Set("key", w.keyAt(newFormKey(), w.clock.Now().Add(-time.Minute)))
		v := w.visitor()
		v.Header.Set(networkHeader, "203.0.113")
		if p := v.Post("/report/all", more); p.Status != 200 || !strings.Contains(p.Body, "已收到您的反映") {
			w.t.Fatalf("%d: %s", p.Status, p.Text())
		}
	}
}

// What comes from everywhere at once is counted too, at two hundred times the number.
func TestTolls_countEverybody(t *testing.T) {
	t.Parallel()
	g, now := newTolls(), time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC)
	for i := range allFree {
		if why := g.add(network{2, byte(i), byte(i >> 8)}, now); why != "" {
			t.Fatalf("%s after %d", why, i)
		}
	}
	if why := g.add(network{}, now); why != tollAll || !g.busy(network{}, now) {
		t.Errorf("the next one: %q", why)
	}
	if why := g.add(network{}, now.Add(time.Minute)); why != "" {
		t.Errorf("a minute later: %q", why)
	}
}

func TestToll_asksTheHastyAndTheTrapped(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v, values := w.from("203.0.113")
	p := v.Post("/report/all", values)
	if says(t, p, toldToll); strings.Contains(p.Body, "提交的人很多") {
		t.Error("who was quick is told that many people send")
	}
	w.clock.Add(hasty)
	says(t, v.Post("/report/all", values), "已收到您的反映") // waiting was enough

	v, values = w.from("203.0.113")
	w.clock.Add(time.Minute)
	values.Set("website", "http://example.com")
	p = v.Post("/report/all", values)
	says(t, p, toldToll)
	if p = v.Submit(mainForm(p), ""); !strings.Contains(p.Body, toldToll) {
		t.Errorf("the trap is forgotten: %s", p.Text())
	}
	w.count("leads")
}

// The pages count from the first answer: who walks through all of them has taken the time.
func TestToll_leavesTheWalkAlone(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	v.Header.Set(networkHeader, "203.0.113")
	p := w.begun(v)
	w.clock.Add(hasty)
	says(t, v.Submit(mainForm(p), "提交"), "已收到您的反映")
	p = w.begun(v)
	p = v.Submit(mainForm(p), "提交")
	says(t, p, toldToll)
	if p.One(`input[name=altcha]`).Attr("value") != "" || w.count("leads") != 1 {
		t.Error("somebody was let through")
	}
}

// While many come the last page brings its work along, so that whoever reads it through notices nothing.
func TestToll_isWorkedOffMeanwhile(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	_, values := w.from("203.0.113")
	w.sendMany(values, networkFree)
	v := w.visitor()
	v.Header.Set(networkHeader, "203.0.113")
	p := w.begun(v)
	w.clock.Add(hasty)
	says(t, v.Post(reportCheckPath, withWork(t, p)), "已收到您的反映")
	quiet := newParentSite(t)
	if n := len(quiet.begun(quiet.visitor()).All("form[data-work]")); n != 0 {
		t.Error("work is asked of a parent who comes alone")
	}
}
