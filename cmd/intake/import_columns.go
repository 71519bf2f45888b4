package main

import (
	"maps"
	"slices"
	"strings"
)

// field is one thing that a column may say, with the headings that mean it: the ledger's words, those of platforms
// that write such files, and the plain English names.
type field struct {
	name     string
	headings []string
}

var leadFields = []field{
	{"id", []string{"编号", "工单编号", "工单号", "来件编号", "id"}},
	{"title", []string{"标题", "主题", "来件标题", "留言主题", "title", "subject"}},
	{"text", []string{"问题线索摘要", "内容", "正文", "反映内容", "诉求内容", "问题描述", "留言内容", "留言详情", "text", "content", "body"}},
	{"when", []string{"时间", "日期", "反映时间", "来件时间", "留言时间", "发生时间", "when", "time", "date"}},
	{"source", []string{"问题线索来源（含群众来信来电、上访、平台举报等）", "问题线索来源", "线索来源", "来源", "source"}},
	{"kind", []string{"类型", "诉求类型", "kind"}},
	{"category", []string{"类别", "问题类别", "分类", "category"}},
	{"about", []string{"反映对象", "about"}},
	{"nature", []string{"问题性质", "性质", "nature"}},
	{"district", []string{"区县", "区（县）", "所属区县", "属地", "district"}},
	{"school", []string{"学校", "学校名称", "反映学校", "school"}},
	{"stage", []string{"学段", "stage"}},
	{"name", []string{"姓名", "反映人", "联系人", "来电人", "name"}},
	{"phone", []string{"电话", "联系电话", "手机", "手机号", "手机号码", "phone"}},
}

var schoolFields = []field{
	{"school", []string{"名称", "学校", "学校名称", "name"}},
	{"aliases", []string{"简称", "俗称", "简称/俗称", "简称/俗称（多个）", "别名", "aliases"}},
	{"district", []string{"区县", "区（县）", "所属区县", "属地", "district"}},
	{"affiliation", []string{"隶属", "隶属关系", "affiliation"}},
	{"private", []string{"公办/民办", "办学性质", "private"}},
}

// mapping says which column is which field.
type mapping struct {
	byHeading map[string]string
	names     []string // the fields, in order
}

var wideMarks = strings.NewReplacer("(", "（", ")", "）")

// plainHeading is a heading as the tables have it, whatever blanks, brackets and capitals it is written with.
func plainHeading(s string) string {
	return wideMarks.Replace(strings.ToLower(strings.Join(strings.Fields(s), "")))
}

// newMapping reads the table and what the command line says otherwise. False for a field or a form it does not know.
func newMapping(fields []field, given string) (mapping, bool) {
	m := mapping{byHeading: map[string]string{}}
	for _, f := range fields {
		m.names = append(m.names, f.name)
		for _, h := range f.headings {
			m.byHeading[h] = f.name
		}
	}
	for pair := range strings.SplitSeq(given, ",") {
		name, column, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if given == "" {
			break
		}
		if !ok || column == "" || !slices.Contains(m.names, name) {
			return m, false
		}
		maps.DeleteFunc(m.byHeading, func(_, of string) bool { return of == name })
		if column != "-" {
			m.byHeading[plainHeading(column)] = name
		}
	}
	return m, true
}

// fieldOf is the field of a column, "" for none.
func (m mapping) fieldOf(column string) string { return m.byHeading[plainHeading(column)] }

func (m mapping) headingsOf(field string) []string {
	var out []string
	for _, h := range slices.Sorted(maps.Keys(m.byHeading)) {
		if m.byHeading[h] == field {
			out = append(out, h)
		}
	}
	return out
}

// read puts a row's cells under their fields.
func (m mapping) read(values map[string]string) map[string]string {
	out := make(map[string]string, len(m.names))
	for _, column := range slices.Sorted(maps.Keys(values)) { // the same row reads the same in every run
		if f := m.fieldOf(column); f != "" && out[f] == "" {
			out[f] = values[column]
		}
	}
	return out
}

// columnsMax is how many columns are told of; JSON lines may name a new one in every row.
const columnsMax = 200

// columnSet is the columns that were met, in order of their first row.
type columnSet struct {
	names []string
	known map[string]bool
	more  int
}

func (c *columnSet) add(names ...string) {
	if c.known == nil {
		c.known = map[string]bool{}
	}
	for _, n := range names {
		if !c.known[n] && len(c.names) == columnsMax {
			c.more++
			continue
		}
		if !c.known[n] {
			c.known[n] = true
			c.names = append(c.names, n)
		}
	}
}

// tellColumns says what the columns were taken for, and fails when two say the same.
func (s *session) tellColumns(m mapping, c *columnSet) error {
	used, unused := map[string][]string{}, []string(nil)
	for _, n := range c.names {
		if f := m.fieldOf(n); f != "" {
			used[f] = append(used[f], shown(n, 30))
		} else {
			unused = append(unused, shown(n, 30))
		}
	}
	s.say("import.columns")
	for _, f := range m.names {
		if len(used[f]) > 1 {
			return s.fail("import.error.twice", "field", s.texts.T("import.field."+f), "columns", strings.Join(used[f], "、"), "id", f)
		}
		for _, n := range used[f] {
			s.say("import.column", "column", "  "+n, "field", s.texts.T("import.field."+f))
		}
	}
	s.tellUnused(unused, c.more)
	return nil
}

// unusedShown is how many unused columns are named.
const unusedShown = 20

func (s *session) tellUnused(unused []string, more int) {
	if len(unused) == 0 {
		return
	}
	list := strings.Join(unused[:min(len(unused), unusedShown)], "、")
	if n := len(unused) + more; n > unusedShown {
		list = s.texts.T("import.unused.more", "columns", list, "n", n)
	}
	s.say("import.unused", "columns", list)
}
