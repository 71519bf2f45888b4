package httpd

import (
	"strings"
	"unicode/utf8"

	"sunlead/internal/lead"
	"sunlead/internal/vault"
	"sunlead/web"
)

// phoneOnly is the choice under which the contact is asked.
const phoneOnly = "mode=" + lead.ModePhone

// reportContact is the fifth page: how to tell the reporter. What was left before is shown masked; a field
// that is left empty keeps it.
var reportContact = &reportPage{
	path: "/report/contact", view: "report/contact", step: 5, check: checkContact,
	questions: []question{
		{
			Field: web.Field{Name: "mode", Kind: "radios"}, choices: wordChoices("mode.", lead.ModePhone, lead.ModeAnonymous),
			get: func(r *lead.Report) string { return r.Mode },
			set: func(r *lead.Report, v string) { r.Mode = v },
		},
		{
			Field: web.Field{Name: "phone", Type: "tel", InputMode: "tel", Autocomplete: "tel", Width: "20"}, under: phoneOnly,
			kept: func(r *lead.Report) string { return vault.Mask(r.Contact.Phone) },
			set:  func(r *lead.Report, v string) { r.Contact.Phone = orKept(bareDigits(v), r.Contact.Phone) },
		},
		{
			Field: web.Field{Name: "name", Width: "10", Optional: true, Autocomplete: "off"}, under: phoneOnly,
			kept: func(r *lead.Report) string { return maskName(r.Contact.Name) },
			set:  func(r *lead.Report, v string) { r.Contact.Name = orKept(v, r.Contact.Name) },
		},
		{
			Field: web.Field{Name: "rel", Kind: "radios", Inline: true, Optional: true}, under: phoneOnly,
			choices: wordChoices("rel.", "parent", "relative", "staff", "other"),
			get:     func(r *lead.Report) string { return r.Contact.Relation },
			set:     func(r *lead.Report, v string) { r.Contact.Relation = v },
		},
		{
			Field: web.Field{Name: "hide", Kind: "radios", Inline: true}, under: phoneOnly, choices: wordChoices("hide.", "yes", "no"),
			get: func(r *lead.Report) string { return hidden(r) },
			set: func(r *lead.Report, v string) { r.Contact.Hide = v != "no" },
		},
		{
			Field: web.Field{Name: "lang", Kind: "radios", Inline: true, Optional: true}, under: phoneOnly,
			choices: wordChoices("lang.", "zh", "ug", "kk", "other"),
			get:     func(r *lead.Report) string { return r.Contact.Lang },
			set:     func(r *lead.Report, v string) { r.Contact.Lang = v },
		},
		{
			Field: web.Field{Name: "consent", Kind: "checkboxes"}, under: phoneOnly, choices: tick("consent"),
			get: func(r *lead.Report) string { return ticked(r.Consent) },
			set: func(r *lead.Report, v string) { r.Consent = v == "1" },
		},
	},
}

// checkContact lets go of a contact at once, and of what is wrong with it, when the reporter would rather stay
// anonymous: those questions are folded away then.
func checkContact(r *lead.Report) lead.Problems {
	if r.Mode == lead.ModeAnonymous {
		r.Contact, r.Consent = vault.Contact{Hide: true}, false
	}
	return r.CheckContact()
}

func orKept(typed, kept string) string {
	if typed == "" {
		return kept
	}
	return typed
}

func hidden(r *lead.Report) string {
	if r.Contact.Hide {
		return "yes"
	}
	return "no"
}

// maskName shows the first sign of a name: 王**.
func maskName(name string) string {
	if name == "" {
		return ""
	}
	_, n := utf8.DecodeRuneInString(name)
	return name[:n] + strings.Repeat("*", 2)
}
