package lead

import "sunlead/internal/personal"

// unregistered is what does not enter registers: also landlines, also mistyped, also within a longer number.
var unregistered = []personal.Kind{
	personal.Identity, personal.IdentityForm.Inside(), personal.Mobile.Inside(), personal.Landline.Inside(),
}

// Personal reports a number that names a person; such text does not enter registers.
func Personal(text string) bool { return len(personal.Find(text, unregistered...)) > 0 }

// Depersonal puts instead, which has no digits, in place of every such number, for what leaves in a register; the rest stays as it is.
func Depersonal(text, instead string) string {
	found := personal.Find(text, unregistered...)
	if len(found) == 0 {
		return text
	}
	var places []Private
	for _, n := range found {
		places = append(places, Private{From: n.From, To: n.To, Masked: instead})
	}
	return Depersonal(masked(text, places), instead) // what stood beside a number may be one by itself
}
