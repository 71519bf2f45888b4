package httpd

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sunlead/internal/lead"
	"sunlead/internal/letter"
	"sunlead/internal/org"
	"sunlead/web"
)

// letterKind is what a kind of letter is made of, by the names of letterValues: the lines of its table, and the parts
// below it. Its sentences are texts of its name; whatever it lacks is left out or blank.
type letterKind struct{ rows, parts []string }

// spareRows are left out when there is nothing to say: before a finding there is none to hand over. Any other row stays,
// to be written in by hand.
var spareRows = map[string][]string{
	string(lead.LetterTransfer): {"summary"},
	string(lead.LetterHandOver): {"subject", "conduct", "measures", "over_reason", "enclosed"},
}

// letterKinds are all of them. What goes to the discipline body says number, unit, days and steps, and no word more.
var letterKinds = map[string]letterKind{
	lead.PaperAccept: {[]string{"matter", "procedure", "limit", "due"}, []string{"law", "ways"}},
	lead.PaperReject: {[]string{"matter", "reject_reason"}, []string{"elsewhere", "law"}},
	lead.PaperExtend: {[]string{"matter", "was", "extend_reason", "more", "due"}, []string{"told", "ways"}},
	lead.PaperAnswer: {[]string{"matter", "finding"}, []string{"found", "result", "remedy", "law"}},

	string(lead.LetterTransfer):  {[]string{"number", "matter", "summary"}, []string{"ask"}},
	string(lead.LetterHandOver):  {[]string{"number", "about", "subject", "conduct", "measures", "over_reason", "enclosed", "contact"}, nil},
	string(lead.LetterUrge):      {[]string{"number", "due", "days"}, nil},
	string(lead.LetterSupervise): {[]string{"number", "due", "days", "steps", "until"}, nil},
	string(lead.LetterTalk):      {[]string{"number", "due", "days", "who", "time", "place"}, nil},
	string(lead.LetterNotice):    {[]string{"number", "owner", "due", "days", "steps"}, nil},
}

// letterOf is what the words of one letter are made from.
type letterOf struct {
	s           *Server
	lead        *lead.Lead
	p           lead.Paper
	args        trailData // of a numbered letter
	values      map[string]func(o letterOf) string
	provisional func(rule string) string
}

// letterWords makes the sentences of a letter. Nothing in it says who reported: the addressee is written in by hand.
func (s *Server) letterWords(ctx context.Context, l *lead.Lead, p lead.Paper) letter.Letter {
	if p.Draft == nil {
		p.Draft = &lead.Draft{}
	}
	o := letterOf{
		s: s, lead: l, p: p, args: trailData{}, values: letterValues(),
		provisional: func(rule string) string { return s.provisional(ctx, rule) },
	}
	if p.Letter != nil {
		o.args = p.Letter.Values()
	}
	k := letterKinds[p.Kind]
	w := letter.Letter{
		Unit: org.UnitName(p.Unit), Number: s.letterNumber(l, p), Title: s.letterTitle(p.Kind), To: o.to(), Intro: o.says("intro"),
		Signed: s.Texts.T("letter.signed", "unit", org.UnitName(p.Unit)), Date: s.letterDate(p),
	}
	for _, name := range k.rows {
		value := o.value(name)
		if value == "" && slices.Contains(spareRows[p.Kind], name) {
			continue
		}
		w.Rows = append(w.Rows, letter.Row{Name: s.textOr("letter."+p.Kind+".row."+name, s.Texts.T("letter.row."+name)), Value: value})
	}
	for _, name := range k.parts {
		if text := o.value(name); text != "" {
			w.Parts = append(w.Parts, letter.Part{Heading: s.textOr("letter."+p.Kind+".part."+name, ""), Text: text})
		}
	}
	if note := o.says("note"); note != "" {
		w.Notes = []string{note}
	}
	return w
}

func (s *Server) letterTitle(kind string) string { return s.Texts.T("letter." + kind) }

// letterNumber is the 发文字号, by unit and kind; of a notice the 登记编号; of a draft that it is one.
func (s *Server) letterNumber(l *lead.Lead, p lead.Paper) string {
	switch n := p.Letter; {
	case n == nil:
		return s.Texts.T("letter.number.lead", "number", l.Number)
	case !n.InForce():
		return s.Texts.T("letter.draft")
	default:
		return s.markedNumber(n.Unit, p.Kind, n.Year, n.Serial)
	}
}

// markedNumber is the number of a letter with the marks of its unit and its kind (乌教督〔2026〕1号).
func (s *Server) markedNumber(unit int64, kind string, year, serial int64) string {
	return s.Texts.T("letter.number", "unit", s.textOr("letter.mark."+idText(unit), ""), "kind", s.textOr("letter.mark."+kind, ""),
		"year", year, "serial", serial)
}

// letterDate is when the letter was made; a draft has no date yet.
func (s *Server) letterDate(p lead.Paper) string {
	if p.At == 0 {
		return s.Texts.T("letter.undated")
	}
	return beijing(p.At, chineseDay)
}

const chineseDay = "2006年1月2日"

// to is the addressee. The reporter's name is never printed.
func (o letterOf) to() string {
	n := o.p.Letter
	if n == nil {
		return o.s.Texts.T("letter.to.reporter")
	}
	name := cmp.Or(n.ToName, org.UnitName(n.ToUnit), o.word("hand_over.to.", o.args.word("to")))
	return o.s.Texts.T("letter.to", "name", web.Shown(name))
}

// says is a sentence of the letter's kind, "" when it has none.
func (o letterOf) says(name string) string { return o.sentence("letter." + o.p.Kind + "." + name) }

// sentence is a text with the values that its placeholders name, "" when there is no such text.
func (o letterOf) sentence(key string) string {
	if !o.s.Texts.Has(key) {
		return ""
	}
	raw := o.s.Texts.T(key)
	var pairs []any
	for name := range o.values {
		if strings.Contains(raw, "{"+name+"}") {
			pairs = append(pairs, name, o.value(name))
		}
	}
	return o.s.Texts.T(key, pairs...)
}

// value is one of letterValues, or an argument of the numbered letter; "" is written in by hand.
func (o letterOf) value(name string) string {
	if f := o.values[name]; f != nil {
		return f(o)
	}
	return web.Shown(o.args.text(name))
}
