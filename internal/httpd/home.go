package httpd

import (
	"context"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/settings"
)

// homeView is the first page of all.
type homeView struct {
	Page
	CallNote string // when somebody answers, and whether the number is provisional
	Others   []string
	Note     string // "" once every number is signed off
	Stats    bool   // something was released
	Closed   string // nobody answers the hotline now
}

// otherLines are the settings of the other ways to be heard.
var otherLines = []string{"line_12345", "line_12388", "line_other"}

func (s *Server) getHome(c echo.Context) error {
	return s.renderSame(c, "home/show", "", func(string) (pager, error) { return s.homeView(c), nil })
}

func (s *Server) homeView(c echo.Context) *homeView {
	ctx := c.Request().Context()
	v := &homeView{Page: s.page(c), CallNote: s.callNote(ctx)}
	v.Others, v.Note = s.otherWays(ctx)
	if s.Hotline != "" && s.hotlineClosed() {
		v.Closed = v.T("home.closed")
	}
	v.Stats = s.statsOn() && len(s.onShelf(ctx).Releases()) > 0
	return v
}

// otherWays are the other ways to be heard, and the remark that some numbers are provisional.
func (s *Server) otherWays(ctx context.Context) (ways []string, note string) {
	for _, id := range otherLines {
		value := s.Settings.Value(id)
		if value.Blank() {
			continue
		}
		mark := s.provisional(ctx, id)
		ways = append(ways, s.Texts.T("home.others."+id, "said", lineWords(value), "provisional", mark))
		if mark != "" {
			note = s.Texts.T("home.others.note")
		}
	}
	return ways, note
}

// hotlineClosed reports that nobody answers now: a day off, or outside of the hours that the operator has said.
func (s *Server) hotlineClosed() bool {
	from, to, said := strings.Cut(s.Settings.Value("hotline_times").Text, "-")
	now := s.Wall.Now().In(clock.Beijing)
	at := now.Format("15:04")
	return said && (!s.Leads.Calendar().Works(now) || at < from || at >= to)
}

// callNote stands behind the hotline's number; the demo's number is fiction and no setting.
func (s *Server) callNote(ctx context.Context) string {
	v := s.Settings.Value("hotline")
	if v.Phone.Number != s.Hotline || s.Hotline == "" {
		return ""
	}
	return v.Phone.Hours + s.provisional(ctx, "hotline")
}

// lineWords is a line to call, or whatever else was written.
func lineWords(v settings.Value) string {
	if v.Phone.Hours != "" {
		return v.Phone.Number + "（" + v.Phone.Hours + "）"
	}
	return v.Phone.Number + v.Text
}
