package httpd

import (
	"slices"
	"strings"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// question is one field of the report. Its sentences are report.NAME.label and, where there is one, report.NAME.hint.
type question struct {
	web.Field                            // Name, Kind and looks
	choices   func(*Server) []web.Option // of radios and check boxes
	get       func(*lead.Report) string  // what is shown again; nil shows nothing
	set       func(*lead.Report, string) // nil: the page reads it itself
	kept      func(*lead.Report) string  // a masked value, for what is never shown again
	under     string                     // shown while this is chosen: "when=earlier"
	asked     func(r *lead.Report) bool  // nil: always
}

// wordChoices makes choices of values and the prefix of their text keys.
func wordChoices(prefix string, values ...string) func(*Server) []web.Option {
	return func(s *Server) []web.Option {
		options := make([]web.Option, len(values))
		for i, v := range values {
			options[i] = web.Option{Value: v, Label: s.Texts.T(prefix + v), Hint: s.textOr(prefix+v+".hint", "")}
		}
		return options
	}
}

// tick makes the one choice of a check box that is its own label.
func tick(name string) func(*Server) []web.Option {
	return func(s *Server) []web.Option {
		return []web.Option{{Value: "1", Label: s.Texts.T("report." + name + ".label"), Hint: s.textOr("report."+name+".hint", "")}}
	}
}

func ticked(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

// textOr returns the sentence of a key that need not be there.
func (s *Server) textOr(key, otherwise string) string {
	if s.Texts.Has(key) {
		return s.Texts.T(key)
	}
	return otherwise
}

// reportFields declares the fields of a form's questions.
func reportFields(questions []question, more ...string) *fieldSet {
	set := fields()
	for _, q := range questions {
		switch {
		case q.Kind == "textarea":
			set.long(q.Name)
		case q.InputMode == "tel", q.InputMode == "decimal":
			set.digits(q.Name)
		default:
			set.with(0, []string{q.Name})
		}
	}
	return set.with(0, append(more, fieldLook))
}

// readAnswers puts what was typed into the report. Values that no form of ours offers are left out and named.
func (s *Server) readAnswers(f *Form, questions []question, r *lead.Report) lead.Problems {
	strange := lead.Problems{}
	for _, q := range questions {
		v := f.Get(q.Name)
		if q.under == phoneOnly && f.Get("mode") == lead.ModeAnonymous {
			v = "" // folded away
		}
		if q.choices != nil && v != "" && !offers(q.choices(s), v) {
			strange[q.Name], v = errs.T("error.choice"), ""
		}
		if q.set != nil {
			q.set(r, v)
		}
	}
	return strange
}

func offers(options []web.Option, v string) bool {
	return slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == v })
}

// askAll makes the fields of the questions; those under a choice go into it.
func (s *Server) askAll(questions []question, r *lead.Report, a answers) []web.Field {
	var list []web.Field
	for _, q := range questions {
		if q.asked != nil && !q.asked(r) && s.fieldError(a.err, q.Name) == "" {
			continue
		}
		if name, choice, ok := strings.Cut(q.under, "="); ok {
			nest(list, name, choice, s.ask(q, r, a))
			continue
		}
		list = append(list, s.ask(q, r, a))
	}
	return list
}

func nest(list []web.Field, name, choice string, f web.Field) {
	for i := range list {
		for j := range list[i].Options {
			if list[i].Name == name && list[i].Options[j].Value == choice {
				list[i].Options[j].Fields = append(list[i].Options[j].Fields, f)
			}
		}
	}
}

// ask makes one field: what was just typed, or what the report holds.
func (s *Server) ask(q question, r *lead.Report, a answers) web.Field {
	f := q.Field
	if f.Kind != "checkboxes" { // a check box is its own label
		f.Label, f.Hint = s.Texts.T("report."+q.Name+".label"), s.textOr("report."+q.Name+".hint", "")
	}
	if q.choices != nil {
		f.Options = q.choices(s)
	}
	switch {
	case a.form != nil:
		f.Value = a.form.Get(q.Name)
	case q.get != nil:
		f.Value = q.get(r)
	}
	if q.kept != nil && q.kept(r) != "" {
		f.Hint = s.Texts.T("report.kept", "what", q.kept(r))
	}
	f.Error = s.fieldError(a.err, q.Name)
	return f
}
