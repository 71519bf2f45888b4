package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// homeView is the first page of all.
type homeView struct{ Page }

func (s *Server) getHome(c echo.Context) error {
	return s.render(c, http.StatusOK, "home/show", &homeView{s.page(c)})
}
