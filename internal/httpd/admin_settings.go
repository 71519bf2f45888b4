package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/settings"
	"sunlead/web"
)

const settingsPath = "/admin/settings"

type settingsView struct {
	Page
	Open   string // how many wait for a signature
	Groups []settingGroup
}

type settingGroup struct {
	ID, Title string
	Rows      []settingLine
}

// settingLine is one setting: its value and who has signed it off.
type settingLine struct {
	ID, Name, Hint string
	Value          string // "" for a blank one
	Tag            web.Tag
	Said           string // by whom and when, or what has changed
	Action, Digest string // of the form that signs it off, "" when it cannot be or is done
}

// adminSettings lists every setting and where it stands.
func (s *Server) adminSettings(c echo.Context) error {
	v, err := s.settingsView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "admin/settings", v)
}

// postSettingConfirm signs a value off. The form names the value its reader saw: what the file says by now may be
// another one.
func (s *Server) postSettingConfirm(c echo.Context) error {
	id, ctx := c.Param("setting"), c.Request().Context()
	spec, ok := settings.ByID(id)
	if !ok {
		return errs.New(errs.NotFound, "error.404.text")
	}
	if v := s.Settings.Value(id); v.Blank() || v.Digest() != s.form(c).Get("digest") {
		return s.settingsAgain(c, errs.New(errs.Conflict, "admin.settings.changed", "name", s.settingName(spec)))
	}
	if err := s.Org.SignSetting(ctx, s.actor(c), id, s.form(c).Get("digest")); err != nil {
		return err
	}
	if err := s.flash(c, "admin.settings.done", "name", s.settingName(spec)); err != nil {
		return err
	}
	return s.redirect(c, settingsPath)
}

func (s *Server) settingsAgain(c echo.Context, failed error) error {
	v, err := s.settingsView(c)
	if err != nil {
		return err
	}
	return s.invalid(c, "admin/settings", v, failed)
}

func (s *Server) settingsView(c echo.Context) (*settingsView, error) {
	signed, err := s.Org.Signatures(c.Request().Context())
	if err != nil {
		return nil, err
	}
	v, open := &settingsView{Page: s.page(c)}, 0
	for _, spec := range settings.All() {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].ID != spec.Group {
			v.Groups = append(v.Groups, settingGroup{ID: spec.Group, Title: v.T("setting.group." + spec.Group)})
		}
		line := s.settingLine(spec, signed[spec.ID])
		if line.Tag.Look != web.Done {
			open++
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, line)
	}
	v.Open = v.T("admin.settings.open", "n", open)
	return v, nil
}

func (s *Server) settingLine(spec settings.Spec, sign org.Signature) settingLine {
	v, t := s.Settings.Value(spec.ID), s.Texts.T
	line := settingLine{ID: spec.ID, Name: s.settingName(spec), Hint: spec.Source, Value: s.settingValue(spec, v)}
	if hint := "setting." + spec.ID + ".hint"; s.Texts.Has(hint) {
		line.Hint = strings.TrimPrefix(line.Hint+"；"+t(hint), "；")
	}
	switch {
	case v.Blank():
		line.Tag = web.Tag{Look: web.Neutral, Text: t("admin.settings.blank")}
		return line
	case sign.Digest == v.Digest():
		line.Tag = web.Tag{Look: web.Done, Text: t("admin.settings.signed")}
		line.Said = t("admin.settings.by", "name", sign.Name, "day", sign.Date)
		return line
	case sign.Digest != "":
		line.Said = t("admin.settings.before", "name", sign.Name, "day", sign.Date)
	}
	line.Tag = web.Tag{Look: web.Soon, Text: t("admin.settings.provisional")}
	line.Action, line.Digest = settingsPath+"/"+spec.ID+"/confirm", v.Digest()
	return line
}

func (s *Server) settingName(spec settings.Spec) string { return s.Texts.T("setting." + spec.ID) }

// settingValue writes a value in words, "" for a blank one.
func (s *Server) settingValue(spec settings.Spec, v settings.Value) string {
	if v.Blank() {
		return ""
	}
	switch spec.Kind {
	case settings.YesNo:
		return s.Texts.T("setting.answer." + v.Text)
	case settings.Choice:
		return s.Texts.T("setting." + spec.ID + "." + v.Text)
	case settings.Line, settings.Day, settings.Times:
		return v.Text
	case settings.Phone:
		return strings.TrimSpace(v.Phone.Number + " " + v.Phone.Hours)
	case settings.Holidays:
		return s.restWords(v.Holidays)
	default:
		return s.Texts.T("setting.unit."+string(spec.Kind), "n", v.Number)
	}
}

// restWords tells a year's days off, so that whoever signs them off has read them.
func (s *Server) restWords(r settings.Rests) string {
	said := make([]string, 0, len(r.Off)+1)
	for _, off := range r.Off {
		said = append(said, s.Texts.T("setting.off", "name", s.Texts.T("calendar.holiday."+off.Name), "from", off.From, "n", off.Days))
	}
	if len(r.Work) > 0 {
		said = append(said, s.Texts.T("setting.work", "days", strings.Join(r.Work, "、")))
	}
	return strings.Join(said, "；")
}
