package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/web"
)

// importRoom is an installation with nobody in it, and a folder for files.
type importRoom struct {
	t   *testing.T
	app *app.App
	dir string
}

func newImportRoom(t *testing.T) *importRoom { return newImportRoomAt(t, nil) }

// newImportRoomAt has a Case clock of its own; nil for the real one.
func newImportRoomAt(t *testing.T, c clock.Clock) *importRoom {
	t.Helper()
	r := &importRoom{t: t, dir: t.TempDir()}
	var err error
	if r.app, err = app.New(t.Context(), r.config(c)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.app.Close)
	testkit.CheckAfter(t, r.app.DB) // before it is closed
	err = r.app.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *importRoom) config(c clock.Clock) app.Config {
	return app.Config{
		Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(r.dir, "a.db")}, Keys: filepath.Join(r.dir, "keys"),
		MakeKeys: true, Migrate: true, Case: c, Log: slog.New(slog.DiscardHandler),
	}
}

func (r *importRoom) file(name, content string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// run is `intake import` with these arguments, whose last is a file. Change may be nil.
func (r *importRoom) run(change func(*session), args ...string) (string, error) {
	r.t.Helper()
	o, err := parseImport(args)
	if err != nil {
		r.t.Fatal(err)
	}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		r.t.Fatal(err)
	}
	var out bytes.Buffer
	s := &session{app: r.app, texts: texts["zh"], in: strings.NewReader(""), out: &out, yes: o.yes, path: o.path, wait: func(context.Context, time.Duration) error { return nil }}
	if change != nil {
		change(s)
	}
	err = s.run(r.t.Context(), o)
	return out.String(), err
}

// leads imports and expects the last line of the summary.
func (r *importRoom) leads(want string, args ...string) string {
	r.t.Helper()
	out, err := r.run(nil, append([]string{"leads", "-yes"}, args...)...)
	if err != nil || !strings.Contains(out, want) {
		r.t.Errorf("%v, want %s in:\n%s", err, want, out)
	}
	return out
}

func (r *importRoom) count() (n int64) {
	r.t.Helper()
	if err := r.app.DB.Gorm(r.t.Context()).Table("leads").Count(&n).Error; err != nil {
		r.t.Fatal(err)
	}
	return n
}

func has(t *testing.T, out string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(out, w) {
			t.Errorf("no %q in:\n%s", w, out)
		}
	}
}

// jsonRows are n rows with an id of their own.
func jsonRows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":\"%d\",\"subject\":\"示例一小\",\"body\":\"第 %d 位家长反映报名系统打不开\"}\n", i, i)
	}
	return b.String()
}

func TestImport_sameFileTwiceAddsNothing(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	file := r.file("a.jsonl", jsonRows(120))
	r.leads("新登记 120 件，先前已登记 0 件，没有导入 0 行", file)
	r.leads("新登记 0 件，先前已登记 120 件，没有导入 0 行", file)
	if n := r.count(); n != 120 {
		t.Errorf("%d leads", n)
	}
}

// Rows without an id are known by what they say: equal ones stay several, and the format does not matter.
func TestImport_equalRowsWithoutIDAreCounted(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	csv := "内容,时间\n示例一小收费,2024-06-01\n示例一小收费,2024-06-01\n示例二小收费,\n"
	r.leads("新登记 3 件", r.file("a.csv", csv))
	r.leads("先前已登记 3 件", r.file("b.csv", strings.ReplaceAll(csv, ",", ";")))
	r.leads("先前已登记 3 件", r.file("c.jsonl", `{"text":"示例一小收费","when":"2024-06-01"}`+"\n"+`{"text":"示例二小收费"}`+"\n"+`{"text":"示例一小收费","when":"2024-06-01"}`))
	r.leads("新登记 1 件，先前已登记 3 件", r.file("d.csv", csv+"示例一小收费,2024-06-01\n"))
	r.leads("先前已登记 4 件", r.file("e.xlsx", workbookOf(t, csv+"示例一小收费,2024-06-01\n")))
}

func workbookOf(t *testing.T, csv string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range strings.Split(strings.TrimSpace(csv), "\n") {
		var cells []any
		for _, c := range strings.Split(line, ",") {
			cells = append(cells, c)
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestImport_sameIDWithOtherContentIsRefused(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	r.leads("新登记 1 件", r.file("a.csv", "编号,内容\nA7,示例一小收费\n"))
	out := r.leads("新登记 1 件，先前已登记 1 件，没有导入 2 行", r.file("b.csv", "编号,内容\nA8,示例二小收费\nA7,示例一小没有收费\nA8,示例二小收费\nA8,又是别的\n"))
	has(t, out, "第 3 行：编号 A7 先前已导入", "第 5 行：编号 A8 在这个文件里已经出现过")
	if n := r.count(); n != 2 {
		t.Errorf("%d leads", n)
	}
}

func TestImport_goodRowsAreKeptAndBadOnesNamed(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	content := "内容,电话,区县,类别,来源,反映对象\n" +
		"示例一小收费,1990000 1234,天山区,收费、捐款、共建费,来电,学校\n" +
		"示例二小收费,12,天山,,,\n" + // line 3
		"示例三小收费,,示例区,没有这一类,上访,\n" +
		"\"引号没有关上,,,,,\n" + // line 5
		"区里的事,,天山区,,,区（县）教育局\n" + // line 6: of what nature
		strings.Repeat("长", 20_001) + ",,,,,\n" + // line 7
		strings.Repeat("长", 20_000) + ",,650109,,,\n" +
		"短,,,,,\n"
	out := r.leads("新登记 4 件，先前已登记 0 件，没有导入 4 行", r.file("a.csv", content))
	has(
		t, out, "共 8 行，可以导入 4 行，有问题 4 行", "第 3 行：请填 11 位手机号", "第 5 行：引号没有配对", "第 6 行：", "第 7 行：写得太长了，请删去 1 个字",
		"没有区县，或认不出是哪个区县：2 行", "没有类别：2 行", "“类别”的写法不认识：1 行（按“其他，或不确定”登记）", "正文超过 2000 字：1 行", "没有电话：3 行", "199****1234",
	)
	if strings.Contains(out, "19900001234") || strings.Contains(out, "1990000 1234") {
		t.Errorf("a number in the clear:\n%s", out)
	}
	var leads []lead.Lead
	if err := r.app.DB.Gorm(t.Context()).Order("source, anonymous, category, district").Find(&leads).Error; err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range leads {
		got = append(got, strings.Join([]string{string(l.Source), l.Category, l.District, l.About, strconv.FormatBool(l.Anonymous)}, " "))
	}
	want := []string{"above other 650109 unsure true", "above other unsure unsure true", "call fee 650102 school false", "visit other unsure unsure true"}
	if !slices.Equal(got, want) {
		t.Errorf("stored %v, want %v", got, want)
	}
}

// stopAfter ends the run when the first tenth is told.
type stopAfter struct {
	bytes.Buffer
	stop func()
}

func (w *stopAfter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("已处理")) {
		w.stop()
	}
	return w.Buffer.Write(p)
}

func TestImport_stoppedRunIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	file := r.file("a.jsonl", jsonRows(600))
	ctx, stop := context.WithCancel(t.Context())
	out := &stopAfter{stop: stop}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	s := &session{app: r.app, texts: texts["zh"], out: out, yes: true, path: file}
	if err := s.run(ctx, importOptions{what: "leads"}); err == nil || !strings.Contains(err.Error(), "再运行一次") {
		t.Errorf("err = %v", err)
	}
	n := r.count()
	if n == 0 || n == 600 {
		t.Fatalf("%d leads when it was stopped in the middle", n)
	}
	r.leads(fmt.Sprintf("新登记 %d 件，先前已登记 %d 件", 600-n, n), file)
	if n := r.count(); n != 600 {
		t.Errorf("%d leads", n)
	}
}

func TestImport_asksBeforeItStores(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	file := r.file("a.csv", "内容\n示例一小收费\n")
	answer := func(typed string) func(*session) {
		return func(s *session) { s.terminal, s.in = true, strings.NewReader(typed) }
	}
	for name, c := range map[string]func(*session){"no": answer("n\n"), "nothing": answer(""), "nobody there": nil} {
		if out, err := r.run(c, "leads", file); err == nil || r.count() != 0 {
			t.Errorf("%s: %v, %d leads\n%s", name, err, r.count(), out)
		}
	}
	if out, err := r.run(answer("是\n"), "leads", file); err != nil || r.count() != 1 {
		t.Errorf("yes: %v, %d leads\n%s", err, r.count(), out)
	}
}

func TestImport_columnsByCommandLine(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	file := r.file("a.csv", "序号,详情,内容,记录\n1,示例一小收费,热线,\n")
	out, err := r.run(nil, "leads", "-yes", "-map", "text=详情,id=-", file)
	has(t, out, "详情 → 正文", "没有用到的列：序号、内容、记录")
	if err != nil || r.count() != 1 {
		t.Errorf("%v, %d leads", err, r.count())
	}
	for _, c := range []struct{ args, want string }{
		{"-map text=没有这一列", "没有找到表头"}, {"-map nothing=详情", "-map 的写法"}, {"-map text", "-map 的写法"}, {"-source 梦里", "-source 不认识"},
	} {
		if out, err := r.run(nil, append(append([]string{"leads", "-yes"}, strings.Fields(c.args)...), file)...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\n%s", c.args, err, out)
		}
	}
	two := r.file("b.csv", "内容,问题描述\n示例一小收费,示例二小收费\n")
	if out, err := r.run(nil, "leads", "-yes", two); err == nil || !strings.Contains(err.Error(), "几列都是“正文”") {
		t.Errorf("two columns of one field: %v\n%s", err, out)
	}
}

// What a file says must not write to the terminal as it likes.
func TestImport_previewIsPlainText(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	b, err := json.Marshal(map[string]string{"text": "示例\x1b[31m一小\u202e收费 请打 1990 000 1234", "\x1b]0;x\x07": "y"})
	if err != nil {
		t.Fatal(err)
	}
	out := r.leads("新登记 1 件", r.file("a.jsonl", string(b)))
	if strings.ContainsAny(out, "\x1b\x07\u202e") || strings.Contains(out, "1234") {
		t.Errorf("%q", out)
	}
}

func TestImport_schoolGivesTheMissingDistrict(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	schools := r.file("schools.csv", "名称,简称,区县,隶属\n示例一小,一小|第一小学,天山区,区属\n示例二小,附小,天山区,区属\n示例三小,附小,米东区,区属\n")
	if out, err := r.run(nil, "schools", "-yes", schools); err != nil {
		t.Fatal(err, out)
	}
	out := r.leads("新登记 3 件", r.file("a.csv", "内容,学校,区县\n报名时收费,第一小学,\n报名时收费,附小,\n报名时收费,附小,米东\n"))
	has(t, out, "没有区县，或认不出是哪个区县：1 行")
	var n int64
	r.app.DB.Gorm(t.Context()).Table("leads").Where("school_id <> 0 AND district IN ('650102', '650109')").Count(&n)
	if n != 2 {
		t.Errorf("%d leads with their school", n)
	}
}

func TestImportSchools_showsAndStoresTheDifference(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	first := r.file("a.csv", "\ufeff名称,简称/俗称(多个),区县,隶属,公办/民办,学段,状态\n"+
		"示例一小,一小、第一小学,天山区,区属,公办,小学,正常\n示例民办学校,,650109,,民办,,\n示例团场学校,团场学校,头屯河区,兵团属,,,\n示例五小,,米东区,,,,\n")
	out, err := r.run(nil, "schools", "-yes", first)
	if err != nil {
		t.Fatal(err)
	}
	has(t, out, "新增 4 所，有改动 0 所", "学段、状态：系统里没有这两项", "没有写隶属：1 所", "已导入：新增 4 所")
	if out, err = r.run(nil, "schools", "-yes", first); err != nil {
		t.Fatal(err)
	}
	has(t, out, "没有变化 4 所", "和系统里的一样")
	second := r.file("b.csv", "名称,简称/俗称,区县,隶属,公办/民办\n示例一小,一小,天山区,市属,公办\n示例五小,,米东区,,\n示例五小,,米东区,,\n,,米东区,,\n示例六小,,示例区,,\n示例六小,,米东区,部属,\n示例六小,,米东区,民办,公办\n")
	if out, err = r.run(nil, "schools", second); err == nil {
		t.Error("stored unasked")
	}
	has(
		t, out, "新增 0 所，有改动 1 所，没有变化 1 所", "改动：示例一小（天山区）简称“一小、第一小学”改为“一小”；隶属“区属”改为“市属”", "系统里有、文件里没有的：2 所",
		"第 4 行：同一区县里，示例五小 出现了两次", "第 5 行：没有名称", "第 6 行：没有区县", "第 7 行：隶属写法不认识：部属", "第 8 行：“公办/民办”",
	)
	all, err := r.app.Org.AllSchools(t.Context())
	if err != nil || len(all) != 4 {
		t.Errorf("%d schools, %v", len(all), err)
	}
}
