package lead

import (
	"testing"

	"pgregory.net/rapid"

	"sunlead/internal/vault"
)

// The standard's own example: ISO 7064 MOD 11,10 of 0794 is 5.
func TestCheckDigit_matchesTheStandard(t *testing.T) {
	t.Parallel()
	if got := checkDigit("0794"); got != '5' {
		t.Errorf("check digit of 0794 = %c, want 5", got)
	}
}

func TestCheckDigit_catchesEveryWrongDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{15}`).Draw(t, "body")
		whole := []byte(body + string(checkDigit(body)))
		i := rapid.IntRange(0, len(whole)-1).Draw(t, "place")
		wrong := byte('0' + rapid.IntRange(1, 9).Draw(t, "by"))
		whole[i] = '0' + (whole[i]-'0'+wrong-'0')%10
		if _, problem := ParseCode(string(whole)); problem != CodeDigit {
			t.Fatalf("%s passes", whole)
		}
	})
}

func TestParseNumber_readsWhatNumberPrints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := Number(rapid.Int64Range(2024, 2099).Draw(t, "year"), rapid.Int64Range(1, 99_999_999).Draw(t, "serial"))
		if got, ok := ParseNumber(" " + n + "　"); !ok || got != n {
			t.Fatalf("ParseNumber(%q) = %q, %v", n, got, ok)
		}
	})
}

func TestCode_isStableAndDiffersByTry(t *testing.T) {
	t.Parallel()
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("0123456789abcdef")
	a, b := code(ring.Pepper(), key, 0), code(ring.Pepper(), key, 1)
	if a == b || a != code(ring.Pepper(), key, 0) {
		t.Errorf("codes %s and %s", a, b)
	}
	if got, problem := ParseCode(Grouped(a)); got != a || problem != CodeFine {
		t.Errorf("ParseCode(Grouped(%s)) = %s, %v", a, got, problem)
	}
}
