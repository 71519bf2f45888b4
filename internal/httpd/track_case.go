package httpd

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/web"
)

// trackCaseView is what the reporter sees of the lead.
type trackCaseView struct {
	Page
	Tag          web.Tag
	Say          string // where it stands, in one sentence
	Next         string // the next date promised, "" for none
	Number       string
	Received     string
	Events       []web.Event
	Heading      string // of the answer
	Answer       []letterPart
	Extended     string        // why it takes longer, "" when it does not
	Explained    string        // why it is late, "" when nobody has said so
	ExplainedDay string        // the new date
	Elsewhere    []letterPart  // where to go with what is not ours
	Question     *questionView // nil when nothing is asked
	Supplied     []suppliedView
	Files        *trackFiles      // nil for none
	Typed        []web.Field      // what could not be taken any more
	Why          *whyView         // of the next date
	Rate         []web.Field      // the three questions, none when they are not asked
	Letters      []web.LetterLink // the notices
	Rated        string
	Said         []web.SummaryRow // what else was said with it
	Added        []addedView
	Add          string   // address of the page that asks, "" when nothing is taken any more
	Sights       []string // who looked at the contact
	Objects      []string // the ways open to who is not content
	Until        string   // when the 查询码 is asked for again
	Key          string
	Erase        string // address of the page that asks, "" when no contact is there
	Withdraw     string // address of the page that asks, "" when there is nothing to take back
	Send         web.Button
}

// letterPart is a heading of the answer and what stands under it.
type letterPart struct{ Heading, Text string }

// tracked is the lead whose 查询码 was typed in this browser; 0 for none, and for a code that was replaced since.
func (s *Server) tracked(c echo.Context) (int64, error) {
	pass, good, err := s.passOf(c)
	if err != nil || !good {
		return 0, err
	}
	return pass.Lead, nil
}

// letIn opens the case in this browser for half an hour.
func (s *Server) letIn(c echo.Context, p lead.Pass) error {
	return s.putSealed(c, cookieTrack, strconv.FormatInt(p.Lead, 10)+"."+p.Code, trackLife)
}

func (s *Server) getTrackCase(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	return s.render(c, http.StatusOK, "track/case", s.trackCaseView(c, p, nil))
}

// mine is the case that is open in this browser, for what is sent to it: once the half hour is over a Conflict, whose page gives
// back what was written.
func (s *Server) mine(c echo.Context) (int64, error) {
	id, err := s.tracked(c)
	if err == nil && id == 0 {
		err = errs.New(errs.Conflict, "error.track.text")
	}
	return id, err
}

// trackedCase is nil when the browser has typed no code, or too long ago.
func (s *Server) trackedCase(c echo.Context) (*lead.Public, error) {
	id, err := s.tracked(c)
	if err != nil || id == 0 {
		return nil, err // of nil, nil the caller leads to the page that asks for the code
	}
	p, err := s.Leads.Public(c.Request().Context(), id)
	if errs.Is(err, errs.NotFound) {
		return nil, nil //nolint:nilnil // as above
	}
	return p, err
}

// orTrack returns a failure, or leads to where the code is asked for; what was written meanwhile is given back.
func orTrack(s *Server, c echo.Context, err error) error {
	switch f := s.form(c); {
	case err != nil:
		return err
	case f != nil && len(f.typed()) > 0:
		return errs.New(errs.Conflict, "error.track.text")
	default:
		return s.redirect(c, trackPath)
	}
}

// postTrackCase takes the answers to the three questions.
func (s *Server) postTrackCase(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	said, err := s.saidIn(c, p)
	if err == nil {
		err = s.Leads.Rate(c.Request().Context(), p.ID, said)
	}
	if err != nil {
		return s.trackAgain(c, err)
	}
	if err := s.flash(c, "track.thanks."+string(said.Solved)); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

// trackAgain shows the case as it is now, with what could not be done.
func (s *Server) trackAgain(c echo.Context, failed error) error {
	if !errs.Is(failed, errs.Invalid) && !errs.Is(failed, errs.Conflict) {
		return failed
	}
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	v := s.trackCaseView(c, p, failed)
	if errs.Is(failed, errs.Invalid) && (v.Rate != nil || v.Question != nil) {
		return s.invalid(c, "track/case", v, failed)
	}
	c.Set(ctxKind, kinds[errs.Conflict].name)
	v.HasErrors, v.Errors = true, []web.FieldError{{ID: "main", Text: s.Texts.Text(errs.As(failed).Text)}}
	return s.render(c, http.StatusConflict, "track/case", v)
}

func (s *Server) trackCaseView(c echo.Context, p *lead.Public, err error) *trackCaseView {
	v := &trackCaseView{
		Page: s.page(c), Tag: s.publicTag(p), Say: s.status(p), Number: p.Number,
		Key: s.keyField(newFormKey()), Send: web.Button{Label: s.Texts.T("button.submit")},
	}
	v.Back = trackPath
	v.Received = v.Day(p.Received)
	if p.Due != 0 && !p.Late {
		v.Next = s.Texts.T("track.next_date", "day", v.Day(p.Due), "provisional", s.provisional(c.Request().Context(), deadline.RuleAnswer))
	}
	if p.CanErase {
		v.Erase = trackErasePath
	}
	if p.CanWithdraw {
		v.Withdraw = trackWithdrawPath
	}
	v.Files = s.trackFiles(p, v.Key, err)
	s.fillQuestions(c, v, p, err)
	v.Why = s.publicWhy(c.Request().Context(), p)
	if p.Extended != nil {
		v.Extended = p.Extended.Told
	}
	if p.Explained != nil {
		v.Explained, v.ExplainedDay = p.Explained.Told, s.Texts.T("track.explained.day", "day", s.dayOf(p.Explained.Day, s.Texts.ShortDay))
	}
	for _, e := range slices.Backward(p.Events) {
		v.Events = append(v.Events, s.publicEvent(p, e))
	}
	v.Answer, v.Elsewhere = s.letter(p.Answer)
	v.Letters = s.letterLinks(nil, p.Papers, trackCasePath)
	if v.Heading = s.Texts.T("track.answer"); p.Earlier {
		v.Heading = s.Texts.T("track.answer.earlier")
	}
	if p.CanRate {
		v.Rate = s.askRating(c, p, err)
	}
	if p.Rating != "" {
		v.Rated = s.Texts.T("track.rated", "solved", s.Texts.T("solved."+string(p.Rating)))
	}
	s.fillMore(c, v, p)
	return v
}

// status is the sentence of where the lead stands, a day in it written as people write it.
func (s *Server) status(p *lead.Public) string {
	t := errs.Text{Key: p.Status.Key, Args: slices.Clone(p.Status.Args)}
	for i := 1; i < len(t.Args); i += 2 {
		if day, ok := t.Args[i].(string); ok && t.Args[i-1] == "day" {
			t.Args[i] = s.dayOf(day, s.Texts.ShortDay)
		}
	}
	return s.Texts.Text(t)
}

// dayOf writes a stored day in the reader's language.
func (s *Server) dayOf(day string, how func(time.Time) string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return how(t)
}

// publicLooks are the looks of the states; what is not here is being worked on.
var publicLooks = map[lead.State]string{lead.WaitingReporter: web.Soon, lead.Replied: web.Soon, lead.Closed: web.Done, lead.Rejected: web.Neutral}

func (s *Server) publicTag(p *lead.Public) web.Tag {
	if p.Late {
		return web.Tag{Look: web.Late, Text: s.Texts.T("track.late")}
	}
	if p.Ending != "" {
		return web.Tag{Look: web.Neutral, Text: s.Texts.T("public.state." + string(p.Ending))}
	}
	look := publicLooks[p.State]
	if look == "" {
		look = web.Moving
	}
	return web.Tag{Look: look, Text: s.Texts.T("public.state." + string(p.State))}
}

// letter is the approved answer, or where to go with what is not ours.
func (s *Server) letter(d *lead.Draft) (answer, elsewhere []letterPart) {
	switch {
	case d == nil:
		return nil, nil
	case d.Kind == lead.RejectDraft:
		return nil, s.parts("track.reject_reason", s.textOr("reject.reason."+d.RejectReason, ""), "track.elsewhere", d.Elsewhere)
	default:
		return s.parts("track.finding", s.textOr("finding."+string(d.Finding), ""), "track.found", d.Found,
			"track.result", s.result(d), "track.remedy", d.Remedy), nil
	}
}

// result is what came of it, and where a child without a school has its place, or why it has none.
func (s *Server) result(d *lead.Draft) string {
	if seat, ok := d.SeatText(); ok {
		return d.Result + "\n" + s.Texts.Text(seat)
	}
	return d.Result
}

func (s *Server) parts(pairs ...string) []letterPart {
	var list []letterPart
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			list = append(list, letterPart{s.Texts.T(pair[0]), pair[1]})
		}
	}
	return list
}

func (s *Server) askSolved(p *lead.Public, problem string) *web.Field {
	answers := []lead.Rating{lead.Solved, lead.Partial}
	f := &web.Field{Name: "solved", Kind: "radios", Label: s.Texts.T("track.solved.label"), Error: problem}
	if p.CanReopen {
		answers = append(answers, lead.Unsolved)
		f.Hint = s.Texts.T("track.solved.hint")
	} else {
		f.Hint = s.Texts.T("move.reopened_enough")
	}
	for _, a := range answers {
		f.Options = append(f.Options, web.Option{Value: string(a), Label: s.Texts.T("solved." + string(a))})
	}
	return f
}

// publicEvent tells an event to the reporter: what, on which day, and of people never more than their unit.
func (s *Server) publicEvent(p *lead.Public, e trail.Entry) web.Event {
	data := map[string]any{}
	_ = json.Unmarshal([]byte(e.Data), &data) // written by us; without it the title still says what happened
	if name := p.Addressee(e); name != "" {
		data["name"] = name
	}
	at := clock.FromMilli(e.At).In(clock.Beijing)
	return web.Event{
		When: s.Texts.Day(at), ISO: at.Format(time.DateOnly), Title: s.eventTitle(e, data), Who: s.eventUnit(e, data),
	}
}

// eventTitle is the sentence of an event. Of the discipline body the reporter reads that somebody named handles it.
func (s *Server) eventTitle(e trail.Entry, data map[string]any) string {
	key := "event." + e.Kind
	switch {
	case e.Kind == "closed" && e.Actor == trail.System:
		key += ".self"
	case s.Texts.Has(key + ".public"):
		key += ".public"
	}
	title := s.Texts.T(key, s.eventArgs(data)...)
	if strings.Contains(title, s.Texts.Name(org.UnitName(org.DisciplineID))) {
		return s.Texts.T("public.walled")
	}
	return title
}

// eventUnit is who did it, when the title does not say so.
func (s *Server) eventUnit(e trail.Entry, data map[string]any) string {
	unit := unitOf(data, "unit")
	if unit == org.DisciplineID || e.Kind != "replied" && e.Kind != "rejected" {
		return ""
	}
	return s.Texts.Name(org.UnitName(unit))
}

// eventWords are the arguments of events that are words of a list.
var eventWords = map[string]string{
	"procedure": "procedure.", "method": "contact.method.", "result": "contact.result.", "solved": "solved.",
	"finding": "finding.", "reason": "reject.reason.", "why": "extend.reason.",
}

// eventArgs makes words of what the trail keeps: unit ids and values of lists.
func (s *Server) eventArgs(data map[string]any) []any {
	var pairs []any
	for name, v := range data {
		switch text, _ := v.(string); {
		case name == "unit" || name == "owner" || name == "co":
			v = org.UnitName(unitOf(data, name))
		case eventWords[name] != "":
			v = s.textOr(eventWords[name]+text, text)
		case name == "day":
			v = s.dayOf(text, s.Texts.Day)
		case strings.Contains(text, "{"):
			continue // nothing of ours, and nothing to put into a sentence
		}
		pairs = append(pairs, name, v)
	}
	return pairs
}

func unitOf(data map[string]any, name string) int64 {
	id, _ := data[name].(float64) // JSON numbers; ids of units are small
	return int64(id)
}
