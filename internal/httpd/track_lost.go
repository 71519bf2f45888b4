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

// lostDesk takes requests for a fresh 查询码. A network that asks and asks is told to wait; all together are only slowed
// down.
type lostDesk struct {
	brake brake
	from  meter
}

// lostMost is how many requests a network has, and lostPace in what time it gets another one: behind one address may sit
// a whole village, and what a request costs us is one row.
const (
	lostMost = 30
	lostPace = time.Minute
)

func newLostDesk() *lostDesk { return &lostDesk{from: meter{pace: lostPace, most: 2 * lostMost}} }

// post answers the same, after the same work, whether or not there is such a report.
func (d *lostDesk) post(s *Server, c echo.Context) error {
	now := s.Wall.Now()
	if !s.Leads.SMS {
		return errs.New(errs.NotFound, "error.404.text")
	}
	if d.from.add(s.network(c), now) > lostMost {
		err := errs.New(errs.TooMany, "lost.often")
		return s.invalid(c, "track/lost", s.lostView(c, err), err)
	}
	f := s.form(c)
	if err := s.Leads.Lost(c.Request().Context(), f.Get("number"), f.Get("phone")); err != nil {
		return s.invalid(c, "track/lost", s.lostView(c, err), err)
	}
	endTurn(c) // who asks and asks must not keep those waiting who report
	if err := wait(c.Request().Context(), d.brake.miss(now)); err != nil {
		return err
	}
	if err := s.flash(c, "lost.done"); err != nil {
		return err
	}
	return s.redirect(c, trackPath)
}
