package httpd

import (
	"cmp"
	"maps"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// letterRules are the limits of the law that letters tell of: review_n, review_article,
// review_last, and review_provisional until the operator has signed it off.
var letterRules = map[string]string{
	"review": deadline.RuleLawReview, "reconsider": deadline.RuleLawReconsider, "sue": deadline.RuleLawSue,
}

// letterValues are what letters say, by name.
func letterValues() map[string]func(o letterOf) string {
	values := map[string]func(o letterOf) string{
		"number":   func(o letterOf) string { return o.lead.Number },
		"matter":   letterOf.matter,
		"received": func(o letterOf) string { return beijing(o.lead.Received, chineseDay) },
		"day":      func(o letterOf) string { return beijing(o.p.At, chineseDay) },

		"procedure": func(o letterOf) string { return o.word("procedure.", string(o.p.Procedure)) },
		"limit":     letterOf.limit,
		"due":       func(o letterOf) string { return lastDay(o.args.idOr("due", o.p.Due)) },
		"was":       func(o letterOf) string { return lastDay(o.p.Was) },
		"more":      func(o letterOf) string { return o.s.Texts.T("letter.limit.working_days", "n", o.p.Days) },
		"law":       func(o letterOf) string { return o.either("law."+string(o.p.Procedure), "law") },
		"ways":      func(o letterOf) string { return o.sentence("letter.ways") },

		"enclosed": func(o letterOf) string { return o.count("enclosed") },
		"about": func(o letterOf) string {
			return o.over(func(h *lead.HandOver) string { return o.word("about.", h.About) })
		},
		"over_reason": func(o letterOf) string {
			return o.over(func(h *lead.HandOver) string { return o.s.depersonal(h.Reason) })
		},
		"contact": func(o letterOf) string {
			return o.over(func(h *lead.HandOver) string { return o.word("letter.contact.", h.Contact) })
		},

		"owner": func(o letterOf) string { return org.UnitName(o.args.idOr("owner", o.lead.OwnerUnit)) },
		"days":  func(o letterOf) string { return o.count("days") },
		"steps": letterOf.steps,
		"until": func(o letterOf) string { return chinese(o.args.text("until")) },
		"time": func(o letterOf) string {
			return strings.TrimSpace(chinese(o.args.text("day")) + " " + web.Shown(o.args.text("hour")))
		},
	}
	maps.Copy(values, letterDraftValues)
	for name, rule := range letterRules {
		values[name+"_n"] = func(o letterOf) string { return strconv.Itoa(o.s.figure(rule)) }
		values[name+"_article"] = func(o letterOf) string { return o.article(rule) }
		values[name+"_provisional"] = func(o letterOf) string { return o.provisional(rule) }
		values[name+"_last"] = func(o letterOf) string { return o.last(rule) }
	}
	return values
}

// letterDraftValues are what a person wrote. What goes to other offices is made to name nobody.
var letterDraftValues = map[string]func(o letterOf) string{
	"extend_reason": func(o letterOf) string { return o.word("extend.reason.", o.p.Draft.ExtendReason) },
	"reject_reason": func(o letterOf) string { return o.word("reject.reason.", o.p.Draft.RejectReason) },
	"finding":       func(o letterOf) string { return o.word("finding.", string(o.p.Draft.Finding)) },
	"elsewhere":     func(o letterOf) string { return web.Shown(o.p.Draft.Elsewhere) },
	"told":          func(o letterOf) string { return web.Shown(o.p.Draft.Told) },
	"found":         func(o letterOf) string { return web.Shown(o.p.Draft.Found) },
	"result":        func(o letterOf) string { return web.Shown(o.s.result(o.p.Draft)) },
	"remedy":        func(o letterOf) string { return web.Shown(o.p.Draft.Remedy) },
	"ask":           func(o letterOf) string { return o.s.depersonal(o.p.Draft.TransferAsk) },
	"summary":       func(o letterOf) string { return o.s.depersonal(cmp.Or(o.p.Draft.Summary, o.lead.Summary)) },
	"subject":       func(o letterOf) string { return o.s.depersonal(o.p.Draft.Subject) },
	"conduct":       func(o letterOf) string { return o.s.depersonal(o.p.Draft.Conduct) },
	"measures":      func(o letterOf) string { return o.s.depersonal(o.p.Draft.Measures) },
}

// matter is what the lead is about, in words of lists and the name of the school.
func (o letterOf) matter() string { return web.Shown(o.s.matter(o.lead)) }

func (s *Server) matter(l *lead.Lead) string {
	return strings.TrimSpace(s.Texts.T("letter.matter", "school", l.SchoolName, "cat", s.Texts.T("cat."+l.Category)))
}

// chinese is a stored day as letters write it; what is no day stays as it is.
func chinese(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return web.Shown(day)
	}
	return t.Format(chineseDay)
}

// over is what a 移交函 says of its hand-over.
func (o letterOf) over(says func(h *lead.HandOver) string) string {
	if o.p.Over == nil {
		return ""
	}
	return says(o.p.Over)
}

// word is a value of a list, in words.
func (o letterOf) word(prefix, value string) string { return o.s.textOr(prefix+value, "") }

// either is the sentence of the first name that the kind has.
func (o letterOf) either(names ...string) string {
	for _, name := range names {
		if text := o.says(name); text != "" {
			return text
		}
	}
	return ""
}

// limit is the limit told, with where it comes from.
func (o letterOf) limit() string {
	r := o.p.Rule
	if r.ID == "" {
		return ""
	}
	n := o.s.Texts.T("letter.limit."+string(r.Unit), "n", r.N)
	return o.s.Texts.T("letter.limit", "limit", n, "article", r.Article) + o.provisional(r.ID)
}

func (o letterOf) article(rule string) string {
	r, _ := o.s.Leads.Rules.ByID(rule)
	return r.Article
}

// last is the last day of a limit of the law, for a letter received on the day it was made: no later one is safe.
func (o letterOf) last(rule string) string {
	if o.p.At == 0 {
		return ""
	}
	return o.s.Leads.LastDay(rule, o.p.At).In(clock.Beijing).Format(chineseDay)
}

// lastDay is the day that a limit ends on: 24:00 belongs to it.
func lastDay(ms int64) string {
	if ms == 0 {
		return ""
	}
	return beijing(ms-1, chineseDay)
}

func (o letterOf) count(name string) string {
	if n := o.args.id(name); n != 0 {
		return o.s.Texts.T("letter.count."+name, "n", n)
	}
	return ""
}

// steps are the steps of the ladder that were taken, in words.
func (o letterOf) steps() string {
	var list []string
	for id := range strings.SplitSeq(o.args.text("steps"), ",") {
		if word := o.word("letter.step.", id); word != "" {
			list = append(list, word)
		}
	}
	return strings.Join(list, o.s.Texts.T("letter.and"))
}
