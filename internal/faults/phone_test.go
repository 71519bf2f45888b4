package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"sunlead/internal/org"
	"sunlead/internal/testkit/history"
)

// givesUp is when a person stops to look at a page that does not come.
const givesUp = 25 * time.Second

// receipt is what a person holds in the end.
type receipt struct{ number, code string }

// phone is somebody with a browser. Not for concurrent use.
type phone struct {
	site  *site
	name  string
	diary *history.Client
	rng   *rand.Rand
	n     int
}

// newPhone gives a person a diary of their own.
func (s *site) newPhone(rng *rand.Rand) *phone {
	s.t.Helper()
	name := fmt.Sprintf("%d-%d", len(s.diaries), rng.Uint32())
	file := filepath.Join(s.dir, name+".jsonl")
	diary, err := history.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	s.diaries = append(s.diaries, file)
	s.t.Cleanup(func() { _ = diary.Close() })
	return &phone{site: s, name: name, diary: diary, rng: rand.New(rand.NewPCG(rng.Uint64(), 1))}
}

// letter is one report on one form: what is sent stays the same however often it is sent.
type letter struct {
	key     [16]byte
	content history.Content
	values  url.Values
	browser *http.Client
	waits   bool // the browser keeps cookies: the receipt is a page of its own
}

// browser is a new one, with or without cookies, that follows nothing by itself.
func browser(cookies bool) *http.Client {
	c := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		Timeout:       givesUp,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if cookies {
		c.Jar, _ = cookiejar.New(nil) // it never fails
	}
	return c
}

// page is an answer, read to its end.
type page struct {
	status int
	header http.Header
	body   string
	took   time.Duration
}

// ask sends one request as a browser does.
func ask(ctx context.Context, b *http.Client, method, address string, values url.Values) (page, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(values.Encode()))
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		req.Header.Set("Origin", "null")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	begun := time.Now()
	res, err := b.Do(req)
	if err != nil {
		return page{took: time.Since(begun)}, err
	}
	defer res.Body.Close()
	var body bytes.Buffer
	_, err = io.Copy(&body, res.Body)
	return page{res.StatusCode, res.Header, body.String(), time.Since(begun)}, err
}

// web is one of the web servers, as a proxy in front of them would choose.
func (p *phone) web() string {
	return "http://" + p.site.webs[p.rng.IntN(len(p.site.webs))].addr
}

var keyField = regexp.MustCompile(`name="key" value="([^"]+)"`)

// open fetches the form, however often that takes, and fills it in. It is nil when ctx ended.
func (p *phone) open(ctx context.Context) *letter {
	l := &letter{waits: p.rng.IntN(2) == 0}
	l.browser = browser(l.waits)
	for {
		got, err := ask(ctx, l.browser, http.MethodGet, p.web()+"/report/all", nil)
		if err == nil && got.status == http.StatusOK {
			p.site.people.looked(got)
			p.fill(l, keyField.FindStringSubmatch(got.body))
			return l
		}
		p.site.people.failedPage("the form", got, err)
		if !pause(ctx, p.moment()) {
			return nil
		}
	}
}

// moment is how long people in a hurry wait before they try again.
func (p *phone) moment() time.Duration {
	return time.Duration(50+p.rng.IntN(150)) * time.Millisecond
}

var abouts = []struct{ about, nature string }{
	{"school", ""}, {"school", ""}, {"school", ""}, {"unsure", ""}, {"district_bureau", "work"}, {"district_bureau", "conduct"},
}

func (p *phone) fill(l *letter, key []string) {
	p.n++
	if len(key) != 2 {
		p.site.people.wrong("the form has no key")
		key = []string{"", ""}
	}
	var err error
	if l.key, err = history.KeyOf(key[1]); err != nil {
		p.site.people.wrong(err.Error())
	}
	about := abouts[p.rng.IntN(len(abouts))]
	districts := org.Districts()
	l.content = history.Content{
		Category: []string{"fee", "zone", "noseat"}[p.rng.IntN(3)], About: about.about,
		District: districts[p.rng.IntN(len(districts))].Code, School: "示例一小",
		Text: fmt.Sprintf("示例：报名时遇到的问题，第 %d 件，请核查（%s）", p.n, p.name),
	}
	l.values = url.Values{
		"key": {key[1]}, "cat": {l.content.Category}, "district": {l.content.District}, "about": {about.about},
		"school_q": {l.content.School}, "text": {l.content.Text}, "mode": {"anonymous"},
	}
	if about.nature != "" {
		l.values.Set("nature", about.nature)
	}
	if p.rng.IntN(3) == 0 {
		l.content.Phone = fmt.Sprintf("1990000%04d", p.rng.IntN(10000))
		for name, v := range map[string]string{"mode": "phone", "phone": l.content.Phone, "hide": "yes", "consent": "1"} {
			l.values.Set(name, v)
		}
	}
}

var (
	codeOn   = regexp.MustCompile(`class="receipt__code"[^>]*>([^<]+)<`)
	numberOn = regexp.MustCompile(`class="receipt__number".*?<b[^>]*>([^<]+)<`)
)

// readReceipt finds the receipt on a page.
func readReceipt(got page) (receipt, bool) {
	code, number := codeOn.FindStringSubmatch(got.body), numberOn.FindStringSubmatch(got.body)
	if got.status != http.StatusOK || code == nil || number == nil {
		return receipt{}, false
	}
	return receipt{strings.TrimSpace(number[1]), strings.Join(strings.Fields(html.UnescapeString(code[1])), "")}, true
}

// send posts the letter once and notes in the diary what became of it.
func (p *phone) send(ctx context.Context, l *letter) (receipt, bool) {
	note, err := p.diary.Submit(l.key, l.content)
	if err != nil {
		p.site.people.wrong(err.Error())
		return receipt{}, false
	}
	web := p.web()
	got, err := ask(ctx, l.browser, http.MethodPost, web+"/report/all", l.values)
	if err == nil && got.status == http.StatusSeeOther {
		p.site.people.answered(got)
		got, err = ask(ctx, l.browser, http.MethodGet, web+"/report/done", nil)
	}
	r, ok := receipt{}, false
	if err == nil {
		r, ok = readReceipt(got)
	}
	return r, p.end(ctx, note, l, ended{got, err, r, ok})
}

// ended is how an attempt ended.
type ended struct {
	page
	err     error
	receipt receipt
	ok      bool
}

func (p *phone) end(ctx context.Context, note *history.Attempt, l *letter, e ended) bool {
	var err error
	switch {
	case e.ok:
		p.site.people.answered(e.page)
		err = note.OK(e.receipt.number, e.receipt.code)
	case errors.Is(e.err, syscall.ECONNREFUSED) && !l.waits: // with cookies it may be the second request
		err = note.Fail()
	case e.err != nil || e.status >= 500:
		p.site.people.unsure(ctx, e, l)
		err = note.Unknown()
	default:
		p.site.people.wrong(fmt.Sprintf("a report was answered %d: %.300s", e.status, words(e.body)))
		err = note.Unknown()
	}
	if err != nil {
		p.site.people.wrong(err.Error())
	}
	return e.ok
}

// words are what a page says, for a message.
func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString("<main"+main, " ")), " ")
}

// report sends one letter until there is a receipt; false when ctx ended first.
func (p *phone) report(ctx context.Context) (receipt, bool) {
	l := p.open(ctx)
	if l == nil {
		return receipt{}, false
	}
	defer l.browser.CloseIdleConnections()
	for {
		if r, ok := p.send(ctx, l); ok {
			p.site.people.acknowledged(r)
			return r, true
		}
		if !pause(ctx, p.moment()) {
			p.site.people.abandoned()
			return receipt{}, false
		}
	}
}

// crowd is people who report one thing after another until told to stop; whoever has begun then goes on for a while.
type crowd struct {
	site *site
	stop context.CancelFunc
	over context.CancelFunc
	wg   sync.WaitGroup
}

// crowd starts n people; between two reports they wait up to rest.
func (s *site) crowd(n int, rest time.Duration, rng *rand.Rand) *crowd {
	s.t.Helper()
	last, over := context.WithCancel(context.Background())
	ctx, stop := context.WithCancel(last)
	c := &crowd{site: s, stop: stop, over: over}
	for range n {
		p := s.newPhone(rng)
		c.wg.Go(func() {
			for ctx.Err() == nil {
				p.report(last)
				pause(ctx, rest/2+time.Duration(p.rng.Int64N(int64(rest)+1)))
			}
		})
	}
	return c
}

// leave returns when everybody has a receipt; it fails the test when somebody waits too long.
func (c *crowd) leave() {
	c.site.t.Helper()
	c.stop()
	left := make(chan struct{})
	go func() { c.wg.Wait(); close(left) }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-left:
	case <-timer.C:
		c.site.t.Errorf("somebody has no receipt %s after all is healed; last failures: %s", patience, c.site.people.last())
	}
	c.over()
	<-left
}
