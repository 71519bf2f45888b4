package lead

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How people write a child's name into a report. A Han name is told from other words by its surname and by what may stand
// behind it; without 叫 before it, by not being one of the words that look like one too.
const (
	childWord = `(?:孩子|小孩|娃娃|娃|儿子|女儿|闺女|孙子|孙女|外孙女?|侄子|侄女|外甥女?|弟弟|妹妹|学生|考生)`
	surnames  = `[李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎武贺赖龚樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢岳齐梅庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍]`
	behind    = `(?:$|[^\p{Han}]|[今在是上报就被明已户的读和也从去到正应属符没有因于都与及同能可不])`
	hanName   = `(` + surnames + `\p{Han}{1,2}|\p{Han}{1,6}[·•]\p{Han}{2,8}?)` + behind
)

// childNames are the patterns; the first group is the name.
var childNames = []struct {
	near  []string // one of them is in the text, or the pattern is not tried: it is slow
	form  *regexp.Regexp
	plain bool // nothing says that it is a name
}{
	{near: []string{"叫", "姓名", "名字", "大名", "全名"}, form: regexp.MustCompile(childWord + `(?:的?(?:姓名|名字|大名|全名)\s*(?:是|叫|为|：|:)?|名叫|叫做|叫作|叫)\s*` + hanName)},
	{near: []string{"我"}, form: regexp.MustCompile(`我(?:们?家)?的?` + childWord + `\s*` + hanName), plain: true},
	{near: []string{"my ", "My "}, form: regexp.MustCompile(`(?i:\bmy (?:son|daughter|child|kid)(?:['’]s)? (?:name(?: is|:)?|(?:is )?(?:named|called)))\s+([A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?)`)},
	{near: []string{"ئىسمى"}, form: regexp.MustCompile(`(?:بالا|ئوغ[لۇ]|قىز|ئوقۇغۇچى)\p{Arabic}*\s+ئىسمى\s*[:：]?\s*(\p{Arabic}{2,})`)},
}

// notNames begin like a name and are none.
var notNames = []string{
	"马上", "高中", "高兴", "高一", "高二", "高三", "高考", "安排", "安全", "安心", "成绩", "成为", "成了", "曾经", "曾在", "方面", "方便", "何时", "何去", "何地",
	"任何", "向", "关于", "关键", "金额", "白天", "白白", "温饱", "石油", "武术", "钱", "夏天", "夏令", "江苏", "安徽", "贺", "雷", "严重", "严格", "康复", "和", "阳光",
	"成功", "申请", "申报", "管", "游泳", "查", "关", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "马路", "田径", "单独", "明", "能", "可", "程度",
}

// privateNames finds children's names, and each of them wherever else it stands.
func privateNames(text string) []Private {
	var names []string
	for _, p := range childNames {
		if !slices.ContainsFunc(p.near, func(w string) bool { return strings.Contains(text, w) }) {
			continue
		}
		for _, at := range p.form.FindAllStringSubmatchIndex(text, -1) {
			name := text[at[2]:at[3]]
			if !slices.Contains(names, name) && !strings.Contains(name, "某") && (!p.plain || !beginsWithAny(name, notNames)) {
				names = append(names, name)
			}
		}
	}
	var found []Private
	for _, name := range names {
		found = append(found, everywhere(text, name)...)
	}
	return found
}

func beginsWithAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.HasPrefix(s, w) })
}

// everywhere is each place of a name. A name that is written in letters is not looked for inside other words.
func everywhere(text, name string) []Private {
	var found []Private
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return found
		}
		at := from + i
		from = at + len(name)
		if letterBefore(text[:at]) || letterAfter(text[from:]) {
			continue
		}
		start := utf8.RuneCountInString(text[:at])
		found = append(found, Private{PrivateChild, start, start + utf8.RuneCountInString(name), name, maskedName(name)})
	}
}

func letterBefore(s string) bool { r, _ := utf8.DecodeLastRuneInString(s); return spelled(r) }
func letterAfter(s string) bool  { r, _ := utf8.DecodeRuneInString(s); return spelled(r) }

// spelled reports a letter of a script that puts blanks between words.
func spelled(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }

// maskedName keeps the first letter of a name, as the office writes persons: 王某.
func maskedName(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	instead := '*'
	if unicode.Is(unicode.Han, first) {
		instead = '某'
	}
	return name[:n] + strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return r
		}
		return instead
	}, name[n:])
}
