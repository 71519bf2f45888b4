package httpd

import (
	"sunlead/internal/lead"
	"sunlead/web"
)

// reportWhat is the third page: what happened.
var reportWhat = &reportPage{
	path: "/report/what", view: "report/what", step: 3, check: checkWhat,
	questions: []question{
		{
			Field: web.Field{Name: "text", Kind: "textarea", Rows: 7, Max: lead.TextMax},
			get:   func(r *lead.Report) string { return r.Text },
			set:   func(r *lead.Report, v string) { r.Text = v },
		},
		{
			Field:   web.Field{Name: "when", Kind: "radios", Optional: true},
			choices: wordChoices("when.", "today", "week", "earlier", "ongoing"),
			get:     func(r *lead.Report) string { return r.When },
			set:     func(r *lead.Report, v string) { r.When = v },
		},
		{
			Field: web.Field{Name: "when_text", Width: "20", Optional: true, Autocomplete: "off"}, under: "when=earlier",
			get: func(r *lead.Report) string { return r.WhenText },
			set: func(r *lead.Report, v string) { r.WhenText = v },
		},
		{
			Field: web.Field{Name: "amount", Width: "10", InputMode: "decimal", Optional: true, Autocomplete: "off"}, asked: asksMoney,
			get: func(r *lead.Report) string { return r.Amount },
			set: func(r *lead.Report, v string) { r.Amount = v },
		},
		{
			Field: web.Field{Name: "payee", Width: "20", Optional: true, Autocomplete: "off"}, asked: asksMoney,
			get: func(r *lead.Report) string { return r.Payee },
			set: func(r *lead.Report, v string) { r.Payee = v },
		},
		{
			Field:   web.Field{Name: "deadline", Kind: "radios", Optional: true},
			choices: wordChoices("affects.", "yes", "no", "unsure"),
			get:     func(r *lead.Report) string { return r.Affects },
			set:     func(r *lead.Report, v string) { r.Affects = v },
		},
		{
			Field: web.Field{Name: "deadline_date", Width: "20", Optional: true, Autocomplete: "off"}, under: "deadline=yes",
			get: func(r *lead.Report) string { return r.AffectsBy },
			set: func(r *lead.Report, v string) { r.AffectsBy = v },
		},
	},
}

// checkWhat looks once for what should perhaps be masked: of a text without it nothing is asked later.
func checkWhat(r *lead.Report) lead.Problems {
	if !r.AsksToMask() {
		r.KeepPrivate()
	}
	return r.CheckWhat()
}

// asksMoney: only some categories ask how much, and who took it.
func asksMoney(r *lead.Report) bool {
	c, _ := lead.CategoryByID(r.Category)
	return c.Money
}
