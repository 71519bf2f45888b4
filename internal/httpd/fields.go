package httpd

// The technical fields every form may carry beside its declared ones.
const (
	fieldCSRF    = "csrf"    // staff: the session's token
	fieldKey     = "key"     // public: the signed form key
	fieldVersion = "version" // the version of the case a form was made from
	fieldSeen    = "seen"    // the last entry of its history then
)

// fieldRule says how the value of one field is read; rules add up.
type fieldRule uint8

const (
	ruleMulti  fieldRule = 1 << iota // may be repeated (check boxes)
	ruleDigits                       // folded to plain digits: full-width and Arabic digits are somebody's keyboard
	ruleLong                         // free text of several lines; shown back when a request fails
	ruleRaw                          // kept byte by byte: passwords, tokens
)

// technical holds the rules of the fields no form declares.
var technical = map[string]fieldRule{fieldCSRF: ruleRaw, fieldKey: ruleRaw, fieldVersion: ruleRaw, fieldSeen: ruleRaw}

// fieldSet is the declaration of a form or of a query: its fields in the order of the page.
type fieldSet struct {
	order []string
	rules map[string]fieldRule
}

// fields declares one-line fields.
func fields(names ...string) *fieldSet {
	return (&fieldSet{rules: map[string]fieldRule{}}).with(0, names)
}

// multi declares fields that may be repeated.
func (s *fieldSet) multi(names ...string) *fieldSet { return s.with(ruleMulti, names) }

// digits declares fields whose full-width, Arabic and Persian digits are folded to plain ones.
func (s *fieldSet) digits(names ...string) *fieldSet { return s.with(ruleDigits, names) }

// long declares fields of several lines.
func (s *fieldSet) long(names ...string) *fieldSet { return s.with(ruleLong, names) }

// raw declares fields that are neither trimmed nor folded.
func (s *fieldSet) raw(names ...string) *fieldSet { return s.with(ruleRaw, names) }

func (s *fieldSet) with(rule fieldRule, names []string) *fieldSet {
	for _, name := range names {
		if _, known := s.rules[name]; !known {
			s.order = append(s.order, name)
		}
		s.rules[name] |= rule
	}
	return s
}

// rule finds the rule of a field. A nil set declares nothing.
func (s *fieldSet) rule(name string, tech bool) (fieldRule, bool) {
	if tech {
		if r, ok := technical[name]; ok {
			return r, true
		}
	}
	if s == nil {
		return 0, false
	}
	r, ok := s.rules[name]
	return r, ok
}
