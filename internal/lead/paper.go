package lead

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// The notices to the reporter (告知书), as kinds of papers beside the LetterKinds.
const (
	PaperAccept = "accept" // 受理告知书
	PaperReject = "reject" // 不予受理告知书
	PaperExtend = "extend" // 延期告知书
	PaperAnswer = "answer" // 处理意见告知书
)

// Paper is a letter of a lead in typed values: a notice, which the trail has told, or a numbered letter. It says the
// same whenever it is printed. Sentences are made in httpd.
type Paper struct {
	Key       string // in addresses: the kind; from the second of a kind on with its place, as in answer-2
	Kind      string
	Nth       int
	Unit      int64 // whose paper it is
	At        int64 // when it was made; of a numbered letter when it was issued, 0 until then
	Procedure Procedure
	Rule      deadline.Rule // the limit told, zero for none
	Due       int64         // the last date told; 0 for none
	Was       int64         // the date before an extension
	Days      int64         // working days more
	Draft     *Draft        // what it says; nil when nothing was drafted
	Letter    *Letter       // nil for a notice
	Over      *HandOver     // of a 移交函
}

// Papers are the letters of a case: notices in the order of the trail, then what is numbered.
func (c *Case) Papers() []Paper {
	papers := notices(&c.Lead, c.Timeline, c.Drafts, c.Clocks)
	for i := range c.Letters {
		l := &c.Letters[i]
		papers = append(papers, Paper{Kind: string(l.Kind), Unit: l.Unit, At: l.Issued, Letter: l, Draft: draftIn(c.Drafts, l.DraftID), Over: overBy(c.HandOvers, l.ID)})
	}
	return keyed(papers)
}

// Notices are the papers that the reporter has a right to, and nothing else. Only who holds the 查询码 may ask.
func (s *Service) Notices(ctx context.Context, id int64) (*Lead, []Paper, error) {
	l, err := s.byID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	drafts, err := draftsOf(ctx, s.DB, id)
	if err != nil {
		return nil, nil, err
	}
	clocks, err := clocksOf(ctx, s.DB, id)
	if err != nil {
		return nil, nil, err
	}
	entries, err := trail.Read(ctx, s.DB, trail.LeadStream(id))
	return l, keyed(notices(l, entries, drafts, clocks)), err
}

// keyed gives each paper its name in addresses, which never changes: papers are only ever added.
func keyed(papers []Paper) []Paper {
	n := map[string]int{}
	for i := range papers {
		p := &papers[i]
		n[p.Kind]++
		p.Key, p.Nth = p.Kind, n[p.Kind]
		if p.Nth > 1 {
			p.Key += "-" + strconv.Itoa(p.Nth)
		}
	}
	return papers
}

// desk is what a trail has told so far, as far as papers say it.
type desk struct {
	l         *Lead
	drafts    []Draft
	clocks    []Clock
	owner     int64
	round     int64
	longer    bool // the promise of this round was extended
	procedure Procedure
	papers    []Paper
	promised  int // place of the paper that told the promise of this round, as it still is; -1 for none
}

// noticeOf makes the paper of an event. These four, and no other, are the reporter's.
var noticeOf = map[string]func(d *desk, v map[string]any) Paper{
	"accepted": (*desk).accepted,
	"extended": (*desk).extended,
	"replied":  func(d *desk, v map[string]any) Paper { return d.decided(PaperAnswer, v) },
	"rejected": func(d *desk, v map[string]any) Paper { return d.decided(PaperReject, v) },
}

func notices(l *Lead, entries []trail.Entry, drafts []Draft, clocks []Clock) []Paper {
	d := &desk{l: l, drafts: drafts, clocks: clocks, owner: org.CityID, promised: -1}
	for i := range entries {
		v := entries[i].Values()
		d.pass(&entries[i], v)
		if makes := noticeOf[entries[i].Kind]; makes != nil && entries[i].Public {
			p := makes(d, v)
			p.Unit, p.At, p.Procedure = d.owner, entries[i].At, d.procedure
			d.papers = append(d.papers, p)
		}
	}
	return d.papers
}

// pass reads who owns the lead, how often it was reopened, and what the promise was before something moved it.
func (d *desk) pass(e *trail.Entry, v map[string]any) {
	if owner := idIn(v, "owner"); owner != 0 {
		d.owner = owner
	}
	if e.Kind == "reopened" {
		d.owner, d.longer, d.promised = idIn(v, "unit"), false, -1
		d.round++
	}
	if was := dateBefore(e.Kind, v); was != 0 && d.promised >= 0 {
		d.papers[d.promised].Due, d.promised = was, -1
	}
}

// dateBefore is the date of the answer that an event moved; 0 for none. Of a move to another owner that is "due", and "was"
// is a unit.
func dateBefore(kind string, v map[string]any) int64 {
	switch kind {
	case "respondent", "restrict_asked", "restricted", "taken_over":
		return idIn(v, "due")
	case "walled":
		return 0
	default:
		return idIn(v, "was")
	}
}

// accepted tells the limit of the procedure that was chosen: the law's for a petition, the promise otherwise.
func (d *desk) accepted(v map[string]any) Paper {
	word, _ := v["procedure"].(string)
	d.procedure = Procedure(word)
	law := d.procedure == ByPetition
	if !law {
		d.promised = len(d.papers)
	}
	p := Paper{Kind: PaperAccept}
	for _, c := range d.clocks {
		if law && c.Kind == clockLawAnswer || !law && c.Answers() && c.Round == d.round {
			p.Rule, p.Due = d.rule(c), c.Due
		}
	}
	return p
}

// rule is the limit as it was before a later extension.
func (d *desk) rule(c Clock) deadline.Rule {
	version := c.RuleVersion
	if !d.longer {
		version, _, _ = strings.Cut(version, "+")
	}
	rule, _ := deadline.RuleOf(c.Kind, version)
	return rule
}

func (d *desk) extended(v map[string]any) Paper {
	d.longer = true
	p := Paper{Kind: PaperExtend, Was: idIn(v, "was"), Days: idIn(v, "n"), Draft: draftIn(d.drafts, idIn(v, "draft"))}
	day, _ := v["day"].(string)
	if t, err := time.ParseInLocation(time.DateOnly, day, clock.Beijing); err == nil {
		p.Due = clock.Milli(t.AddDate(0, 0, 1)) // 24:00 of the day
	}
	return p
}

func (d *desk) decided(kind string, v map[string]any) Paper {
	return Paper{Kind: kind, Draft: draftIn(d.drafts, idIn(v, "draft"))}
}

func draftIn(drafts []Draft, id int64) *Draft {
	for i := range drafts {
		if drafts[i].ID == id {
			return &drafts[i]
		}
	}
	return nil
}

// overBy is the hand-over that a letter is of; nil for none.
func overBy(all []HandOver, letterID int64) *HandOver {
	for i := range all {
		if all[i].LetterID == letterID {
			return &all[i]
		}
	}
	return nil
}

// idIn is a whole number among an entry's values; 0 for none.
func idIn(v map[string]any, name string) int64 {
	n, _ := v[name].(float64) // numbers of JSON
	return int64(n)
}

// LastDay is the last day of a limit of the law that begins with a paper. The zero time for a rule that is none.
func (s *Service) LastDay(rule string, from int64) time.Time {
	r, ok := s.Rules.ByID(rule)
	if !ok {
		return time.Time{}
	}
	return deadline.Due(s.Calendar(), r, clock.FromMilli(from)).At.Add(-1)
}

// NoteLetter writes into the lead's trail that somebody took a paper out as a file. Whoever may read the case.
func (s *Service) NoteLetter(ctx context.Context, a org.Actor, number string, p Paper) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, ScopeOf(a), number)
		if err != nil {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: a, move: MoveLetter, reading: true, at: s.now()}, func(_ context.Context, st *step) error {
			st.tell("letter", false, map[string]any{"letter": p.Kind, "n": p.Nth, "unit": a.Unit})
			return nil
		})
	})
}
