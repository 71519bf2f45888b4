package lead

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestFindPrivate_findsWhatNamesAPerson(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"身份证650102201801011237，请核实":       "id",
		"身份证 ６５０１０２２０１８０１０１１２３７ 请核实":      "id",
		"身份证650102 2018 0101 1237":        "id",
		"身份证 650102-20180101-1237":        "id",
		"11010519491231002x 是他的号":         "id",
		"抄错一位的650102201801011231也是别人的":    "id",
		"分开写的 650102 2018 0101 1231 不是":   "",
		"流水号 650102201813011230":          "",
		"打电话19900001234给他":                "phone",
		"打电话 +86 199-0000-1234":           "phone",
		"电话１９９ ００００ １２３４":                 "phone",
		"流水219900001234":                  "",
		"登记编号2026-000128-7，7月3日 16:20 交的": "",
		"2026-07-15 2026-07-16 都去过":       "",
		"2023 2024 2025 2026 四年":          "",
		"交到 6222 0212 3456 7894 这张卡":      "card",
		"卡号6222021234567890128":           "card",
		"卡号6222021234567890127":           "",
		"查询码 " + Grouped("482109375562104"+string(checkDigit("482109375562104"))) + " 查不到": "code",
		"学校财务室0991-2345678":                "",
		"孩子叫张小明，今年六岁":                      "child",
		"我儿子张小明今年报名":                       "child",
		"我女儿马上要上学":                         "",
		"我孩子高三，成绩好":                        "",
		"孩子叫苦，老师叫家长去学校":                    "",
		"我家孩子明年上学":                         "",
		"学生姓名：阿迪力·买买提今年报名":                 "child",
		"孩子的名字是欧阳":                         "child",
		"孩子叫张某，今年六岁":                       "",
		"My son is called Adil, he is six": "child",
		"my daughter's name is Li Hua.":    "child",
		"بالامنىڭ ئىسمى ئادىل، يېشى ئالتە": "child",
		"校长叫王大力，收了钱":                       "",
	} {
		var kinds []string
		for _, p := range FindPrivate(text) {
			kinds = append(kinds, p.Kind)
			if got := string([]rune(text)[p.From:p.To]); got != p.Text {
				t.Errorf("%q: the place holds %q, not %q", text, got, p.Text)
			}
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if hidden := HidePrivate(text); len(FindPrivate(hidden)) > 0 || want == "" && hidden != text {
			t.Errorf("%q becomes %q", text, hidden)
		}
	}
}

func TestHidePrivate_leavesTheRest(t *testing.T) {
	t.Parallel()
	text := "我儿子张小明，身份证６５０１０２２０１８０１０１１２３７，电话199-0000-1234。学校不收张小明。"
	if got, want := HidePrivate(text), "我儿子张某某，身份证６５０*************３７，电话199-****-**34。学校不收张某某。"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := quick.Check(func(text string) bool {
		return !utf8.ValidString(text) || utf8.RuneCountInString(HidePrivate(text)) == utf8.RuneCountInString(text)
	}, nil); err != nil {
		t.Error(err)
	}
}

// Whoever says that the text shall stay is not asked again, until it is another text; and none of it is stored.
func TestReport_asksToMaskOnce(t *testing.T) {
	t.Parallel()
	r := Report{Text: "我儿子张小明没有学上，请帮忙"}
	if !r.AsksToMask() {
		t.Fatal("nothing is asked")
	}
	r.KeepPrivate()
	if r.AsksToMask() {
		t.Error("it is asked again")
	}
	r.Text += "，谢谢"
	if !r.AsksToMask() {
		t.Error("another text is not asked for")
	}
	if r.settle(); r.Plain != "" {
		t.Error("the answer goes into the ledger")
	}
}

func TestYuanInWords(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"三万": 30000, "三万元": 30000, "叁万元整": 30000, "三万五": 35000, "三万五千": 35000, "十万": 100000, "一千二": 1200, "一千零二十": 1020, "三万零五": 30005, "两百": 200,
		"3万": 0, "很多": 0, "": 0, "三万万": 0, "零": 0, "30000": 0,
	} {
		if got, is := yuanInWords(s); got != want || is != (want > 0) {
			t.Errorf("%q is %d, %v; want %d", s, got, is, want)
		}
	}
}

func TestCheckWhat_asksWhatWordsMean(t *testing.T) {
	t.Parallel()
	r := report()
	r.Amount = "三万"
	p := r.CheckWhat()["amount"]
	if p.Key != "report.amount.words" || len(p.Args) != 2 || p.Args[1] != 30000 {
		t.Errorf("got %v", p)
	}
}
