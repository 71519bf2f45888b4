package faults

import (
	"bytes"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/failpoint"
	"sunlead/internal/testkit"
)

// everyMark are the marks of one part of the programs.
func everyMark(prefix string) []string {
	var names []string
	for _, p := range failpoint.Points() {
		if strings.HasPrefix(p.Name, prefix) {
			names = append(names, p.Name)
		}
	}
	return names
}

func TestIntake(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("killedAtEveryMark", killedAtEveryMark)
	t.Run("stoppedUnderLoad", stoppedUnderLoad)
	t.Run("fiftyEqualSubmits", fiftyEqualSubmits)
	t.Run("phoneGoesAway", phoneGoesAway)
}

// FI-01: a web server dies at every place where a crash would hurt, under load, twice.
func killedAtEveryMark(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 2, workers: 1})
	rng := dice(t, 1)
	people := s.crowd(6, 20*time.Millisecond, rng)
	for range 2 {
		for _, mark := range everyMark("submit.") {
			victim := s.webs[rng.IntN(len(s.webs))]
			victim.kill()
			victim.start(mark + ":" + strconv.Itoa(1+rng.IntN(8)))
			if !victim.endsWithin(patience) {
				t.Fatalf("nobody came to %s", mark)
			}
			victim.mustStart()
		}
	}
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
}

// FI-02: a web server that is asked to stop answers what it has taken; the people with a connection to it see an
// answer, not a cut.
func stoppedUnderLoad(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 2, workers: 1})
	people := s.crowd(8, time.Millisecond, dice(t, 2))
	for i := range 6 {
		was := s.people.snapshot().acked
		until(t, patience, "somebody to report", func() bool { return s.people.snapshot().acked > was+20 })
		if took := s.webs[i%2].stop(); took > 10*time.Second {
			t.Errorf("stopping took %s", took)
		}
		s.webs[i%2].mustStart()
	}
	people.leave()
	s.drain()
	s.verify()
}

// FI-37: one form, sent fifty times at once to two servers, is one report with one receipt.
func fiftyEqualSubmits(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 2, workers: 1})
	rng := dice(t, 3)
	for range 4 {
		if r, ok := s.fifty(rng); ok {
			s.opens(r)
		}
	}
	s.drain()
	s.verify()
	if n := s.count("SELECT COUNT(*) FROM leads"); n != 4 {
		t.Errorf("%d leads of 4 forms", n)
	}
}

// fifty sends one form fifty times at once; there may be no answer, but no two receipts.
func (s *site) fifty(rng *rand.Rand) (receipt, bool) {
	s.t.Helper()
	p := s.newPhone(rng)
	l := p.open(s.t.Context())
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[receipt]int{}
	for range 50 {
		same, other := *l, s.newPhone(rng)
		same.browser, same.waits = browser(false), false
		all.Go(func() {
			if r, ok := other.send(s.t.Context(), &same); ok {
				mu.Lock()
				defer mu.Unlock()
				got[r]++
			}
		})
	}
	all.Wait()
	if len(got) > 1 {
		s.t.Errorf("receipts of one form: %v", got)
	}
	for r := range got {
		return r, true
	}
	return receipt{}, false
}

// FI-34 (not the upload half): the connection ends in every region of the request, gently and hard; the same form
// sent again is the same report.
func phoneGoesAway(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 1, workers: 1})
	rng := dice(t, 4)
	for _, hard := range []bool{false, true} {
		for _, region := range regions {
			r, ok := s.oneGoesAway(rng, region.cut, hard)
			if !ok {
				t.Errorf("%s: no receipt: %s", region.name, s.people.last())
				continue
			}
			s.opens(r)
		}
	}
	s.drain()
	s.verify()
	if n := s.count("SELECT COUNT(*) FROM leads"); int(n) != 2*len(regions) {
		t.Errorf("%d leads of %d forms", n, 2*len(regions))
	}
}

// regions say how much of a request is sent before the connection ends.
var regions = []struct {
	name string
	cut  func(head, body []byte) []byte
}{
	{"in the request's line", func(head, _ []byte) []byte { return head[:10] }},
	{"in the headers", func(head, _ []byte) []byte { return head[:len(head)/2] }},
	{"before the headers' end", func(head, _ []byte) []byte { return head[:len(head)-1] }},
	{"after the headers", func(head, _ []byte) []byte { return head }},
	{"after the first byte of the body", func(head, body []byte) []byte { return join(head, body[:1]) }},
	{"in the middle of the body", func(head, body []byte) []byte { return join(head, body[:len(body)/2]) }},
	{"before the last byte", func(head, body []byte) []byte { return join(head, body[:len(body)-1]) }},
	{"after the body, before the answer", join},
}

// oneGoesAway sends a part of a request, goes away and sends the same form again.
func (s *site) oneGoesAway(rng *rand.Rand, cut func(head, body []byte) []byte, hard bool) (receipt, bool) {
	s.t.Helper()
	p := s.newPhone(rng)
	l := p.open(s.t.Context())
	l.browser, l.waits = browser(false), false
	head, body := p.raw(l)
	p.goesAway(l, cut(head, body), hard)
	return p.send(s.t.Context(), l)
}

func join(head, body []byte) []byte { return append(head[:len(head):len(head)], body...) }

// raw is the letter as bytes on the wire.
func (p *phone) raw(l *letter) (head, body []byte) {
	p.site.t.Helper()
	body = []byte(l.values.Encode())
	req, err := http.NewRequest(http.MethodPost, "http://"+p.site.webs[0].addr+"/report/all", bytes.NewReader(body))
	if err != nil {
		p.site.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	var whole bytes.Buffer
	if err := req.Write(&whole); err != nil {
		p.site.t.Fatal(err)
	}
	return whole.Bytes()[:whole.Len()-len(body)], body
}

// goesAway sends some bytes and ends the connection; hard as a phone that loses its network.
func (p *phone) goesAway(l *letter, bytes []byte, hard bool) {
	p.site.t.Helper()
	note, err := p.diary.Submit(l.key, l.content)
	if err != nil {
		p.site.t.Fatal(err)
	}
	if c, err := net.Dial("tcp", p.site.webs[0].addr); err == nil {
		_, _ = c.Write(bytes) // a server that is gone is one more way to be cut off
		if hard {
			_ = c.(*net.TCPConn).SetLinger(0)
		}
		_ = c.Close()
	}
	if err := note.Unknown(); err != nil {
		p.site.t.Error(err)
	}
}
