package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

const (
	usersPath = "/admin/users"
	// cookieInvitation carries a code to the one page that shows it.
	cookieInvitation = "invitation"
	invitationShown  = 5 * time.Minute
)

type usersView struct {
	Page
	Total string
	Add   web.Button
	Table web.Table
	Code  *codeView
}

// codeView is an invitation as it is shown, once.
type codeView struct {
	Title string
	Code  string // in groups of four
	Until string
	How   string
}

// adminUsers lists the accounts; it knows no lead. After an invitation it shows the code, and never again.
func (s *Server) adminUsers(c echo.Context) error {
	staff, err := s.Org.AllStaff(c.Request().Context())
	if err != nil {
		return err
	}
	v := &usersView{Page: s.page(c), Total: s.Texts.T("admin.users.total", "n", len(staff)), Code: s.takeCode(c)}
	v.Add = web.Button{Label: v.T("admin.users.new"), Href: usersPath + "/new", Small: true}
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
	state := s.userState(u)
	return []web.Cell{
		{Text: u.DisplayName, Href: userPath(u.ID)},
		{Text: u.UserName},
		{Text: org.UnitName(u.UnitID)},
		{Text: s.Texts.T("role." + string(u.Role))},
		named,
		{Tag: &state},
	}
}

func userPath(id int64) string { return usersPath + "/" + idText(id) }

// userState is what stands between an account and its day's work.
func (s *Server) userState(u *org.Staff) web.Tag {
	switch {
	case u.Disabled:
		return web.Tag{Look: web.Neutral, Text: s.Texts.T("admin.users.disabled")}
	case !u.Joined():
		return web.Tag{Look: web.Soon, Text: s.Texts.T("admin.users.invited")}
	default:
		return web.Tag{Look: web.Done, Text: s.Texts.T("admin.users.active")}
	}
}

// shownCode is what the cookie carries from the POST to the page.
type shownCode struct {
	By   int64  `json:"by"` // the administrator it is shown to
	Code string `json:"code"`
	Name string `json:"name"`
	User string `json:"user"`
	Ends int64  `json:"ends"`
}

// handCode leads to the page that shows a new invitation.
func (s *Server) handCode(c echo.Context, in org.Invitation) error {
	shown := shownCode{s.actor(c).ID, in.Code, in.Staff.DisplayName, in.Staff.UserName, in.Expires.UnixMilli()}
	raw, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	if err := s.putSealed(c, cookieInvitation, string(raw), invitationShown); err != nil {
		return err
	}
	return s.redirect(c, usersPath)
}

// takeCode reads the invitation and removes it from the browser; nil when there is none for this administrator.
func (s *Server) takeCode(c echo.Context) *codeView {
	raw, ok := s.sealed(c, cookieInvitation)
	if !ok || c.Request().Method == http.MethodHead {
		return nil
	}
	s.dropCookie(c, cookieInvitation)
	var in shownCode
	if err := json.Unmarshal([]byte(raw), &in); err != nil || in.By != s.actor(c).ID {
		return nil
	}
	return &codeView{
		Title: s.Texts.T("admin.users.code.title", "name", in.Name), Code: spelt(in.Code),
		Until: s.Texts.T("admin.users.code.until", "at", beijing(in.Ends, "1月2日 15:04")),
		How:   s.Texts.T("admin.users.code.how", "user", in.User),
	}
}

// spelt writes a code as people copy it.
func spelt(code string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
