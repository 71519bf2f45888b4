package publish

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Limits of what is written, in characters.
const (
	TitleMin  = 4
	TitleMax  = 60
	BodyMin   = 10
	BodyMax   = 5000
	BasisMin  = 10
	BasisMax  = 1000
	DocNoMax  = 60
	ReasonMin = 5
	ReasonMax = 200

	topicsMax = 200 // characters of the stored list
)

type problems map[string]errs.Text

func (p problems) add(bad bool, field, key string, pairs ...any) {
	if _, told := p[field]; bad && !told {
		p[field] = errs.T(key, pairs...)
	}
}

func (p problems) length(field, text string, least, most int) {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	p.add(n < least, field, "publish.short", "name", errs.T("publish.field."+field), "min", least, "n", n)
	p.add(n > most, field, "publish.long", "name", errs.T("publish.field."+field), "max", most, "n", n)
}

// check returns what is to be corrected, by field. Whether the school and the topics exist is the caller's question.
func (c *Content) check(k Kind, unit int64) problems {
	p := problems{}
	p.length("title", c.Title, TitleMin, TitleMax)
	p.length("body", c.Body, BodyMin, BodyMax)
	p.length("doc_no", c.DocNo, 0, DocNoMax)
	c.checkLabel(p, k)
	c.checkPlace(p, k, unit)
	c.checkDays(p, k)
	for _, f := range []struct{ name, text string }{{"title", c.Title}, {"body", c.Body}, {"doc_no", c.DocNo}} {
		if found, ok := personalIn(f.text); ok {
			p.add(true, f.name, "publish.personal."+found.kind, "name", errs.T("publish.field."+f.name), "line", found.line, "what", found.masked)
		}
	}
	return p
}

// checkLabel: only a kind with labels has one, and only a 辟谣 says how it was verified.
func (c *Content) checkLabel(p problems, k Kind) {
	if want := labels[k]; want != nil {
		p.add(!slices.Contains(want, c.Label), "label", "publish.label.required")
	} else {
		p.add(c.Label != "", "label", "error.choice")
	}
	if k == Clarification && c.IsRumour() {
		p.length("basis", c.Basis, BasisMin, BasisMax)
	} else {
		p.add(c.Basis != "", "basis", "publish.basis.none")
	}
}

var topicList = regexp.MustCompile(`^(,[a-z0-9_]+)*,?$`)

// checkPlace: a district speaks of itself and its schools; an answer is for one school and one topic.
func (c *Content) checkPlace(p problems, k Kind, unit int64) {
	_, known := org.DistrictByCode(c.District)
	own := org.UnitByID(unit).Code
	p.add(c.District != "" && !known, "district", "publish.district.required")
	p.add(own != "" && c.District != own, "district", "publish.district.own")
	p.add(!topicList.MatchString(c.Topics) || len(c.Topics) > topicsMax, "topics", "error.choice")
	p.add(c.SchoolID != 0 && c.District == "", "district", "publish.district.required")
	if k == Response {
		p.add(c.SchoolID == 0, "school", "publish.school.required")
		p.add(len(c.TopicList()) != 1, "topics", "publish.topic.one")
	}
}

// checkDays: a policy entry carries the document it comes from, and when.
func (c *Content) checkDays(p problems, k Kind) {
	p.add(k == Policy && strings.TrimSpace(c.DocNo) == "", "doc_no", "publish.doc_no.required")
	p.add(k == Policy && c.DocDate == "", "doc_date", "publish.day.required", "name", errs.T("publish.field.doc_date"))
	for field, day := range map[string]string{"doc_date": c.DocDate, "valid_from": c.ValidFrom, "valid_to": c.ValidTo} {
		p.add(day != "" && !isDay(day), field, "publish.day.wrong", "name", errs.T("publish.field."+field))
	}
	p.add(c.ValidFrom != "" && c.ValidTo != "" && c.ValidTo < c.ValidFrom, "valid_to", "publish.day.order")
}

func isDay(day string) bool {
	t, err := time.Parse(time.DateOnly, day)
	return err == nil && t.Year() >= 2000 && t.Year() < 2100
}

// reasonProblem asks a decision for its reason.
func reasonProblem(reason string) error {
	p := problems{}
	p.length("reason", reason, ReasonMin, ReasonMax)
	return errs.Fields(p)
}
