package httpd

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// crowded takes every turn. The test's clock is the bubble's, so the turns must be made in it.
func (k *kit) crowded() {
	k.turns = make(turns, 2)
	for range cap(k.turns) {
		k.turns <- struct{}{}
	}
}

func TestTurn_parentsWaitAndAreServedInTheEnd(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	synctest.Test(t, func(t *testing.T) {
		k.crowded()
		answers := make(chan *httptest.ResponseRecorder, 1)
		go func() { answers <- k.postRaw("/t/echo", "cat=fee") }()
		<-time.After(turnTimeout - time.Second)
		synctest.Wait()
		if len(answers) != 0 || len(k.sawForms) != 0 {
			t.Fatal("somebody was served without a turn")
		}
		<-k.turns
		if w := <-answers; w.Code != http.StatusOK {
			t.Errorf("status %d after the wait", w.Code)
		}
		synctest.Wait()
		if len(k.turns) != cap(k.turns)-1 {
			t.Errorf("%d turns are taken, the turn was not given back", len(k.turns))
		}
	})
}

func TestTurn_whoWaitedInVainKeepsTheText(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	synctest.Test(t, func(t *testing.T) {
		k.crowded()
		begun := time.Now()
		w := k.post("/t/fail", url.Values{"text": {"孩子没有学上"}})
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "孩子没有学上") {
			t.Errorf("status %d, Retry-After %q, body %q", w.Code, w.Header().Get("Retry-After"), w.Body)
		}
		if waited := time.Since(begun); waited != turnTimeout {
			t.Errorf("waited %s", waited)
		}
		if len(k.turns) != cap(k.turns) {
			t.Error("a turn was given back that was never taken")
		}
	})
}

// Staff get through while ten thousand parents wait, and so does whoever asks whether we live.
func TestTurn_onlyParentsTakeOne(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	cookie, _ := k.signedIn(t, "handler")
	synctest.Test(t, func(t *testing.T) {
		k.crowded()
		begun := time.Now()
		for path, want := range map[string]int{"/t/staff": 200, "/healthz": 200, "/signin": 303, "/t/admin": 403} {
			if w := k.get(path, cookie); w.Code != want || time.Since(begun) != 0 {
				t.Errorf("%s: status %d after %s, want %d", path, w.Code, time.Since(begun), want)
			}
		}
	})
}

// A handler that breaks gives its turn back.
func TestTurn_isGivenBackByAPanic(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for range 3 {
		if w := k.get("/t/panic"); w.Code != http.StatusInternalServerError {
			t.Errorf("status %d", w.Code)
		}
	}
	if len(k.turns) != 0 {
		t.Errorf("%d turns are lost", len(k.turns))
	}
}

// Whoever tries codes waits for the brake without a turn: those who report get through.
func TestTurn_isGivenBackBeforeTheBrake(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for range brakeFree + 1 {
		w.visitor().Post("/track", url.Values{"code": {"1234567890123459"}})
	}
	for range 10 { // the next one is held for half a second
		w.visitor().Post("/track", url.Values{"code": {"1234567890123459"}})
	}
	w.turns = make(turns, 1)
	braked := make(chan struct{})
	go func() {
		defer close(braked)
		w.visitor().Post("/track", url.Values{"code": {"1234567890123459"}})
	}()
	seen := 0
	for open := true; open; {
		if p := w.visitor().Get("/"); p.Status != http.StatusOK {
			t.Fatalf("status %d", p.Status)
		}
		select {
		case <-braked:
			open = false
		default:
			seen++
		}
	}
	if seen < 5 || len(w.turns) != 0 {
		t.Errorf("%d pages were answered while one guesser was held, %d turns are lost", seen, len(w.turns))
	}
}
