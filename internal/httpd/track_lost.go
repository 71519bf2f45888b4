package httpd

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/web"
)

const trackLostPath = trackPath + "/lost"

// lostView asks who lost the 查询码 for number and phone; without a way to send messages it says where to turn to.
type lostView struct {
	Page
	Sends  bool
	Fields []web.Field
	Key    string
	Send   web.Button
}

func (s *Server) lostView(c echo.Context, err error) *lostView {
	v := &lostView{Page: s.page(c), Sends: s.Leads.SMS, Key: s.keyField(newFormKey()), Send: web.Button{Label: s.Texts.T("lost.send")}}
	v.Back = trackPath
	for _, f := range []web.Field{
		{Name: "number", InputMode: "numeric", Autocomplete: "off"}, {Name: "phone", Type: "tel", InputMode: "tel", Autocomplete: "tel"},
	} {
		f.Label, f.Hint, f.Width, f.Error = s.Texts.T("lost."+f.Name+".label"), s.Texts.T("lost."+f.Name+".hint"), "20", s.fieldError(err, f.Name)
		if typed := s.form(c); typed != nil {
			f.Value = typed.Get(f.Name)
		}
		v.Fields = append(v.Fields, f)
	}
	return v
}

func (s *Server) getTrackLost(c echo.Context) error {
	return s.render(c, http.StatusOK, "track/lost", s.lostView(c, nil))
}

// lostDesk takes requests for a fresh 查询码. Who asks and asks is slowed down, with their network and with all who ask, and
// never refused (ADR 0020): behind one address may sit a whole village. What a number costs in messages the ledger limits.
type lostDesk struct {
	brake brake
	from  meter
}

// lostFree is how many requests a network has without delay, and lostPace in what time it gets another one.
const (
	lostFree = 30
	lostPace = time.Minute
	lostMost = lostFree + float64(brakeMost/trackStep)
)

func newLostDesk() *lostDesk { return &lostDesk{from: meter{pace: lostPace, most: lostMost}} }

// slow counts a request and says how long its answer waits.
func (d *lostDesk) slow(from network, now time.Time) time.Duration {
	over := max(0, d.from.add(from, now)-lostFree)
	return min(brakeMost, max(d.brake.miss(now), time.Duration(over*float64(trackStep))))
}

// post answers the same, after the same work, whether or not there is such a report.
func (d *lostDesk) post(s *Server, c echo.Context) error {
	if !s.Leads.SMS {
		return errs.New(errs.NotFound, "error.404.text")
	}
	f := s.form(c)
	if err := s.Leads.Lost(c.Request().Context(), f.Get("number"), f.Get("phone")); err != nil {
		return s.invalid(c, "track/lost", s.lostView(c, err), err)
	}
	endTurn(c) // who asks and asks must not keep those waiting who report
	if err := wait(c.Request().Context(), d.slow(s.network(c), s.Wall.Now())); err != nil {
		return err
	}
	if err := s.flash(c, "lost.done"); err != nil {
		return err
	}
	return s.redirect(c, trackPath)
}
