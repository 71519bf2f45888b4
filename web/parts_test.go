package web

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func field(t *testing.T, f Field) *html.Node {
	t.Helper()
	return all(render(t, LayoutPublic, `{{template "field" .Form}}`, &testPage{Form: f}), "main")[0]
}

func TestField_isLabelledDescribedAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	for kind, tag := range map[string]string{"input": "input", "": "input", "textarea": "textarea", "select": "select", "file": "input"} {
		f := Field{
			Kind: kind, Name: "why", Label: "理由", Hint: "写清楚", Error: "请填写", Value: `b"<b>`, Optional: true,
			Options: []Option{{Value: "a", Label: "甲"}, {Value: `b"<b>`, Label: "乙"}},
		}
		doc := field(t, f)
		control, label := all(doc, tag)[0], all(doc, "label")[0]
		if attr(label, "for") != "why" || attr(control, "id") != "why" || attr(control, "name") != "why" {
			t.Errorf("%q: label and control do not belong together", kind)
		}
		if got := text(label); got != "理由（选填）" {
			t.Errorf("%q: label %q", kind, got)
		}
		if attr(control, "aria-describedby") != "why-hint why-error" || attr(control, "aria-invalid") != "true" {
			t.Errorf("%q: %v", kind, control.Attr)
		}
		if text(byID(t, doc, "why-hint")) != "写清楚" || text(byID(t, doc, "why-error")) != "错误：请填写" {
			t.Errorf("%q: hint or error", kind)
		}
		kept := attr(control, "value")
		if tag == "textarea" {
			kept = text(control)
		}
		if tag == "select" {
			kept = attr(all(control, "[selected]")[0], "value")
		}
		if kind != "file" && kept != `b"<b>` {
			t.Errorf("%q: kept %q", kind, kept)
		}
	}
}

func TestField_isQuietWithoutHintAndError(t *testing.T) {
	t.Parallel()
	control := all(field(t, Field{Name: "q", Label: "找"}), "input")[0]
	if has(control, "aria-describedby") || has(control, "aria-invalid") || attr(control, "type") != "text" {
		t.Errorf("got %v", control.Attr)
	}
}

func TestTextarea_keepsALeadingLineBreak(t *testing.T) {
	t.Parallel()
	area := all(field(t, Field{Kind: "textarea", Name: "x", Label: "经过", Value: "\n一行"}), "textarea")[0]
	if area.FirstChild == nil || area.FirstChild.Data != "\n一行" {
		t.Error("the first line break was lost")
	}
}

func choices(kind string) Field {
	return Field{
		Kind: kind, Name: "mode", Label: "怎样告诉您结果？", LabelIsHeading: true, Error: "请选择", Value: "phone", Values: []string{"none"},
		Options: []Option{
			{Value: "phone", Label: "留手机号", Hint: "短信通知", Fields: []Field{{Name: "phone", Label: "手机号", LabelIsHeading: true}}},
			{Value: "none", Label: "匿名"},
			{Value: "", Label: "不选"},
		},
	}
}

func TestRadios_areOneQuestionWithOneAnswer(t *testing.T) {
	t.Parallel()
	f := choices("radios")
	f.Values = nil
	doc := field(t, f)
	if n := len(all(doc, "h1")); n != 1 || text(all(doc, "h1")[0]) != "怎样告诉您结果？" {
		t.Errorf("%d headings; a nested label is never one", n)
	}
	set := all(doc, "fieldset")[0]
	if attr(set, "role") != "radiogroup" || attr(set, "aria-describedby") != "mode-error" || attr(set, "aria-invalid") != "true" {
		t.Errorf("group %v", set.Attr)
	}
	var chosen []string
	for _, n := range all(doc, "[checked]") {
		chosen = append(chosen, attr(n, "id"))
	}
	if strings.Join(chosen, " ") != "mode" {
		t.Errorf("chosen %v", chosen)
	}
	if attr(byID(t, doc, "mode"), "aria-describedby") != "mode-about" || text(byID(t, doc, "mode-about")) != "短信通知" {
		t.Error("the option's hint is not read with it")
	}
	if attr(byID(t, doc, "phone").Parent.Parent, "class") != "govuk-radios__conditional" {
		t.Error("the further question does not stand behind its option")
	}
}

func TestCheckboxes_keepSeveral(t *testing.T) {
	t.Parallel()
	doc := field(t, choices("checkboxes"))
	if n := len(all(doc, "[checked]")); n != 2 {
		t.Errorf("%d chosen, want 2", n)
	}
	single := field(t, Field{Kind: "checkboxes", Name: "consent", Error: "请勾选", Options: []Option{{Value: "yes", Label: "我同意"}}})
	box := all(single, "input")[0]
	if len(all(single, "fieldset")) != 0 || attr(box, "aria-describedby") != "consent-error" || attr(box, "aria-invalid") != "true" {
		t.Errorf("a single box: %v", box.Attr)
	}
}

func TestSelect_groupsOptionsInOrder(t *testing.T) {
	t.Parallel()
	doc := field(t, Field{Kind: "select", Name: "u", Label: "单位", Options: []Option{{Label: "请选择"}, {Value: "1", Label: "甲", Group: "区"}, {Value: "2", Label: "乙", Group: "区"}, {Value: "3", Label: "丙", Group: "市"}}})
	groups := all(doc, "optgroup")
	if len(groups) != 2 || len(all(groups[0], "option")) != 2 || len(all(doc, "option")) != 4 {
		t.Errorf("%d groups, %d options", len(groups), len(all(doc, "option")))
	}
}

func TestButton_hasNoNameAndMarksTheMainAction(t *testing.T) {
	t.Parallel()
	doc := render(t, LayoutStaff, `{{range .Form}}{{template "button" .}}{{end}}`,
		&testPage{Form: []Button{{Label: "下一步"}, {Label: "写答复", Href: "/r", Main: true}, {Label: "签收", Main: true, Form: "sign"}}})
	main := all(doc, "main")[0]
	buttons := all(main, "button")
	if len(buttons) != 2 || has(buttons[0], "name") || attr(buttons[0], "type") != "submit" || attr(buttons[1], "form") != "sign" {
		t.Error("a go-on button submits and has no name")
	}
	if n := len(all(main, "[data-primary]")); n != 2 {
		t.Errorf("%d marked, want 2", n)
	}
}

func TestButton_isMadeInATemplate(t *testing.T) {
	t.Parallel()
	doc := render(t, LayoutStaff, `{{template "button" (button "保存" "small" "main")}}{{template "button" (link "返回" "/cases" "secondary")}}{{template "tag" (tag "late" "超期")}}`, &testPage{})
	main := all(doc, "main")[0]
	b := all(main, "button")[0]
	if attr(b, "class") != "govuk-button small" || !has(b, "data-primary") {
		t.Errorf("button %v", b.Attr)
	}
	a := all(main, "a")[0]
	if attr(a, "class") != "govuk-button govuk-button--secondary" || attr(a, "href") != "/cases" || has(a, "data-primary") {
		t.Errorf("link %v", a.Attr)
	}
	if got := attr(all(main, "strong")[0], "class"); got != "tag tag--late" {
		t.Errorf("tag %q", got)
	}
}

func TestTable_becomesCardsOrScrolls(t *testing.T) {
	t.Parallel()
	n := 28
	table := Table{Caption: "各区", Columns: []Column{{Label: "区"}, {Label: "在办", Number: true}}, Rows: [][]Cell{{{Text: "天山区"}, {Text: "28", Href: "/cases", Count: &n}, {Text: "多"}}}}
	body := `{{template "table" .Form}}`
	doc := render(t, LayoutStaff, body, &testPage{Form: table})
	cell := all(doc, "td")[0]
	if attr(cell, "data-label") != "在办" || attr(cell, "class") != "num" || attr(all(cell, "a")[0], "data-count") != "28" {
		t.Errorf("cell %v", cell.Attr)
	}
	if attr(all(doc, "th")[2], "scope") != "row" {
		t.Error("the first cell is not the row's heading")
	}
	table.Wide = true
	doc = render(t, LayoutStaff, body, &testPage{Form: table})
	if frame := all(doc, "table")[0].Parent; attr(frame, "role") != "region" || attr(frame, "tabindex") != "0" || attr(frame, "aria-label") != "各区" {
		t.Error("a wide table must be reachable by keyboard")
	}
	doc = render(t, LayoutStaff, body, &testPage{Form: Table{}})
	if len(all(doc, "table")) != 0 || !strings.Contains(text(doc), "没有记录。") {
		t.Error("an empty table says so")
	}
}

func TestWorkList_namesOneNextActionAndTheDueTime(t *testing.T) {
	t.Parallel()
	groups := []WorkGroup{{ID: "g1", Title: "已超期", Look: Late, Count: 1, Rows: []WorkRow{{
		Href: "/cases/2026-000128-7", Title: "收费 · 示例一小", Number: "2026-000128-7", Meta: []string{"来电"}, Next: "签收", Due: "超 2 天", DueISO: "2026-07-01", Look: Late, Tags: []Tag{{Late, "已超期"}, {Text: "草稿"}},
	}}}}
	main := all(render(t, LayoutStaff, `{{template "work_groups" .Form}}`, &testPage{Form: groups}), "main")[0]
	for _, want := range []string{"已超期 1", "需要您：签收", "超 2 天", "2026-000128-7"} {
		if !strings.Contains(text(main), want) {
			t.Errorf("no %q in %q", want, text(main))
		}
	}
	due := all(main, "time")[0]
	if attr(due, "datetime") != "2026-07-01" || attr(due.Parent, "class") != "wrow__due wrow__due--late" {
		t.Error("the due time has lost its shape")
	}
	if tags := all(main, "strong"); attr(tags[1], "class") != "tag tag--neutral" {
		t.Error("a tag without a look is neutral")
	}
}

func TestReceipt_showsTheCodeInFourGroups(t *testing.T) {
	t.Parallel()
	doc := render(t, LayoutPublic, `{{template "receipt" .Form}}`, &testPage{Form: Receipt{Title: "已收到", Code: "4821093755621048", Number: "2026-000128-7"}})
	if got := text(doc); !strings.Contains(got, "4821 0937 5562 1048") || !strings.Contains(got, "2026-000128-7") {
		t.Errorf("got %q", got)
	}
}

func TestShow_everyComponentRenders(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		data any
		want string
	}{
		"summary_list": {[]SummaryRow{{Key: "学校", Value: "", Href: "/report/school"}}, "学校 未填写 修改学校"},
		"details":      {Details{Summary: "为什么", Text: "因为"}, "为什么因为"},
		"inset":        {"一句话", "一句话"},
		"notification": {Notice{Look: Soon, Title: "需要您补充", Text: "请回答", Href: "/x", Link: "去回答"}, "需要您补充 请回答 去回答"},
		"timeline":     {[]Event{{When: "7月1日", ISO: "2026-07-01", Title: "已收到", Who: "市教育局", Text: "说明", Internal: true}}, "已收到 内部 7月1日 · 市教育局 说明"},
		"tiles":        {[]Tile{{Label: "待分派", Count: 6, Href: "/city/dispatch", Note: "最久 5 小时"}}, "待分派 6 最久 5 小时"},
		"pager":        {Pager{Next: "/x?after=1", Note: "共 43 件"}, "共 43 件下一页"},
		"clock":        {Clock{Label: "答复时限", Due: "7月10日", Left: "剩 2 天", Look: Soon, Note: "未延期"}, "答复时限 7月10日 剩 2 天 未延期"},
		"task_list":    {[]Task{{Mark: "7", Title: "是否", Href: "/checklist/7", Hint: "2 件", Tag: Tag{Done, "已填写"}}}, "7是否2 件已填写"},
		"csrf":         {"token", ""},
	}
	for name, c := range cases {
		doc := render(t, LayoutStaff, `{{template "`+name+`" .Form}}`, &testPage{Form: c.data})
		if got := text(all(doc, "main")[0]); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
