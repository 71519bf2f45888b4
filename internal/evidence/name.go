package evidence

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nameMax is how many characters of a name are kept.
const nameMax = 80

// cleanName is the name as its owner sees it, without folders, invisible signs and what no disk takes.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs), strings.ContainsRune(`:*?"<>|%`, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name))
	runes := []rune(strings.Trim(name, " ."))
	return string(runes[:min(len(runes), nameMax)])
}

// Plain is what everybody but its owner calls a file: a name that a person typed, or a phone made of the day and the hour,
// could tell who sent it.
func (f File) Plain() string {
	f.Called = "材料" + strconv.FormatInt(f.No, 10)
	return f.Name()
}

// Name is what its owner calls a file: as it came, with the ending of what it is.
func (f File) Name() string {
	line := lineOf(f.Kind)
	e := ending(f.Called)
	base := strings.TrimSuffix(f.Called, f.Called[len(f.Called)-min(len(e)+1, len(f.Called)):])
	if e == "" {
		base = f.Called
	}
	if base == "" {
		base = string(f.Kind)
	}
	if len(line.endings) == 0 {
		return base
	}
	return base + "." + line.endings[0]
}
