package org

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Who has no Chinese letters at hand types a school's name in Latin ones, or its number in figures: 18x, shiyan, ts1z.

// spelling is a name in Latin letters: whole, and of each Chinese letter the first. A letter with several readings has its
// commonest; an alias helps where that is the wrong one.
type spelling struct{ whole, initials string }

// spell writes a name in Latin letters and figures, without anything between them.
func spell(name string) spelling {
	var whole, initials strings.Builder
	for _, r := range strings.ToLower(inHan(name)) {
		switch read := pinyin.LazyPinyin(string(r), pinyin.NewArgs()); {
		case len(read) == 1:
			whole.WriteString(read[0])
			initials.WriteByte(read[0][0])
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			whole.WriteRune(r)
			initials.WriteRune(r)
		}
	}
	return spelling{whole.String(), initials.String()}
}

var latin = regexp.MustCompile(`[A-Za-z]`)

// sought is what somebody typed for a school's name.
type sought struct {
	typed  string
	inHan  string
	latin  bool // at least two letters, some of them Latin
	spells spelling
}

func seek(typed string) sought {
	ways := spell(typed)
	return sought{typed, inHan(typed), latin.MatchString(typed) && len(ways.initials) > 1, ways}
}

// finds reports that a school's name or alias holds what was typed.
func (s sought) finds(school School, spelled []spelling) bool {
	if holds(school.Name, s.typed, s.inHan) || holds(school.Aliases, s.typed, s.inHan) {
		return true
	}
	for _, its := range spelled {
		if s.latin && (strings.Contains(its.whole, s.spells.whole) || strings.Contains(its.initials, s.spells.initials)) {
			return true
		}
	}
	return false
}

func holds(name, typed, han string) bool {
	return strings.Contains(name, typed) || strings.Contains(name, han)
}

// spellings are those of a school's name and of each alias.
func spellings(school School) []spelling {
	var list []spelling
	for _, name := range append([]string{school.Name}, strings.Split(school.Aliases, "|")...) {
		list = append(list, spell(name))
	}
	return list
}

var figures = regexp.MustCompile(`[0-9]+`)

// inHan writes the numbers of a name as schools write them: 18 as 十八.
func inHan(name string) string { return figures.ReplaceAllStringFunc(name, hanNumber) }

// hanNumber writes a number up to 199; a larger one stays in figures.
func hanNumber(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 199 {
		return text
	}
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens, ones := n/10%10, digits[n%10]
	switch {
	case n >= 100 && tens == 0 && ones != "":
		return "一百零" + ones
	case n >= 100 && tens == 0:
		return "一百"
	case n >= 100:
		return "一百" + digits[tens] + "十" + ones
	case tens == 0:
		return ones
	case tens == 1:
		return "十" + ones
	default:
		return digits[tens] + "十" + ones
	}
}
