package personal

import (
	"strings"
	"time"
)

// isIdentity wants a birthday, and the check sign unless it is written in one piece: a number that was copied wrongly is
// somebody's too.
func isIdentity(digits string, grouped bool) bool {
	born, err := time.Parse("20060102", digits[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2099 || digits[0] == '0' {
		return false
	}
	return !grouped || identityChecks(digits)
}

// identityChecks is ISO 7064 MOD 11-2, as GB 11643 writes it.
func identityChecks(digits string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(digits[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum%11] == strings.ToUpper(digits)[17]
}

// isCard is Luhn's check.
func isCard(digits string, _ bool) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
