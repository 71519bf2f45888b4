package lead

import "testing"

// Numbers that are typed into a field, a file or a search are read whatever keyboard they come from.
func TestParse_readsEveryKeyboard(t *testing.T) {
	t.Parallel()
	if got, ok := Phone("（０９９１）２３４\u2011５６７８"); got != "09912345678" || !ok {
		t.Errorf("phone %q", got)
	}
	if got, ok := Phone("＋86 ١٩٩٠\u2060٠٠٠١٢٣٤"); got != "19900001234" || !ok {
		t.Errorf("phone %q", got)
	}
	want := Number(2026, 128)
	if got, ok := ParseNumber("２０２６－０００１２８－" + want[12:]); got != want || !ok {
		t.Errorf("number %q", got)
	}
	if _, problem := ParseCode("1234\ufffd5678 9012 345" + string(checkDigit("123456789012345"))); problem != CodeLength {
		t.Error("a digit may be lost, and nobody says so")
	}
}
