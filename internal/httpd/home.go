package httpd

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/settings"
)

// homeView is the first page of all.
type homeView struct {
	Page
	CallNote string // when somebody answers, and whether the number is provisional
	Others   []string
	Note     string // "" once every number is signed off
}

// otherLines are the settings of the other ways to be heard.
var otherLines = []string{"line_12345", "line_12388", "line_other"}

func (s *Server) getHome(c echo.Context) error {
	return s.render(c, http.StatusOK, "home/show", s.homeView(c))
}

func (s *Server) homeView(c echo.Context) *homeView {
	ctx := c.Request().Context()
	v := &homeView{Page: s.page(c), CallNote: s.callNote(ctx)}
	for _, id := range otherLines {
		value := s.Settings.Value(id)
		if value.Blank() {
			continue
		}
		mark := s.provisional(ctx, id)
		v.Others = append(v.Others, v.T("home.others."+id, "said", lineWords(value), "provisional", mark))
		if mark != "" {
			v.Note = v.T("home.others.note")
		}
	}
	return v
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
