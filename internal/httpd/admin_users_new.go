package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

func newUserForm() *fieldSet { return fields("name", "user", "unit", "role", "named") }

type newUserView struct {
	Page
	Key    string
	Fields []web.Field
	Go     web.Button
}

func (s *Server) newUser(c echo.Context) error {
	return s.render(c, http.StatusOK, "admin/new", s.newUserView(c, newFormKey(), nil))
}

// postNewUser makes an account and shows its invitation. The same form again shows the same one.
func (s *Server) postNewUser(c echo.Context) error {
	f := s.form(c)
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	f.OneOf("named", "error.choice", "", "1")
	in, err := org.Invitation{}, f.Err()
	if err == nil {
		in, err = s.Org.AddStaff(c.Request().Context(), s.actor(c), key, org.Staff{
			DisplayName: seen(f.Get("name")), UserName: f.Get("user"), UnitID: idOf(f.Get("unit")),
			Role: org.Role(f.Get("role")), Named: f.Get("named") == "1",
		})
	}
	if errs.Is(err, errs.Conflict) {
		key = newFormKey() // it made an account before: what stands in the form now is somebody else
	}
	if err != nil {
		return s.invalid(c, "admin/new", s.newUserView(c, key, err), err)
	}
	return s.handCode(c, in)
}

func (s *Server) newUserView(c echo.Context, key formKey, err error) *newUserView {
	v := &newUserView{Page: s.page(c), Key: s.keyField(key), Go: web.Button{Label: s.Texts.T("admin.users.new.go")}}
	v.Back = usersPath
	v.Fields = []web.Field{
		{Name: "name", Label: v.T("admin.users.display"), Hint: v.T("admin.users.display.hint"), Autocomplete: "off"},
		{Name: "user", Label: v.T("admin.users.user"), Hint: v.T("admin.users.user.hint"), Autocomplete: "off", Autocapitalize: "none"},
		{Kind: "select", Name: "unit", Label: v.T("admin.users.unit"), Options: s.allUnits()},
		{Kind: "select", Name: "role", Label: v.T("admin.users.role"), Options: s.allRoles()},
		{Kind: "checkboxes", Name: "named", Options: []web.Option{{Value: "1", Label: v.T("admin.users.named.box"), Hint: v.T("admin.users.about")}}},
	}
	for i := range v.Fields {
		v.Fields[i].Small = true
	}
	if err != nil {
		s.keepTyped(c, v.Fields, err)
	}
	return v
}

func (s *Server) allUnits() []web.Option {
	list := []web.Option{{Label: s.Texts.T("list.choose")}}
	for _, u := range org.Units() {
		list = append(list, web.Option{Value: idText(u.ID), Label: u.Name})
	}
	return list
}

// allRoles offers every role with the units that have it; which belongs to the chosen unit, the service checks.
func (s *Server) allRoles() []web.Option {
	list := []web.Option{{Label: s.Texts.T("list.choose")}}
	for _, r := range org.Roles() {
		var where []string
		for _, kind := range []org.UnitKind{org.City, org.District, org.Discipline} {
			if exists, _ := org.Posted(r, kind); exists {
				where = append(where, s.Texts.T("admin.users.kind."+string(kind)))
			}
		}
		list = append(list, web.Option{Value: string(r), Label: s.Texts.T("role."+string(r)) + "（" + strings.Join(where, "、") + "）"})
	}
	return list
}
