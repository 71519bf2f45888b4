package httpd

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/metrics"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/publish"
	"sunlead/internal/settings"
	"sunlead/web"
)

// secretMin is the least length of Deps.Secret in bytes.
const secretMin = 32

// Deps is what the pages stand on. All of the first group must be given.
type Deps struct {
	Texts     *web.Texts
	Languages []*web.Texts // the others that the public pages speak, in the order of the header
	Log       *slog.Logger
	Wall      clock.Clock
	Sessions  scs.CtxStore // staff sessions, org.Sessions
	Staff     Staff        // who a session belongs to, org.Service
	Leads     *lead.Service
	Org       *org.Service
	Checklist *checklist.Service
	Notify    *notify.Service
	Publish   *publish.Service
	Secret    []byte // signs form keys and seals public cookies; at least 32 bytes, the same in every process

	Secure   bool                        // served through HTTPS: __Host- cookies with Secure
	Public   string                      // how people reach the site, https://host; "" when nobody knows
	Demo     bool                        // the strip that says everything is fiction
	Hotline  string                      // number shown to parents, "" for none
	Settings settings.Values             // what the operator decides; the zero value is what ships
	Ready    func(context.Context) error // asked by /healthz and /readyz; nil means always ready
	Queue    func(context.Context) error // whether Redis answers; nil means that it does

	Jobs      *outbox.Desk                                 // the page of the system
	StepWaits func(context.Context) (time.Duration, error) // how long the longest due step waits, real time; nil for none
	Metrics   *metrics.Set                                 // nil for no figures
	Sink      *notify.Sink                                 // where the demo's short messages end; nil in an installation
}

// Staff tells who an account is now, so that a disabled account ends at its next request.
type Staff interface {
	// ActorByID fails with Unauthenticated for an unknown or disabled account.
	ActorByID(ctx context.Context, id int64) (org.Actor, error)
}

func (d Deps) check() error {
	if d.Texts == nil || d.Log == nil || d.Wall == nil || d.Sessions == nil || d.Staff == nil {
		return errors.New("httpd: Texts, Log, Wall, Sessions and Staff must be given")
	}
	if len(d.Secret) < secretMin {
		return errors.New("httpd: the secret is shorter than 32 bytes")
	}
	return nil
}

// Server answers HTTP. It is made once and safe for concurrent use.
type Server struct {
	Deps
	echo     *echo.Echo
	routes   []route
	pages    pageSet
	sessions *scs.SessionManager
	origins  *http.CrossOriginProtection
	box      cipher.AEAD // seals public cookies
	figures  figures
	turns    turns
	sheets   *sheets
	networks *networks
	tolls    *tolls
	uploads  *uploads
	workKey  []byte    // signs the work that a crowd is asked for
	last500  []byte    // the page for the day the templates fail
	tongues  []*Server // itself in every language, the one of Texts first; only Texts, pages and last500 differ
}

// New parses every template and registers every route. Anything undeclared, missing or broken is an error here,
// not a surprise for a reader.
func New(d Deps) (*Server, error) { return newServer(d, extra{}) }

// extra lets tests add routes and pages to exercise the kit.
type extra struct {
	routes []route
	pages  map[string]string // name → the blocks title and main
}

func newServer(d Deps, x extra) (*Server, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	s := &Server{Deps: d, routes: append(routes(), x.routes...), origins: http.NewCrossOriginProtection(), figures: newFigures(d.Metrics), turns: make(turns, atOnce), networks: new(networks), tolls: newTolls(), uploads: new(uploads), sheets: new(sheets)}
	steps := []func() error{
		s.openBox,
		s.openWork,
		s.openSessions,
		func() error { return s.learn(x.pages) },
		s.open,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// open builds echo: middleware in the order of the way in, then the route table.
func (s *Server) open() error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard) // one log, ours
	e.IPExtractor = echo.ExtractIPDirect()
	e.HTTPErrorHandler = s.fail
	e.Pre(s.listen)
	e.Use(s.nameRequest, s.secure, s.logRequest, s.recoverPanic, s.checkPath, s.checkOrigin)
	s.echo = e
	seen := map[string]bool{}
	for _, r := range s.routes {
		line := r.Method + " " + r.Path
		if seen[line] {
			return fmt.Errorf("route %s is there twice", line)
		}
		seen[line] = true
		if err := s.mount(r); err != nil {
			return err
		}
	}
	return nil
}

// Handler returns the whole site.
func (s *Server) Handler() http.Handler { return s.echo }

// Echo returns the framework underneath, for tests only.
func (s *Server) Echo() *echo.Echo { return s.echo }

// healthz says whether this process can serve; it shows nothing else.
func (s *Server) healthz(c echo.Context) error {
	if s.Ready != nil {
		if err := s.Ready(c.Request().Context()); err != nil {
			s.Log.WarnContext(c.Request().Context(), "not ready", slog.Any("error", err))
			return c.String(http.StatusServiceUnavailable, "not ready\n")
		}
	}
	return c.String(http.StatusOK, "ok\n")
}
