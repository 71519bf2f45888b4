package lead

import "testing"

// However a number is written, it is hidden in a register and offered to be masked, and nothing beside it.
func TestPersonal_howeverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"199\u200b0000\u200d1234", "199\ufe0f0000\u00ad1234", "199\u20110000\u22121234", "199\u20150000\ufe631234", "199.0000.1234", "199·0000·1234",
		"１９９．００００．１２３４", "١٩٩٠٠٠٠١٢٣٤", "𝟙𝟡𝟡00001234", "199\t0000\u20091234", "650102 2018 01 01 1237", "650102.20180101.1237", "1101051949123100２Ⅹ",
	} {
		text, found := "请打"+number+"，找他", FindPrivate("请打"+number+"，找他")
		if got := Depersonal(text, "…"); got != "请打…，找他" || !Personal(text) {
			t.Errorf("%+q in a register: %q", number, got)
		}
		if len(found) != 1 || found[0].Text != number {
			t.Errorf("%+q is offered as %+v", number, found)
		}
	}
	for _, abroad := range []string{"+86", "0086", "86"} {
		if got := HidePrivate(abroad + "19900001234"); got != abroad+"199******34" {
			t.Errorf("with %s: %q", abroad, got)
		}
	}
	if got := HidePrivate("第1 650102201801011237"); got != "第1 650*************37" {
		t.Errorf("after another number: %q", got)
	}
	for _, text := range []string{"收费1380.00-1580.00元", "2025.07.03至2025.08.04", "2025.07.03-2025.08.04"} {
		if Personal(text) || len(FindPrivate(text)) > 0 {
			t.Errorf("%q names nobody", text)
		}
	}
}
