package lead

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/personal"
	"sunlead/internal/vault"
)

// Report is what a reporter, or an operator for a caller, sends. Field names of its problems are those of
// the form.
type Report struct {
	Key        [16]byte      `json:"-"` // the form's key: the same key is the same report
	Source     Source        `json:"source"`
	Kind       Kind          `json:"kind"`
	Category   string        `json:"category"`
	About      string        `json:"about"`
	Nature     string        `json:"nature"`
	ToCity     bool          `json:"to_city"`
	District   string        `json:"district"` // six digits or DistrictUnknown
	SchoolID   int64         `json:"school_id"`
	SchoolName string        `json:"school"`
	Stage      string        `json:"stage"`
	Text       string        `json:"text"`
	When       string        `json:"when"`
	WhenText   string        `json:"when_text"`
	Amount     string        `json:"amount"`
	Payee      string        `json:"payee"`
	Affects    string        `json:"affects"` // will the child miss a date: yes, no, unsure
	AffectsBy  string        `json:"affects_by"`
	Item       int           `json:"item"` // a checklist item chosen by the operator; 0 for none
	Urgent     bool          `json:"urgent"`
	UrgentWhy  string        `json:"urgent_why"`
	Mode       string        `json:"mode"` // phone or anonymous
	Contact    vault.Contact `json:"contact"`
	Consent    bool          `json:"consent"`
	Files      []File        `json:"files,omitempty"`    // in the order in which they were added
	Operator   int64         `json:"operator"`           // who typed it for a caller; 0 for the reporter
	Begun      int64         `json:"begun,omitempty"`    // when the first answer was kept, Wall; never stored
	Plain      string        `json:"plain,omitempty"`    // the text that the reporter would rather not mask, see KeepPrivate; never stored
	Similar    int64         `json:"similar,omitempty"`  // the public answer that was shown on the way; never sent
	Imported   bool          `json:"imported,omitempty"` // a row of a file, written long ago and elsewhere; only Import sets it
}

// How a reporter wants to be told.
const (
	ModePhone     = "phone"
	ModeAnonymous = "anonymous"
)

// Limits of the typed fields, in characters (runes).
const (
	TextMin     = 10
	TextMinDesk = 5 // an operator writes short notes
	TextMax     = 2000
	// TextMaxImport is for texts that were written elsewhere, before anybody could ask for less.
	TextMaxImport = 20_000
	SchoolMax     = 40
	NameMax       = 20
	ShortMax      = 40 // dates, amounts, payees as they are typed

	UrgentWhyMax = 100

	MarksMax = 8 // accents and vowel signs on one letter of a name; no script needs more
)

// Problems is field → sentence.
type Problems map[string]errs.Text

func (p Problems) add(bad bool, field, key string, pairs ...any) {
	if _, told := p[field]; bad && !told {
		p[field] = errs.T(key, pairs...)
	}
}

// CheckType checks the first page.
func (r *Report) CheckType() Problems {
	p := Problems{}
	_, known := CategoryByID(r.Category)
	p.add(!known, "cat", "report.cat.required")
	return p
}

// CheckSchool checks the second page: where, whom it is about, and of what nature.
func (r *Report) CheckSchool() Problems {
	p := Problems{}
	_, known := org.DistrictByCode(r.District)
	p.add(!known && r.District != org.DistrictUnknown, "district", "report.district.required")
	p.add(utf8.RuneCountInString(r.SchoolName) > SchoolMax, "school_q", "report.school_q.long", "max", SchoolMax)
	p.add(Heaped(r.SchoolName), "school_q", "error.marks", "max", MarksMax)
	p.add(r.Stage != "" && !slices.Contains(Stages(), r.Stage), "stage", "error.choice_of", "name", errs.T("report.name.stage"))
	p.add(!slices.Contains(Abouts(), r.About), "about", "report.about.required")
	if aboutBureau(r.About) {
		p.add(r.Nature != NatureWork && r.Nature != NatureConduct, "nature", "report.nature.required")
	}
	return p
}

// CheckWhat checks the third page: the text and what goes with it.
func (r *Report) CheckWhat() Problems {
	p := Problems{}
	n := utf8.RuneCountInString(r.Text)
	least, most := r.textLimits()
	p.add(blank(r.Text), "text", "report.text.required", "min", least)
	p.add(n < least, "text", "report.text.short", "min", least, "n", n)
	p.add(n > most, "text", "report.text.long", "over", n-most, "max", most)
	p.add(!oneOf(r.When, "", "today", "week", "earlier", "ongoing"), "when", "error.choice_of", "name", errs.T("report.name.when"))
	p.add(!oneOf(r.Affects, "", "yes", "no", "unsure"), "deadline", "error.choice_of", "name", errs.T("report.name.deadline"))
	for field, v := range map[string]string{"when_text": r.WhenText, "amount": r.Amount, "payee": r.Payee, "deadline_date": r.AffectsBy} {
		p.add(utf8.RuneCountInString(v) > ShortMax, field, "error.long_of", "name", errs.T("report.name."+field), "max", ShortMax)
	}
	if n, inWords := yuanInWords(r.Amount); inWords {
		p.add(true, "amount", "report.amount.words", "n", n)
	}
	p.add(r.Amount != "" && !amount.MatchString(r.Amount), "amount", "report.amount.wrong")
	return p
}

// textLimits are the fewest and the most characters of the text.
func (r *Report) textLimits() (least, most int) {
	switch {
	case r.Imported:
		return 1, TextMaxImport
	case r.Operator != 0:
		return TextMinDesk, TextMax
	default:
		return TextMin, TextMax
	}
}

// CheckContact checks the fourth page, and tidies the phone number.
func (r *Report) CheckContact() Problems {
	p := Problems{}
	p.add(r.Mode != ModePhone && r.Mode != ModeAnonymous, "mode", "report.mode.required")
	p.add(!oneOf(r.Contact.Relation, "", "parent", "relative", "staff", "other"), "rel", "error.choice_of", "name", errs.T("report.name.rel"))
	p.add(!oneOf(r.Contact.Lang, "", "zh", "ug", "kk", "other"), "lang", "error.choice_of", "name", errs.T("report.name.lang"))
	p.add(utf8.RuneCountInString(r.Contact.Name) > NameMax, "name", "error.long_of", "name", errs.T("report.name.name"), "max", NameMax)
	p.add(Heaped(r.Contact.Name), "name", "error.marks", "max", MarksMax)
	if r.Mode != ModePhone {
		return p
	}
	phone, ok := Phone(r.Contact.Phone)
	p.add(!ok, "phone", "report.phone.wrong")
	p.add(!r.Consent && !r.Imported, "consent", "report.consent.required") // an import cannot ask
	if ok {
		r.Contact.Phone = phone
	}
	return p
}

// Check checks everything, as Submit does before it stores.
func (r *Report) Check() Problems {
	p := Problems{}
	for _, more := range []Problems{r.CheckType(), r.CheckSchool(), r.CheckWhat(), r.CheckContact()} {
		maps.Copy(p, more)
	}
	p.add(r.Urgent && blank(r.UrgentWhy), "urgent_why", "desk.urgent_why.required")
	p.add(utf8.RuneCountInString(r.UrgentWhy) > UrgentWhyMax, "urgent_why", "error.long", "max", UrgentWhyMax)
	return p
}

// settle drops answers to questions that were not asked, so that equal reports are equal.
func (r *Report) settle() {
	r.Similar = 0
	c, _ := CategoryByID(r.Category)
	if !c.Money {
		r.Amount, r.Payee = "", ""
	}
	if !aboutBureau(r.About) {
		r.Nature, r.ToCity = "", false
	}
	if r.Category == "staff" && aboutBureau(r.About) {
		r.Nature = NatureConduct
	}
	if r.About != AboutDistrict || r.Nature != NatureWork {
		r.ToCity = false
	}
	if r.Mode != ModePhone {
		r.Contact = vault.Contact{}
	}
	r.Plain, r.Begun = "", 0
	if r.Source == "" {
		r.Source = FromWeb
	}
	if r.Kind == "" {
		r.Kind = Complaint
	}
}

// body is what the MAC of a report is taken over: everything typed, nothing of when or where from.
func (r *Report) body() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode report: %w", err)
	}
	return b, nil
}

func oneOf(v string, allowed ...string) bool { return slices.Contains(allowed, v) }

// blank reports a text that shows nothing: spaces, zero-width signs, braille blank.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != '\u2800' && r != '\u3164'
	}) < 0
}

// Heaped reports a name whose letters disappear under their marks.
func Heaped(name string) bool {
	marks := 0
	for _, r := range name {
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > MarksMax {
			return true
		}
	}
	return false
}

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^0\d{2,3}\d{7,8}$`)
	local    = regexp.MustCompile(`^[2-8]\d{6}$`)
	brackets = strings.NewReplacer("(", "", ")", "", "（", "", "）", "")
)

// Phone normalises a mobile number or a landline with its area code; a local number of seven digits gets
// Urumqi's 0991. False for anything else.
func Phone(typed string) (string, bool) {
	digits := brackets.Replace(personal.Bare(typed))
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, "+86"), "0086")
	switch {
	case mobile.MatchString(digits), landline.MatchString(digits):
		return digits, true
	case local.MatchString(digits):
		return "0991" + digits, true
	default:
		return "", false
	}
}

// amount: plain digits, perhaps grouped, with or without 万 and 元.
var amount = regexp.MustCompile(`^[¥￥]?\s*\d[\d,，]{0,11}(\.\d{1,2})?\s*万?\s*元?$`)

func itemList(items []int) string {
	s := make([]string, len(items))
	for i, n := range items {
		s[i] = strconv.Itoa(n)
	}
	return strings.Join(s, ",")
}

func parseItems(list string) []int {
	var items []int
	for s := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(s); err == nil {
			items = append(items, n)
		}
	}
	return items
}
