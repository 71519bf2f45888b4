package httpd

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// caseList is the address of the list behind a number, in the words of caseParams.
func caseList(f lead.Filter) string {
	v := url.Values{}
	for name, value := range map[string]string{
		"group": string(f.Group), "state": string(f.State), "unit": idText(f.Unit), "ledger": idText(f.Ledger), "item": idText(int64(f.Item)),
		"cat": f.Category, "q": f.Query, "late": flag(f.Late), "severe": flag(f.VeryLate), "rest": flag(f.Rest), "open": flag(f.OpenOnly),
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return withQuery("/cases", v)
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// idOf reads a key of a page or a unit out of an address; what is no number is 0.
func idOf(typed string) int64 {
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// onward leads through a list that is paged by key: back to its beginning, and to the next page. The query is
// that of the page without its keys.
func onward(path string, query url.Values, key string, here, next int64) web.Pager {
	var p web.Pager
	if here != 0 {
		p.First = withQuery(path, query)
	}
	if next != 0 {
		to := url.Values{key: {idText(next)}}
		for name, values := range query {
			to[name] = values
		}
		p.Next = withQuery(path, to)
	}
	return p
}

// number is a counted cell: a link to the list that it counts.
func number(n int, href string) web.Cell {
	return web.Cell{Text: strconv.Itoa(n), Href: href, Count: &n}
}

// excerpt is the beginning of a text on one line.
func excerpt(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// owners are the units that handle leads, in the plan's order, the city last.
func owners() []org.Unit {
	var list []org.Unit
	for _, d := range org.Districts() {
		list = append(list, org.UnitByID(d.UnitID()))
	}
	return append(list, org.UnitByID(org.CityID))
}

// unitOptions offers the units of owners, a blank one first.
func unitOptions(blank string) []web.Option {
	list := []web.Option{{Label: blank}}
	for _, u := range owners() {
		list = append(list, web.Option{Value: idText(u.ID), Label: u.Name})
	}
	return list
}

// districtOptions offers the districts, by code, in the language of the page; what stands for none of them comes first.
func (s *Server) districtOptions(blank ...string) []web.Option {
	var list []web.Option
	for _, label := range blank {
		list = append(list, web.Option{Label: label})
	}
	for _, d := range org.Districts() {
		list = append(list, web.Option{Value: d.Code, Label: s.Texts.Name(d.Name)})
	}
	return list
}

// districtSelect narrows a public page to a district.
func (s *Server) districtSelect(chosen string) web.Field {
	t := s.Texts
	return web.Field{Kind: "select", Name: "district", Label: t.T("policy.district"), Value: chosen, Options: s.districtOptions(t.T("policy.district.any"))}
}

// sentenceOf makes a text of a key and named arguments; the id of a unit becomes its name.
func sentenceOf(key string, args map[string]any) errs.Text {
	t := errs.Text{Key: key}
	for name, v := range args {
		if id, ok := v.(int64); ok && name == "unit" {
			v = org.UnitName(id)
		}
		t.Args = append(t.Args, name, v)
	}
	return t
}
