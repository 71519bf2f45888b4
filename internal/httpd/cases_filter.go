package httpd

import (
	"net/url"
	"slices"
	"strconv"

	"sunlead/internal/checklist"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
)

// caseParams are the filters of the work list as its address carries them. Other pages link here with them, so
// that every number opens the list it counts.
var caseParams = []struct {
	name string
	set  func(f *lead.Filter, v string) bool // false when the value is none of ours
	word func(s *Server, v string) string    // what the reader is told
}{
	{"q", func(f *lead.Filter, v string) bool { f.Query = v; return true }, func(_ *Server, v string) string { return v }},
	{"group", setGroup, func(s *Server, v string) string { return s.Texts.T("group." + v) }},
	{"state", setState, func(s *Server, v string) string { return s.Texts.T("state." + v) }},
	{"cat", setCategory, func(s *Server, v string) string { return s.Texts.T("cat." + v) }},
	{"unit", func(f *lead.Filter, v string) bool { return setUnit(&f.Unit, v) }, unitWord},
	{"ledger", func(f *lead.Filter, v string) bool { return setUnit(&f.Ledger, v) }, unitWord},
	{"item", setItem, func(_ *Server, v string) string { return v }},
	{"late", func(f *lead.Filter, v string) bool { return setFlag(&f.Late, v) }, nil},
	{"severe", func(f *lead.Filter, v string) bool { return setFlag(&f.VeryLate, v) }, nil},
	{"rest", func(f *lead.Filter, v string) bool { return setFlag(&f.Rest, v) }, nil},
	{"open", func(f *lead.Filter, v string) bool { return setFlag(&f.OpenOnly, v) }, nil},
	{"plain", func(f *lead.Filter, v string) bool { return setFlag(&f.Plain, v) }, nil},
}

// caseQuery declares the parameters of the list.
func caseQuery() *fieldSet {
	set := fields("after")
	for _, p := range caseParams {
		set = set.with(0, []string{p.name})
	}
	return set
}

func setGroup(f *lead.Filter, v string) bool {
	f.Group = lead.Group(v)
	return f.Group == lead.Done || slices.Contains(lead.Groups(), f.Group)
}

func setState(f *lead.Filter, v string) bool {
	f.State = lead.State(v)
	return slices.Contains(lead.States(), f.State)
}

func setCategory(f *lead.Filter, v string) bool {
	f.Category = v
	_, known := lead.CategoryByID(v)
	return known
}

func setUnit(to *int64, v string) bool {
	id, err := strconv.ParseInt(v, 10, 64)
	*to = id
	return err == nil && org.UnitByID(id).ID != 0
}

func unitWord(_ *Server, v string) string {
	id, _ := strconv.ParseInt(v, 10, 64) // setUnit has read it
	return org.UnitName(id)
}

// setItem also leaves walled leads out: they are in nobody's checklist, and its counts link here.
func setItem(f *lead.Filter, v string) bool {
	n, err := strconv.Atoi(v)
	f.Item, f.Plain = n, true
	_, known := checklist.ItemByNo(n)
	return err == nil && known
}

func setFlag(to *bool, v string) bool {
	*to = true
	return v == "1"
}

// caseFilter is what a list was asked for.
type caseFilter struct {
	lead.Filter
	values url.Values // as typed, without after and without what is empty
}

// any reports that the list is narrowed.
func (f caseFilter) any() bool { return len(f.values) > 0 }

// without is the address of the list when one condition is taken away.
func (f caseFilter) without(name string) string {
	rest := url.Values{}
	for k, v := range f.values {
		if k != name {
			rest[k] = v
		}
	}
	return listPath(rest)
}

// page is the address of the page after the lead of the key.
func (f caseFilter) page(after int64) string {
	all := url.Values{}
	for k, v := range f.values {
		all[k] = v
	}
	if after > 0 {
		all.Set("after", strconv.FormatInt(after, 10))
	}
	return listPath(all)
}

func listPath(v url.Values) string {
	if len(v) == 0 {
		return "/cases"
	}
	return "/cases?" + v.Encode()
}

// readFilter reads the address. A form sends its empty fields too; they mean nothing. An unknown value is
// Invalid: a list that ignored it would show other leads than were asked for.
func readFilter(q *Form) (caseFilter, error) {
	f := caseFilter{values: url.Values{}}
	for _, p := range caseParams {
		v := q.Get(p.name)
		if v == "" {
			continue
		}
		if !p.set(&f.Filter, v) {
			return f, errs.New(errs.Invalid, "case.filter.unknown")
		}
		f.values.Set(p.name, v)
	}
	if v := q.Get("after"); v != "" {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || id <= 0 {
			return f, errs.New(errs.Invalid, "case.filter.unknown")
		}
		f.After = id
	}
	return f, nil
}
