package httpd

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

const (
	trackPath     = "/track"
	trackCasePath = "/track/case"
	trackLife     = 30 * time.Minute
)

// trackView asks for the 查询码.
type trackView struct {
	Page
	Code web.Field
	Lost web.Details
	Next web.Button
}

func (s *Server) trackView(c echo.Context, typed string, err error) *trackView {
	v := &trackView{
		Page: s.page(c),
		Code: web.Field{
			Name: "code", Label: s.Texts.T("track.code.label"), Hint: s.Texts.T("track.code.hint"), Value: typed, Width: "20",
			InputMode: "numeric", Autocomplete: "off", Error: s.fieldError(err, "code"),
		},
		Lost: web.Details{Summary: s.Texts.T("track.lost"), Text: s.Texts.T("track.lost.text")},
		Next: web.Button{Label: s.Texts.T("track.next")},
	}
	v.Back = "/"
	return v
}

func (s *Server) getTrack(c echo.Context) error {
	return s.render(c, http.StatusOK, "track/show", s.trackView(c, "", nil))
}

// codeProblems are told before anything is looked up.
var codeProblems = map[lead.CodeProblem]string{
	lead.CodeLength: "track.code.length",
	lead.CodeDigit:  "track.code.digit",
}

// postTrack opens the case of a 查询码. Wrong ones are slowed down together, right ones never, and nobody is
// locked out: behind one address may sit a whole village.
func (b *brake) postTrack(s *Server, c echo.Context) error {
	typed := s.form(c).Get("code")
	pass, err := s.track(c, typed)
	switch {
	case errs.Is(err, errs.NotFound):
		endTurn(c) // who guesses must not keep those waiting who report
		if err := wait(c.Request().Context(), b.miss(s.Wall.Now())); err != nil {
			return err
		}
		err = errs.Fields(lead.Problems{"code": errs.T("track.code.unknown")})
		return s.invalid(c, "track/show", s.trackView(c, typed, err), err)
	case err != nil:
		return s.invalid(c, "track/show", s.trackView(c, typed, err), err)
	}
	if err := s.letIn(c, pass); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

func (s *Server) track(c echo.Context, typed string) (lead.Pass, error) {
	if typed == "" {
		return lead.Pass{}, errs.Fields(lead.Problems{"code": errs.T("track.code.required")})
	}
	if _, problem := lead.ParseCode(typed); problem != lead.CodeFine {
		return lead.Pass{}, errs.Fields(lead.Problems{"code": errs.T(codeProblems[problem])})
	}
	return s.Leads.Open(c.Request().Context(), typed)
}

// brake makes guessing of codes slow for all who guess, together. It knows no addresses.
type brake struct {
	mu    sync.Mutex
	wrong float64 // wrong codes not yet forgotten; one is forgotten each second
	at    time.Time
}

const (
	brakeFree = 20 // wrong codes without delay: many people mistype on the same morning
	brakeStep = 50 * time.Millisecond
	brakeMost = 2 * time.Second
	brakeFull = brakeFree + float64(brakeMost/brakeStep) // more are not counted: an hour of guessing is forgotten in a minute
)

// miss counts a wrong code and returns how long its answer shall wait.
func (b *brake) miss(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = min(brakeFull, max(0, b.wrong-max(0, now.Sub(b.at).Seconds()))+1)
	b.at = now
	return min(brakeMost, max(0, time.Duration(b.wrong-brakeFree)*brakeStep))
}

// wait lasts d, or until the asker goes away.
func wait(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
