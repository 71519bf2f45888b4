package httpd

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/letter"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// docText is what a .docx says, one paragraph a line.
func docText(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	must(t, err)
	f, err := z.Open("word/document.xml")
	must(t, err)
	var b strings.Builder
	for d := xml.NewDecoder(f); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		must(t, err)
		switch tok := tok.(type) {
		case xml.CharData:
			b.Write(tok)
		case xml.EndElement:
			if tok.Name.Local == "p" {
				b.WriteByte('\n')
			}
		}
	}
}

// told is a petition of 天山区 that was accepted, extended and answered on Friday 3 July 2026.
func (b *caseBench) told() string {
	b.t.Helper()
	ctx, number := b.t.Context(), b.submit()
	b.sign("handler", number)
	must(b.t, b.Leads.Accept(ctx, b.who("handler"), b.ref("handler", number), lead.ByPetition))
	must(b.t, b.Leads.DraftExtension(ctx, b.who("handler"), b.ref("handler", number), lead.Extension{
		Reason: "on_site", Days: 5, Done: "已到示例一小核对收条和报名登记，还需向其他家长核实", Told: "还要到校核对收条，\n请您谅解。",
	}))
	must(b.t, b.Leads.Grant(ctx, b.who("leader"), b.ref("leader", number)))
	b.clock.Add(time.Hour)
	b.draft("handler", number)
	must(b.t, b.Leads.Approve(ctx, b.who("leader"), b.ref("leader", number)))
	return number
}

// The page and the file say the same, with the last dates worked out, and never who reported.
func TestLetter_noticesSayWhatTheLawAsksFor(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number, v := b.told(), b.as("handler")
	p := v.Get(casePath(number))
	wantText(t, p, "信函", "受理告知书 2026年7月3日", "延期告知书", "处理意见告知书 2026年7月3日")
	for key, wants := range map[string][]string{
		"accept": {"天山区教育局", "登记编号：" + number, "受理告知书", "信访事项", "60 日（《信访工作条例》第三十四条）（暂定）", "最迟答复日期", "2026年9月1日", "天山区教育局（签章）", "2026年7月3日"},
		"extend": {"延期告知书", "需要现场调查", "原定答复日期", "2026年7月10日", "5 个工作日", "新的答复日期", "2026年7月17日", "还要到校核对收条，", "请您谅解。"},
		"answer": {"处理意见告知书", "一、查明的情况", goodReply().Found, goodReply().Result, "三、如果您有异议", goodReply().Remedy, "《信访工作条例》第三十五条", "自收到本告知书之日起 30 日内（暂定）", "最后一日为2026年8月2日"},
	} {
		page := v.Get(casePath(number) + "/letters/" + key)
		wantStatus(t, page, 200)
		file := v.Get(page.One("main .actions a").Attr("href"))
		wantStatus(t, file, 200)
		said := docText(t, file.Body)
		wantText(t, page, wants...)
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("%s.docx does not say %q; it says %s", key, want, said)
			}
		}
		for _, secret := range []string{canaryPhone, "王女士", "⟦"} {
			if strings.Contains(page.Body+said, secret) {
				t.Errorf("%s says %q", key, secret)
			}
		}
	}
}

func TestLetter_rejectionTellsWhereToGo(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	must(t, b.Leads.DraftReject(t.Context(), b.who("handler"), b.ref("handler", number), lead.Rejection{Reason: "out_of_scope", Elsewhere: "请向市场监管部门反映。"}))
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	p := b.as("handler").Get(casePath(number) + "/letters/reject")
	wantText(t, p, "不予受理告知书", "不属于义务教育招生入学问题", "请向市场监管部门反映。", "《中华人民共和国行政复议法》第二十条", "60 日内", "2026年9月1日",
		"《中华人民共和国行政诉讼法》第四十六条", "6 个月内", "2027年1月3日", "以法定休假日后的第一日为期限届满的日期")
}

// What is no petition has the plain way to object, and no clock of the law in it.
func TestLetter_aHotlineCaseHasNoReview(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	must(t, b.Leads.Accept(t.Context(), b.who("handler"), b.ref("handler", number), lead.ByHotline))
	b.draft("handler", number)
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	v := b.as("handler")
	p := v.Get(casePath(number) + "/letters/answer")
	wantText(t, p, "三、如果您有异议", goodReply().Remedy)
	if strings.Contains(p.Body, "信访工作条例") {
		t.Errorf("it says %s", p.Text())
	}
	wantText(t, v.Get(casePath(number)+"/letters/accept"), "热线诉求", "5 个工作日（办理时限承诺）", "2026年7月10日")
}

func TestLetter_aFileIsNotedInTheTrail(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number, v := b.told(), b.as("monitor")
	path := casePath(number) + "/letters/accept.docx"
	v.Get(casePath(number) + "/letters/accept") // looked at
	benchRaw(t, v, http.MethodHead, path, "")
	if strings.Contains(v.Get(casePath(number)).Text(), "下载了") {
		t.Error("a look at the page is noted as a file taken out")
	}
	p := benchRaw(t, v, get, path, "")
	wantStatus(t, p, 200)
	name := "attachment; filename*=utf-8''" + strings.ReplaceAll(url.QueryEscape("受理告知书 "+number+".docx"), "+", "%20")
	for header, want := range map[string]string{"Content-Type": letter.DocxType, "X-Content-Type-Options": "nosniff", "Content-Disposition": name} {
		if got := p.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	wantText(t, v.Get(casePath(number)), "下载了受理告知书", "乌鲁木齐市教育局 专班甲")
}

// Whoever may read the case reads its letters, and nobody else; what the case does not have is nowhere.
func TestLetter_isForWhoMayReadTheCase(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.told()
	for seat, want := range map[string]int{
		"handler": 200, "leader": 200, "cityhandler": 200, "cityleader": 200, "monitor": 200, "neighbour": 404, "discipline": 404, "operator": 403, "admin": 403,
	} {
		for _, key := range []string{"accept", "answer.docx"} {
			if p := benchRaw(t, b.as(seat), get, casePath(number)+"/letters/"+key, ""); p.Status != want {
				t.Errorf("%s as %s: %d, want %d", key, seat, p.Status, want)
			}
		}
	}
	v := b.as("handler")
	for _, key := range []string{"reject", "answer-2", "answer-1", "answer-0", "urge", "supervise.docx", "nothing", "ACCEPT", "accept.pdf", "accept.docx.docx", ".docx", "..%2faccept", "%00", strings.Repeat("a", 300)} {
		if p := benchRaw(t, v, get, casePath(number)+"/letters/"+key, ""); p.Status != 404 {
			t.Errorf("%q: %d", key, p.Status)
		}
	}
}

// The parent has the four notices, after the code, and no letter between offices.
func TestLetter_theParentsOwn(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	w.must(w.Leads.Accept(t.Context(), w.staff["handler"], w.ref("handler", number), lead.ByPetition))
	w.clock.Add(30 * 24 * time.Hour)
	_, err := w.Leads.Escalate(t.Context())
	w.must(err)
	w.answer("handler", "leader", number)

	v, p := w.tracking(code)
	says(t, p, "告知书", "受理告知书", "处理意见告知书")
	for _, inside := range []string{"督办", "约谈", "抄告", "催办"} {
		if strings.Contains(p.Body, inside) {
			t.Errorf("the parent reads %s", inside)
		}
	}
	page := v.Get("/track/case/letters/answer")
	says(t, page, "处理意见告知书", foundIt, "请求复查的最后一日为")
	file := v.Get(page.One("main .actions a").Attr("href"))
	if file.Status != 200 || file.Header.Get("Content-Type") != letter.DocxType || !strings.Contains(docText(t, file.Body), foundIt) {
		t.Errorf("the file: %d %s", file.Status, file.Header.Get("Content-Type"))
	}
	for _, key := range []string{"urge", "supervise", "talk", "notice", "transfer", "hand_over", "reject", "answer-2", "nothing"} {
		for _, end := range []string{"", docxEnd} {
			if p := v.Get("/track/case/letters/" + key + end); p.Status != 404 {
				t.Errorf("%s: %d", key+end, p.Status)
			}
		}
	}
	if p := w.visitor().Get("/track/case/letters/answer"); p.URL.Path != trackPath {
		t.Errorf("without the code it leads to %s", p.URL)
	}
}

// numbered is a letter between offices as its row is, in the words of the page.
func (b *caseBench) numbered(n lead.Letter) letter.Letter {
	l := &lead.Lead{Number: "2026-000128-7", OwnerUnit: benchUnit, Category: "fee", SchoolName: "示例一小", Summary: "摘要，电话19900001234"}
	return b.letterWords(b.t.Context(), l, lead.Paper{Kind: string(n.Kind), Unit: n.Unit, At: n.Issued, Letter: &n})
}

// every kind there is.
var numberedKinds = []lead.LetterKind{
	lead.LetterTransfer, lead.LetterHandOver, lead.LetterUrge, lead.LetterSupervise, lead.LetterTalk, lead.LetterNotice,
}

func TestLetter_numbered(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	for _, kind := range numberedKinds {
		n := lead.Letter{
			Kind: kind, Unit: org.CityID, ToUnit: benchUnit, Args: `{"due":1783684800000,"days":3,"steps":"remind,overdue,urge","until":"<b>"}`,
		}
		draft := b.numbered(n)
		if draft.Number != "待签发" || strings.ContainsAny(draft.Date, "0123456789") || draft.To != "天山区教育局：" {
			t.Errorf("%s as a draft: %+v", kind, draft)
		}
		n.Year, n.Serial, n.Issued = 2026, 3, time.Date(2026, 7, 15, 10, 0, 0, 0, clock.Beijing).UnixMilli()
		issued := b.numbered(n)
		if !strings.HasPrefix(issued.Number, "乌教") || !strings.HasSuffix(issued.Number, "〔2026〕3号") || issued.Date != "2026年7月15日" {
			t.Errorf("%s in force: %+v", kind, issued)
		}
		if said := all(issued); strings.Contains(said, "⟦") || strings.Contains(said, "{") || strings.Contains(said, "19900001234") {
			t.Errorf("%s says %s", kind, said)
		}
		n.Args, n.ToUnit, n.ToName = "broken", 0, "示例团场教育科"
		if blank := b.numbered(n); blank.To != "示例团场教育科：" || len(blank.Rows) != len(issued.Rows) {
			t.Errorf("%s without its values: %+v", kind, blank)
		}
	}
}

// Before a finding there is nothing to say of it, and no empty line says so; a letter that asks says what it is about.
func TestLetter_leavesOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	rows := func(kind lead.LetterKind, d *lead.Draft) (names []string) {
		l := &lead.Lead{Number: "2026-000128-7", OwnerUnit: benchUnit, Category: "fee", SchoolName: "示例一小"}
		n := lead.Letter{Kind: kind, Unit: benchUnit, ToName: "示例公安分局", Args: "{}"}
		for _, r := range b.letterWords(t.Context(), l, lead.Paper{Kind: string(kind), Unit: benchUnit, Letter: &n, Draft: d}).Rows {
			names = append(names, r.Name+"="+r.Value)
		}
		return names
	}
	for kind, want := range map[lead.LetterKind]string{
		lead.LetterHandOver:  "登记编号=2026-000128-7 涉及对象类别= 反映人联系方式=",
		lead.LetterTransfer:  "登记编号=2026-000128-7 反映事项=示例一小 收费",
		lead.LetterSupervise: "登记编号=2026-000128-7 期限届满日= 已超期= 已采取的步骤= 办结时限=",
	} {
		if got := strings.Join(rows(kind, nil), " "); !strings.HasPrefix(got, strings.Split(want, " ")[0]) || len(strings.Split(got, "=")) != len(strings.Split(want, "=")) {
			t.Errorf("%s says %s, want %s", kind, got, want)
		}
	}
	found := strings.Join(rows(lead.LetterHandOver, &lead.Draft{Subject: "示例一小", Conduct: "收取费用", Measures: "责令退费"}), " ")
	asks := strings.Join(rows(lead.LetterTransfer, &lead.Draft{Summary: "反映示例一小收费问题"}), " ")
	if !strings.Contains(found, "违规行为=收取费用") || !strings.Contains(asks, "问题线索摘要=反映示例一小收费问题") {
		t.Errorf("it says %s and %s", found, asks)
	}
}

// Kinds and units count their letters apart, so that each pair has a mark of its own.
func TestLetter_twoLettersNeverHaveOneNumber(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	seen := map[string]bool{}
	for _, u := range org.Units() {
		for _, kind := range numberedKinds {
			n := b.numbered(lead.Letter{Kind: kind, Unit: u.ID, Issued: 1, Year: 2026, Serial: 1}).Number
			if seen[n] || len(n) < len("甲乙〔2026〕1号") {
				t.Errorf("%s, %s: %s", u.Name, kind, n)
			}
			seen[n] = true
		}
	}
}

func all(w letter.Letter) string {
	parts := []string{w.Unit, w.Number, w.Title, w.To, w.Intro, w.Signed, w.Date, strings.Join(w.Notes, "\n")}
	for _, r := range w.Rows {
		parts = append(parts, r.Name, r.Value)
	}
	for _, p := range w.Parts {
		parts = append(parts, p.Heading, p.Text)
	}
	return strings.Join(parts, "\n")
}

// A letter to a body outside says what is asked of it, and names nobody.
func TestLetter_transferAsks(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	must(t, b.Leads.DraftTransfer(t.Context(), b.who("handler"), b.ref("handler", number), lead.Transfer{
		Body: "corps", Name: "示例团场教育科", Summary: "反映示例团场学校只收本团户籍", Ask: "示例团场学校只收本团户籍，请核查后函告。",
	}))
	v := b.as("handler")
	wantStatus(t, v.Get(casePath(number)+"/letters/transfer"), 404)
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	wantText(t, v.Get(casePath(number)), "转送函 天教转〔2026〕1号")
	p := v.Get(casePath(number) + "/letters/transfer")
	wantText(t, p, "天山区教育局 天教转〔2026〕1号", "示例团场教育科：", number, "示例一小", "反映示例团场学校只收本团户籍", "示例团场学校只收本团户籍，请核查后函告。", "2026年7月3日")
	if strings.Contains(p.Body, "三万元") || strings.Contains(p.Body, canaryPhone) {
		t.Errorf("it says %s", p.Text())
	}
}

// The notice to the discipline body says number, unit, days and steps: no text, no school, no judgement.
func TestLetter_noticeToTheDisciplineBodyIsBare(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	w := b.numbered(lead.Letter{Kind: lead.LetterNotice, Unit: org.CityID, ToUnit: org.DisciplineID, Args: `{"owner":650102,"days":5,"steps":"remind,overdue,urge,supervise","found":"x"}`})
	want := map[string]string{"登记编号": "2026-000128-7", "承办单位": "天山区教育局", "期限届满日": "", "已超期": "5 个工作日", "已采取的步骤": "临期提醒、超期提醒、催办、督办"}
	for _, r := range w.Rows {
		if v, ok := want[r.Name]; !ok || v != r.Value {
			t.Errorf("%s: %q", r.Name, r.Value)
		}
	}
	if said := all(w); len(w.Rows) != len(want) || len(w.Parts) != 0 || strings.Contains(said, "示例一小") || strings.Contains(said, "收费") || strings.Contains(said, "摘要") {
		t.Errorf("it says %s", said)
	}
}

// These are looked at, on paper's width and on a phone's.
func letterLook(t *testing.T, b *caseBench, tab *testkit.Tab, site string) {
	t.Helper()
	number := b.told()
	for _, key := range []string{"accept", "extend", "answer"} {
		tab.Go(site + casePath(number) + "/letters/" + key)
		see(t, tab, "letter-"+key)
	}
}
