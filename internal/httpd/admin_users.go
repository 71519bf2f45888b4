package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

type usersView struct {
	Page
	Total string
	Table web.Table
}

// adminUsers lists the accounts. Read only; it knows no lead.
func (s *Server) adminUsers(c echo.Context) error {
	staff, err := s.Org.AllStaff(c.Request().Context())
	if err != nil {
		return err
	}
	v := &usersView{Page: s.page(c), Total: s.Texts.T("admin.users.total", "n", len(staff))}
	for _, key := range []string{"name", "user", "unit", "role", "named", "state"} {
		v.Table.Columns = append(v.Table.Columns, web.Column{Label: s.Texts.T("admin.users." + key)})
	}
	for i := range staff {
		v.Table.Rows = append(v.Table.Rows, s.userRow(&staff[i]))
	}
	return s.render(c, http.StatusOK, "admin/users", v)
}

func (s *Server) userRow(u *org.Staff) []web.Cell {
	named := web.Cell{Text: s.Texts.T("admin.users.no")}
	if u.Named {
		named = web.Cell{Tag: &web.Tag{Look: web.Restricted, Text: s.Texts.T("admin.users.yes")}}
	}
	state := web.Cell{Tag: &web.Tag{Look: web.Done, Text: s.Texts.T("admin.users.active")}}
	if u.Disabled {
		state.Tag = &web.Tag{Look: web.Neutral, Text: s.Texts.T("admin.users.disabled")}
	}
	return []web.Cell{
		{Text: u.DisplayName}, {Text: u.UserName}, {Text: org.UnitName(u.UnitID)}, {Text: s.Texts.T("role." + string(u.Role))}, named, state,
	}
}
