package httpd

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// deskView is the one form of the console: what the caller tells at the start, who calls beside it. Fields in
// one row stand beside each other on a desk.
type deskView struct {
	Page
	Key    string
	Story  [][]web.Field
	Caller [][]web.Field
	Save   web.Button
}

// deskView shows the report as it was typed; err is what to correct, nil for none.
func (s *Server) deskView(c echo.Context, r *lead.Report, err error) *deskView {
	v := &deskView{Page: s.page(c), Key: s.keyField(r.Key)}
	v.Save = web.Button{Label: v.T("desk.save")}
	filled := func(f web.Field) web.Field {
		if f.Label == "" && f.Kind != checkboxes {
			f.Label = v.T("desk." + f.Name)
		}
		f.Small, f.Error = true, s.fieldError(err, f.Name)
		return f
	}
	v.Story = s.deskStory(r, filled)
	v.Caller = s.deskCaller(r, wasTicked(s.form(c), "anon"), filled)
	return v
}

// The kinds of fields that templates know.
const (
	textarea   = "textarea"
	selectBox  = "select"
	radios     = "radios"
	checkboxes = "checkboxes"
)

func (s *Server) deskStory(r *lead.Report, field func(web.Field) web.Field) [][]web.Field {
	return [][]web.Field{
		{field(web.Field{Kind: textarea, Name: "text", Value: r.Text, Rows: 9, Hint: s.Texts.T("desk.text.hint")})},
		{
			field(web.Field{Name: "school", Value: r.SchoolName, Optional: true, Autocomplete: "off"}),
			field(web.Field{Kind: selectBox, Name: "district", Value: r.District, Options: s.deskDistricts()}),
		},
		{
			field(web.Field{Kind: selectBox, Name: "cat", Value: r.Category, Options: s.deskCategories()}),
			field(web.Field{Kind: selectBox, Name: "item", Value: itemText(r.Item), Optional: true, Options: s.itemOptions()}),
		},
		{
			field(web.Field{Kind: selectBox, Name: "about", Value: r.About, Options: s.choices("about.", s.Texts.T("list.choose"), lead.Abouts()...)}),
			field(web.Field{Kind: selectBox, Name: "nature", Value: r.Nature, Options: s.choices("nature.", s.Texts.T("desk.nature.unset"), lead.NatureWork, lead.NatureConduct)}),
		},
	}
}

func (s *Server) deskCaller(r *lead.Report, anon bool, field func(web.Field) web.Field) [][]web.Field {
	why := field(web.Field{Name: "urgent_why", Value: r.UrgentWhy, Hint: s.Texts.T("desk.urgent_why.hint")})
	return [][]web.Field{
		{field(web.Field{Kind: radios, Name: "source", Value: string(r.Source), Inline: true, Options: s.choices("source.", "", deskSources...)})},
		{field(web.Field{Kind: selectBox, Name: "kind", Value: string(r.Kind), Optional: true, Options: s.choices("kind.", s.Texts.T("desk.kind.unset"), deskKinds...)})},
		{field(s.tickBox("urgent", "desk.urgent", r.Urgent, why))},
		{
			field(web.Field{Name: "ani", Value: r.Contact.Phone, Optional: true, Type: "tel", InputMode: "tel", Autocomplete: "off"}),
			field(web.Field{Name: "name", Value: r.Contact.Name, Optional: true, Autocomplete: "off"}),
		},
		{
			field(s.tickBox("anon", "desk.anon", anon)),
			field(s.tickBox("hide", "desk.hide", r.Contact.Hide)),
		},
		{field(web.Field{Kind: selectBox, Name: "lang", Value: r.Contact.Lang, Optional: true, Options: s.choices("lang.", s.Texts.T("desk.lang.unset"), "zh", "ug", "kk", "other")})},
	}
}

// tickBox is a single box to tick, with further questions while it is ticked.
func (s *Server) tickBox(name, key string, on bool, more ...web.Field) web.Field {
	return web.Field{Kind: checkboxes, Name: name, Options: []web.Option{{Value: "1", Label: s.Texts.T(key, "n", s.figure(deadline.RuleUrgent)), Checked: on, Fields: more}}}
}

// choices makes options whose labels stand under prefix; blank, if any, comes first.
func (s *Server) choices(prefix, blank string, values ...string) []web.Option {
	var list []web.Option
	if blank != "" {
		list = append(list, web.Option{Label: blank})
	}
	for _, v := range values {
		list = append(list, web.Option{Value: v, Label: s.Texts.T(prefix + v)})
	}
	return list
}

func (s *Server) deskDistricts() []web.Option {
	return append(s.districtOptions(s.Texts.T("list.choose")), web.Option{Value: org.DistrictUnknown, Label: s.Texts.T("desk.district.unsure")})
}

func (s *Server) deskCategories() []web.Option {
	list := []web.Option{{Label: s.Texts.T("list.choose")}}
	for _, c := range lead.Categories() {
		list = append(list, web.Option{Value: c.ID, Label: s.Texts.T("cat." + c.ID)})
	}
	return list
}

// itemOptions are the 34 items under their five tasks.
func (s *Server) itemOptions() []web.Option {
	list := []web.Option{{Label: s.Texts.T("desk.item.unset")}}
	for _, it := range checklist.Items() {
		n := strconv.Itoa(it.PrintNo)
		list = append(list, web.Option{Value: n, Label: n + " " + it.Text, Group: it.Group})
	}
	return list
}

func itemText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// wasTicked reports that a box came ticked; false on the empty form.
func wasTicked(f *Form, name string) bool { return f != nil && f.Get(name) != "" }
