package lead

import (
	"strings"
	"testing"
)

// BenchmarkFindPrivate is what a report of full length costs when it is sent: with hardly a digit, with a number among figures, with
// nothing but digits, and in Uyghur.
func BenchmarkFindPrivate(b *testing.B) {
	for name, text := range map[string]string{
		"han":     strings.Repeat("学校在报名时收取共建费，没有给收据。", 110),
		"figures": "电话199 0000 1234。" + strings.Repeat("2026年7月15日交了30000元，说好8月20日退。", 75),
		"digits":  strings.Repeat("2026 0715 ", 200),
		"uyghur":  strings.Repeat("مەكتەپ تىزىملاشتا پۇل ئالدى، تالون بەرمىدى. ", 45),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				FindPrivate(text)
			}
		})
		b.Run(name+"/register", func(b *testing.B) {
			for b.Loop() {
				Personal(text)
			}
		})
	}
}
