package letter

import (
	"strings"
	"unicode"
)

// Letter is a letter in the order of the paper. Lines of a text are paragraphs.
type Letter struct {
	Unit   string // 发文机关, the head
	Number string // 发文字号, or what stands in its place while there is none
	Title  string
	To     string // 主送
	Intro  string
	Rows   []Row
	Parts  []Part
	Signed string // 发文机关署名, with the place of its seal
	Date   string // 成文日期
	Notes  []string
}

// Row is one line of the table. An empty value is an empty cell.
type Row struct{ Name, Value string }

// Part is a heading, which may be empty, and the text under it.
type Part struct{ Heading, Text string }

// Lines are the paragraphs of a text: what can be printed, without empty lines at its ends.
func Lines(text string) []string { return strings.Split(strings.Trim(clean(text), "\n"), "\n") }

// clean drops what XML 1.0 cannot hold and makes every line break one \n.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, s)
}
