package lead

import "strings"

var (
	hanDigits = map[rune]int{
		'零': 0, '〇': 0, '一': 1, '壹': 1, '二': 2, '两': 2, '贰': 2, '三': 3, '叁': 3, '四': 4, '肆': 4, '五': 5, '伍': 5,
		'六': 6, '陆': 6, '七': 7, '柒': 7, '八': 8, '捌': 8, '九': 9, '玖': 9,
	}
	hanPlaces = map[rune]int{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}
)

// yuanInWords reads an amount that is written in characters alone, 三万五千元; false for anything else. It is not taken
// as it is: 三万五 is 35000 to everybody who says it, and a form should not guess money.
func yuanInWords(s string) (int, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(s), "整"), "元")
	total, part, digit, last := 0, 0, 0, 1
	for _, r := range s {
		switch d, isDigit := hanDigits[r]; {
		case isDigit:
			if digit = d; d == 0 {
				last = 1
			}
		case hanPlaces[r] != 0:
			part += max(digit, 1) * hanPlaces[r]
			digit, last = 0, hanPlaces[r]
		case (r == '万' || r == '萬') && total == 0:
			total, part, digit, last = (part+digit)*10_000, 0, 0, 10_000
		default:
			return 0, false
		}
	}
	if last >= 100 {
		digit *= last / 10
	}
	n := total + part + digit
	return n, n > 0
}
