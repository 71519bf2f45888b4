package httpd

import (
	"context"
	"math"
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
	SMS  bool // a fresh one can be sent
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
		SMS:  s.Leads.SMS,
		Next: web.Button{Label: s.Texts.T("track.next")},
	}
	if !v.SMS {
		v.Lost.Text = s.Texts.T("track.lost.text.none")
	}
	v.Back = "/"
	return v
}

func (s *Server) getTrack(c echo.Context) error {
	return s.renderSame(c, "track/show", "", func(string) (pager, error) { return s.trackView(c, "", nil), nil })
}

// codeProblems are told before anything is looked up.
var codeProblems = map[lead.CodeProblem]string{
	lead.CodeLength: "track.code.length",
	lead.CodeDigit:  "track.code.digit",
}

// trackDoor opens cases by their 查询码. Wrong ones are slowed down, those of one network more the more there were, and all
// together a little; right ones never, and nobody is locked out: behind one address may sit a whole village.
type trackDoor struct {
	all  brake
	from meter
}

const (
	trackFree = 5               // wrong codes of a network without delay, and without being told to wait
	trackPace = 3 * time.Minute // one is forgotten in this time: five in a quarter of an hour
	trackStep = 200 * time.Millisecond
	trackMost = trackFree + float64(brakeMost/trackStep)
)

func newTrackDoor() *trackDoor { return &trackDoor{from: meter{pace: trackPace, most: trackMost}} }

// miss counts a wrong code. Its answer waits for so long, and says when to try again; 0 for at once.
func (d *trackDoor) miss(from network, now time.Time) (hold, again time.Duration) {
	n := d.from.add(from, now)
	hold = d.all.miss(now)
	if n <= trackFree {
		return hold, 0
	}
	own := time.Duration((n - trackFree) * float64(trackStep))
	return min(brakeMost, max(hold, own)), time.Duration((n - trackFree) * float64(trackPace))
}

// post opens the case of a 查询码. A code that nobody has costs the same look-up as one that somebody has.
func (d *trackDoor) post(s *Server, c echo.Context) error {
	typed := s.form(c).Get("code")
	pass, err := s.track(c, typed)
	switch {
	case errs.Is(err, errs.NotFound):
		endTurn(c) // who guesses must not keep those waiting who report
		hold, again := d.miss(s.network(c), s.Wall.Now())
		if err := wait(c.Request().Context(), hold); err != nil {
			return err
		}
		err = errs.Fields(lead.Problems{"code": unknown(again)})
		return s.invalid(c, "track/show", s.trackView(c, typed, err), err)
	case err != nil:
		return s.invalid(c, "track/show", s.trackView(c, typed, err), err)
	}
	if err := s.letIn(c, pass); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

// unknown says that nobody has the code, and to whom has tried too often when to try again.
func unknown(again time.Duration) errs.Text {
	if again == 0 {
		return errs.T("track.code.unknown")
	}
	return errs.T("track.code.often", "n", int(math.Ceil(again.Minutes())))
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

// brake makes guessing of codes slow for all who guess, together. It knows no networks.
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
