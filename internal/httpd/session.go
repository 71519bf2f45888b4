package httpd

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

const (
	sessionCookie = "sunlead"
	sessionIdle   = 30 * time.Minute
	sessionLife   = 12 * time.Hour
	sessionTouch  = time.Minute // how exactly idleness is kept: one write a minute, not one a request
	tokenLength   = 43          // of a session token in its cookie
	signInPath    = "/signin"
)

// What a session holds.
const (
	inStaff = "staff" // id of the account
	inProof = "proof" // of the password it was begun with
	inCSRF  = "csrf"
	inBegun = "begun" // Wall instants, UTC milliseconds
	inSeen  = "seen"
)

// openSessions makes the session manager. Its middleware is not used: it would hold a session back until the
// answer is half written, when a failing store can no longer be told to anybody.
func (s *Server) openSessions() error {
	m := scs.New()
	m.Store, m.IdleTimeout, m.Lifetime = s.Sessions, sessionIdle, sessionLife
	s.sessions = m
	return nil
}

// load puts the session of the cookie, or a fresh one, into the request's context.
func (s *Server) load(c echo.Context) error {
	token := s.cookie(c, sessionCookie)
	if len(token) != tokenLength {
		token = ""
	}
	ctx, err := s.sessions.Load(c.Request().Context(), token)
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	c.SetRequest(c.Request().WithContext(ctx))
	return nil
}

// resume finds the signed-in person. No session, an ended one, a disabled account and a password that was taken
// away are Unauthenticated.
func (s *Server) resume(c echo.Context) (org.Actor, error) {
	if err := s.load(c); err != nil {
		return org.Actor{}, err
	}
	ctx := c.Request().Context()
	id, now := s.sessions.GetInt64(ctx, inStaff), s.Wall.Now()
	if id == 0 || s.ended(c, now) {
		return org.Actor{}, errs.New(errs.Unauthenticated, "error.401.text")
	}
	actor, err := s.Staff.ActorByID(ctx, id)
	if err != nil {
		return org.Actor{}, err
	}
	if s.sessions.GetString(ctx, inProof) != actor.Proof {
		return org.Actor{}, errs.New(errs.Unauthenticated, "signin.again")
	}
	c.Set(ctxActor, actor)
	c.Set(ctxCSRF, s.sessions.GetString(ctx, inCSRF))
	return actor, s.touch(c, now)
}

func (s *Server) ended(c echo.Context, now time.Time) bool {
	ctx := c.Request().Context()
	begun, seen := s.sessions.GetInt64(ctx, inBegun), s.sessions.GetInt64(ctx, inSeen)
	return now.Sub(clock.FromMilli(begun)) > sessionLife || now.Sub(clock.FromMilli(seen)) > sessionIdle
}

// touch keeps a used session alive.
func (s *Server) touch(c echo.Context, now time.Time) error {
	ctx := c.Request().Context()
	if now.Sub(clock.FromMilli(s.sessions.GetInt64(ctx, inSeen))) < sessionTouch {
		return nil
	}
	s.sessions.Put(ctx, inSeen, now.UnixMilli())
	if _, _, err := s.sessions.Commit(ctx); err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// signIn begins a session for the account under a new token; whatever session the browser had is deleted.
func (s *Server) signIn(c echo.Context, a org.Actor) error {
	if err := s.load(c); err != nil {
		return err
	}
	ctx, now := c.Request().Context(), s.Wall.Now().UnixMilli()
	if err := s.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("clear session: %w", err)
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.sessions.Put(ctx, inStaff, a.ID)
	s.sessions.Put(ctx, inProof, a.Proof)
	s.sessions.Put(ctx, inCSRF, randomToken())
	s.sessions.Put(ctx, inBegun, now)
	s.sessions.Put(ctx, inSeen, now)
	token, _, err := s.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	s.setCookie(c, sessionCookie, token, 0)
	return nil
}

// signOut ends the session, in the store too.
func (s *Server) signOut(c echo.Context) error {
	if err := s.load(c); err != nil {
		return err
	}
	if err := s.sessions.Destroy(c.Request().Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	s.dropCookie(c, sessionCookie)
	return nil
}

// checkCSRF compares the form's token with the session's.
func (s *Server) checkCSRF(c echo.Context) error {
	want, got := value[string](c, ctxCSRF), s.form(c).Get(fieldCSRF)
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return errs.New(errs.Forbidden, "error.csrf.text")
	}
	return nil
}

// toSignIn leads somebody who only wanted to see a page to the sign-in page and back. A POST gets the error
// page instead, which gives back what was typed.
func (s *Server) toSignIn(c echo.Context) bool {
	r := c.Request()
	if r.Method == post || value[route](c, ctxRoute).Path == signInPath || !s.has(signInPath) {
		return false
	}
	_ = c.Redirect(http.StatusSeeOther, signInPath+"?next="+url.QueryEscape(r.URL.Path)) // only fails for codes that are no redirect
	return true
}

// randomToken returns 128 random bits as text.
func randomToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, crypto/rand says
	return base64.RawURLEncoding.EncodeToString(b[:])
}
