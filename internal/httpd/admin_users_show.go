package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

// userView is one account, with what may be done to it.
type userView struct {
	Page
	Name  string
	State web.Tag
	Rows  []web.SummaryRow
	Acts  []userAct
	Self  string // why nothing may be done to one's own account
}

// userAct is a button with what it does.
type userAct struct {
	Action, Title, About, Key string
	Go                        web.Button
}

func (s *Server) showUser(c echo.Context) error {
	u, err := s.Org.Account(c.Request().Context(), idOf(c.Param("id")))
	if err != nil {
		return err
	}
	v := &userView{Page: s.page(c), Name: u.DisplayName, State: s.userState(&u)}
	v.Back = usersPath
	named := "admin.users.no"
	if u.Named {
		named = "admin.users.yes"
	}
	v.Rows = []web.SummaryRow{
		{Key: v.T("admin.users.user"), Value: u.UserName},
		{Key: v.T("admin.users.unit"), Value: org.UnitName(u.UnitID)},
		{Key: v.T("admin.users.role"), Value: v.T("role." + string(u.Role))},
		{Key: v.T("admin.users.named"), Value: v.T(named)},
		{Key: v.T("admin.users.created"), Value: v.Day(u.Created)},
	}
	if u.ID == s.actor(c).ID {
		v.Self = v.T("admin.users.self.text")
	} else {
		v.Acts = s.userActs(&u)
	}
	return s.render(c, http.StatusOK, "admin/user", v)
}

// userActs are the buttons of an account: invite and disable, or enable.
func (s *Server) userActs(u *org.Staff) []userAct {
	act := func(verb, look string) userAct {
		return userAct{
			Action: userPath(u.ID) + "/" + verb, Title: s.Texts.T("admin.users." + verb), About: s.Texts.T("admin.users." + verb + ".about"),
			Key: s.keyField(newFormKey()), Go: web.Button{Label: s.Texts.T("admin.users." + verb + ".go"), Look: look, Small: true},
		}
	}
	if u.Disabled {
		return []userAct{act("enable", "")}
	}
	return []userAct{act("invite", "secondary"), act("disable", "warning")}
}

func (s *Server) postInviteUser(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	in, err := s.Org.Invite(c.Request().Context(), s.actor(c), key, idOf(c.Param("id")))
	if err != nil {
		return err
	}
	return s.handCode(c, in)
}

func (s *Server) postDisableUser(c echo.Context) error {
	return s.setDisabled(c, true, "admin.users.disable.done")
}

func (s *Server) postEnableUser(c echo.Context) error {
	return s.setDisabled(c, false, "admin.users.enable.done")
}

func (s *Server) setDisabled(c echo.Context, disabled bool, done string) error {
	ctx, id := c.Request().Context(), idOf(c.Param("id"))
	if err := s.Org.SetDisabled(ctx, s.actor(c), id, disabled); err != nil {
		return err
	}
	u, err := s.Org.Account(ctx, id)
	if err != nil {
		return err
	}
	if err := s.flash(c, done, "name", u.DisplayName); err != nil {
		return err
	}
	return s.redirect(c, userPath(id))
}
