package lead

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// Public is what the reporter sees: one sentence, the next date, the public events, the answer.
type Public struct {
	ID          int64
	Number      string
	State       State
	Status      errs.Text // one sentence in plain words
	Due         int64     // the next date promised; 0 when there is none
	Late        bool
	Received    int64
	Events      []trail.Entry // public ones only, in order
	Answer      *Draft        // once it is approved; after a reopening the one before, until there is another
	Earlier     bool          // Answer is of before the reopening
	Extended    *Draft        // what the reporter is told of the time that was added; nil when none was
	Papers      []Paper       // the notices there are, without what they say: Notices has that
	Clock       *Clock        // the promise behind Due; nil when there is none
	Questions   []Question    // what they were asked, the oldest first
	CanRate     bool
	CanReopen   bool
	CanWithdraw bool
	CanErase    bool // they left a contact, and it is still there
	Ending      Ending
	Rating      Rating
	Said        *Rated     // of the answer that was rated last; nil for none
	Added       []Addition // what they wrote without being asked, the oldest first
	CanAdd      bool
	Anonymous   bool
	Sights      []Sight // who has looked at their contact
	Procedure   Procedure
	Letters     []Letter        // what went to bodies outside; none while no event tells of one
	Explained   *Explanation    // of the delay; nil for none
	Files       []evidence.File // what came with the report and after it
	CanAddFile  bool
	FilesLeft   int
}

// Pass is what a browser keeps of a 查询码 that opened a lead. It opens the lead for as long as that code does.
type Pass struct {
	Lead int64
	Code string // the beginning of the code's digest, which is no way to the code
}

// passSize is how many bytes of a digest a Pass keeps.
const passSize = 8

// Open finds a lead by its 查询码; NotFound for a code nobody has. The caller checks the check digit first. Both cost the same
// look-up.
func (s *Service) Open(ctx context.Context, typed string) (Pass, error) {
	digits, problem := ParseCode(typed)
	if problem != CodeFine {
		return Pass{}, errs.New(errs.NotFound, "error.not_found")
	}
	for _, p := range s.Ring.Peppers() {
		mac := codeMAC(p, digits)
		l, err := s.byCode(ctx, mac)
		if err != nil {
			return Pass{}, err
		}
		if l != nil {
			return Pass{l.ID, hex.EncodeToString(mac[:passSize])}, nil
		}
	}
	return Pass{}, errs.New(errs.NotFound, "error.not_found")
}

// Opens reports whether a Pass is still good: its 查询码 was not replaced since.
func (s *Service) Opens(ctx context.Context, p Pass) (bool, error) {
	mac, err := s.codeOf(ctx, p.Lead)
	return err == nil && len(mac) >= passSize && hex.EncodeToString(mac[:passSize]) == p.Code, err
}

// Public returns the reporter's view of a lead. Only who holds its 查询码 may ask.
func (s *Service) Public(ctx context.Context, id int64) (*Public, error) {
	l, err := s.byID(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := s.public(ctx, l)
	if err != nil {
		return nil, err
	}
	entries, err := trail.Read(ctx, s.DB, trail.LeadStream(id))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Public {
			p.Events = append(p.Events, e)
		}
	}
	p.Papers = keyed(notices(l, entries, nil, nil))
	seen, err := s.seenBy(ctx, id)
	if err != nil {
		return nil, err
	}
	p.Sights, p.CanErase = sights(l, entries, seen), contactKept(l, entries)
	p.Events = append(p.Events, seen...)
	slices.SortStableFunc(p.Events, func(a, b trail.Entry) int { return cmp.Compare(a.At, b.At) })
	if id := extension(entries); id != 0 && l.owed() {
		if p.Extended, err = draftByID(ctx, s.DB, id); err != nil {
			return nil, err
		}
	}
	if p.Files, err = s.Evidence.Of(ctx, s.DB, id); err != nil {
		return nil, err
	}
	p.FilesLeft = evidence.LaterMax - addedLater(p.Files)
	p.CanAddFile = s.fileTime(l) && p.FilesLeft > 0
	if p.Questions, err = questionsOf(ctx, s.DB, id); err != nil {
		return nil, err
	}
	if p.Clock, err = s.promise(ctx, l, p.Questions); err != nil {
		return nil, err
	}
	if err := s.readSaid(ctx, p, entries); err != nil {
		return nil, err
	}
	if l.Transferred != 0 {
		if p.Letters, err = lettersOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
	}
	p.Answer, err = s.answer(ctx, l)
	p.Earlier = p.Answer != nil && p.Answer.ID != l.DraftID
	return p, err
}

// readSaid reads what the reporter said of answers, and added, where the trail tells that they did.
func (s *Service) readSaid(ctx context.Context, p *Public, entries []trail.Entry) (err error) {
	if told(entries, "added") {
		if p.Added, err = additionsOf(ctx, s.DB, p.ID); err != nil {
			return err
		}
	}
	if !told(entries, "rated") {
		return nil
	}
	ratings, err := ratingsOf(ctx, s.DB, p.ID)
	if n := len(ratings); n > 0 {
		p.Said = &ratings[n-1]
	}
	return err
}

// told reports a trail that has an entry of the kind.
func told(entries []trail.Entry, kind string) bool {
	return slices.ContainsFunc(entries, func(e trail.Entry) bool { return e.Kind == kind })
}

// extension is the draft by which the present promise was extended, 0 for none: a reopening is a new promise.
func extension(entries []trail.Entry) int64 {
	id := 0.0
	for _, e := range entries {
		switch e.Kind {
		case "extended":
			id, _ = e.Values()["draft"].(float64) // a number of JSON
		case "reopened":
			id = 0
		}
	}
	return int64(id)
}

// Addressee is whom the letter of an event went to; "" when it was none.
func (p *Public) Addressee(e trail.Entry) string { return addressee(p.Letters, e) }

// Addressee is whom the letter of an event went to; "" when it was none.
func (c *Case) Addressee(e trail.Entry) string { return addressee(c.Letters, e) }

func addressee(letters []Letter, e trail.Entry) string {
	id, _ := e.Values()["letter"].(float64) // a number of JSON
	for i := range letters {
		if letters[i].ID == int64(id) {
			return letters[i].ToName
		}
	}
	return ""
}

func (s *Service) public(ctx context.Context, l *Lead) (*Public, error) {
	p := &Public{
		ID: l.ID, Number: l.Number, State: l.State, Status: s.Sentence(l), Due: promised(l), Late: l.Late(s.Case.Now()),
		Received: l.Received, Rating: l.Rating,
		CanRate:     Can(reporterActor, MoveRate, l) == nil && s.askable(l),
		CanWithdraw: Can(reporterActor, MoveWithdraw, l) == nil, Ending: l.Ending,
		CanReopen: Can(reporterActor, MoveReopen, l) == nil && s.askable(l),
		CanAdd:    s.addable(l), Anonymous: l.Anonymous, Procedure: l.Procedure,
	}
	if l.State != Merged {
		return p, s.explain(ctx, p, l)
	}
	m, err := mainOf(ctx, s.DB, l.ID)
	if err != nil {
		return nil, err
	}
	p.follow(m, s.Case.Now())
	return p, s.explain(ctx, p, &m.Lead)
}

// follow tells of a merged lead when its main case is answered, and if that is late: never which case it is, nor how many
// asked for it.
func (p *Public) follow(m *Main, now time.Time) {
	p.Due, p.Late = promised(&m.Lead), m.Late(now)
	if p.Late && pressed(&m.Lead) && !m.Walled() {
		p.Status = errs.T(lateKey, "unit", m.OwnerName())
	}
}

// lateKey is the sentence of what is late; it tells of no wall.
const lateKey = "public.late"

// pressed reports that the ladder has told of the delay, so that the reporter may know.
func pressed(l *Lead) bool { return l.LastStep != "" && l.LastStep != deadline.StepRemind }

func promised(l *Lead) int64 {
	if l.owed() {
		return l.Due
	}
	return 0
}

// promise is the clock of the date that the reporter reads.
func (s *Service) promise(ctx context.Context, l *Lead, questions []Question) (*Clock, error) {
	if promised(l) == 0 {
		return nil, nil //nolint:nilnil // no date, nothing to explain
	}
	clocks, err := clocksOf(ctx, s.DB, l.ID)
	for i := range clocks {
		if c := &clocks[i]; c.Answers() && c.Round == l.Reopened {
			c.rests(questions)
			return c, err
		}
	}
	return nil, err
}

// Asked is the question that waits for the reporter's answer; nil for none.
func (p *Public) Asked() *Question {
	if n := len(p.Questions); n > 0 && p.Questions[n-1].Pending() {
		return &p.Questions[n-1]
	}
	return nil
}

// answer is the approved draft of an answered or rejected lead, or the answer that somebody said had solved nothing: it is
// theirs, whatever comes of it.
func (s *Service) answer(ctx context.Context, l *Lead) (*Draft, error) {
	switch {
	case l.Replied == 0 && l.Reopened > 0 && l.State != Rejected:
		return lastAnswer(ctx, s.DB, l.ID)
	case l.Replied == 0 && l.State != Rejected:
		return nil, nil //nolint:nilnil // no answer yet
	}
	d, err := draftByID(ctx, s.DB, l.DraftID)
	if err != nil || d == nil || d.State != DraftApproved {
		return nil, err
	}
	return d, nil
}

// PublicByNumber returns the public sentence of a 登记编号, which is all an operator may read out.
func (s *Service) PublicByNumber(ctx context.Context, number string) (*Public, error) {
	l, err := s.byNumber(ctx, number)
	if err != nil {
		return nil, err
	}
	p, err := s.public(ctx, l)
	if err == nil && !strings.HasPrefix(p.Status.Key, lateKey) {
		p.Status = s.spoken(l)
		s.tellDay(p)
	}
	return p, err
}

// explain tells of the new date that the leader of a late lead has set; l is the lead that is to be answered.
func (s *Service) explain(ctx context.Context, p *Public, l *Lead) (err error) {
	if !p.Late {
		return nil
	}
	if p.Explained, err = explanation(ctx, s.DB, l); err != nil {
		return err
	}
	s.tellDay(p)
	return nil
}

// tellDay puts the new date into the sentence, or that it has passed, too.
func (s *Service) tellDay(p *Public) {
	if p.Explained == nil || p.Status.Key != lateKey {
		return
	}
	p.Status.Key += ".set"
	if end, ok := dayEnd(p.Explained.Day); ok && s.now() > end {
		p.Status.Key = lateKey + ".passed"
	}
	p.Status.Args = append(p.Status.Args, "day", p.Explained.Day)
}

// spoken is the sentence that may be read out to whoever knows a number, and numbers can be guessed: it does
// not tell that a lead is walled.
func (s *Service) spoken(l *Lead) errs.Text {
	if l.OwnerUnit == org.DisciplineID {
		return errs.T("public.new")
	}
	open := *l
	open.WallUnit = 0
	return s.Sentence(&open)
}

// Sentence is the state in plain words. Lateness is told openly, never who was told of it (domain rule 1.8).
func (s *Service) Sentence(l *Lead) errs.Text {
	unit := l.OwnerName()
	switch {
	case l.Ending == Withdrawn:
		return errs.T("public.withdrawn")
	case l.State == WaitingReporter:
		return errs.T("public.waiting_reporter")
	case l.restricted() && (l.owed() || l.State == Merged):
		return errs.T("public.restricted")
	case l.Walled() && (l.owed() || l.State == Merged):
		return errs.T("public.walled")
	case l.Late(s.Case.Now()) && pressed(l):
		return errs.T(lateKey, "unit", unit)
	case l.State == StateNew:
		return errs.T("public.new")
	case l.OwnerUnit == org.DisciplineID:
		return errs.T("public.walled")
	default:
		return errs.T("public."+string(l.State), "unit", unit)
	}
}
