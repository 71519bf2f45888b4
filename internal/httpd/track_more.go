package httpd

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const (
	trackAddPath  = trackCasePath + "/add"
	trackStayPath = trackCasePath + "/stay"
)

// addView asks what the reporter has to add.
type addView struct {
	Page
	Number string
	Words  web.Field
	Key    string
	Go     web.Button
}

func (s *Server) addView(c echo.Context, p *lead.Public, err error) *addView {
	v := &addView{
		Page: s.page(c), Number: p.Number, Key: s.keyField(newFormKey()), Go: web.Button{Label: s.Texts.T("add.send")},
		Words: web.Field{
			Kind: "textarea", Name: "words", Label: s.Texts.T("add.words"), Hint: s.Texts.T("add.words.hint"), Rows: 6, Error: s.fieldError(err, "words"),
		},
	}
	if f := s.form(c); f != nil {
		v.Words.Value = f.Get("words")
	}
	v.Back = trackCasePath
	return v
}

func (s *Server) getTrackAdd(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	if !p.CanAdd {
		return s.redirect(c, trackCasePath)
	}
	return s.render(c, http.StatusOK, "track/add", s.addView(c, p, nil))
}

func (s *Server) postTrackAdd(c echo.Context) error {
	id, err := s.mine(c)
	if err != nil {
		return err
	}
	err = s.Leads.Add(c.Request().Context(), id, s.form(c).Get("words"))
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		p, gone := s.Leads.Public(c.Request().Context(), id)
		if gone != nil {
			return gone
		}
		return s.invalid(c, "track/add", s.addView(c, p, err), err)
	}
	if err != nil {
		return err
	}
	if err := s.flash(c, "track.thanks.added"); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

// getTrackStay begins the half hour anew: whoever reads the page has it open. Nothing but the browser's own cookie changes.
func (s *Server) getTrackStay(c echo.Context) error {
	pass, good, err := s.passOf(c)
	if err != nil || !good {
		return orTrack(s, c, err)
	}
	if err := s.letIn(c, pass); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}

// fillMore shows what the reporter added and said, who looked at their contact, and what they can do.
func (s *Server) fillMore(c echo.Context, v *trackCaseView, p *lead.Public) {
	if v.Add = trackAddPath; !p.CanAdd {
		v.Add = ""
	}
	for _, a := range p.Added {
		v.Added = append(v.Added, addedView{v.Day(a.At), a.Words})
	}
	if p.Said != nil && p.Rating != "" {
		v.Said = s.saidRows(*p.Said)
	}
	for _, x := range p.Sights {
		v.Sights = append(v.Sights, s.sight(v, x))
	}
	v.Objects = s.objects(c.Request().Context(), v, p)
	if _, ends := s.unsealed(c, cookieTrack); !ends.IsZero() {
		v.Until = s.Texts.T("track.until", "time", beijing(ends.UnixMilli(), "15:04"))
	}
}

// addedView is something the reporter added.
type addedView struct{ Day, Words string }

// saidRows are the answers to the three questions, those that were given.
func (s *Server) saidRows(r lead.Rated) (rows []web.SummaryRow) {
	for _, x := range []struct{ key, value string }{
		{"contacted", s.wordOr("answer.", r.Contacted)},
		{"solved", s.wordOr("solved.", string(r.Solved))},
		{"satisfied", s.wordOr("satisfied.", r.Satisfied)},
		{"words", r.Words},
	} {
		if x.value != "" {
			rows = append(rows, web.SummaryRow{Key: s.Texts.T("rate." + x.key), Value: x.value})
		}
	}
	return rows
}

// sight says on which day who looked at the contact, and for what; never a person.
func (s *Server) sight(v *trackCaseView, x lead.Sight) string {
	who := s.Texts.T("sight."+string(x.Who), "unit", org.UnitName(x.Unit))
	purpose := s.textOr("purpose."+x.Purpose, s.Texts.T("purpose.other"))
	if x.Who == lead.ByAuthority {
		purpose = s.Texts.T("purpose.legal")
	}
	return s.Texts.T("sight", "day", v.Day(x.At), "who", who, "why", purpose)
}

// objects are the ways open to who is not content with an answer.
func (s *Server) objects(ctx context.Context, v *trackCaseView, p *lead.Public) (ways []string) {
	if len(v.Answer) == 0 && len(v.Elsewhere) == 0 || p.Earlier {
		return nil
	}
	for _, x := range []struct {
		open bool
		key  string
	}{{p.CanReopen, "object.reopen"}, {p.CanAdd, "object.add"}} {
		if x.open {
			ways = append(ways, s.Texts.T(x.key))
		}
	}
	if p.Procedure == lead.ByPetition && len(v.Answer) > 0 {
		ways = append(ways, s.promise(ctx, "object.review", deadline.RuleLawReview))
	}
	if line := s.Settings.Value("line_12345").Phone.Number; line != "" {
		ways = append(ways, s.Texts.T("object.call", "number", line))
	}
	return ways
}

// askRating is the form of the three questions; who left no contact is not asked whether anybody called.
func (s *Server) askRating(c echo.Context, p *lead.Public, err error) []web.Field {
	typed := func(name string) string {
		if f := s.form(c); f != nil && f.Has(name) {
			return f.Get(name)
		}
		return ""
	}
	radios := func(name, words string, values ...string) web.Field {
		f := web.Field{Kind: "radios", Name: name, Label: s.Texts.T("rate." + name), Value: typed(name), Error: s.fieldError(err, name)}
		for _, v := range values {
			f.Options = append(f.Options, web.Option{Value: v, Label: s.Texts.T(words + v)})
		}
		return f
	}
	var fields []web.Field
	if !p.Anonymous {
		fields = append(fields, radios("contacted", "answer.", lead.Yes, lead.No))
	}
	solved := s.askSolved(p, s.fieldError(err, "solved"))
	solved.Value = typed("solved")
	return append(fields, *solved, radios("satisfied", "satisfied.", lead.Satisfactions...), web.Field{
		Kind: "textarea", Name: "words", Label: s.Texts.T("rate.words"), Hint: s.Texts.T("rate.words.hint"), Rows: 3, Optional: true, Value: typed("words"), Error: s.fieldError(err, "words"),
	})
}

// saidIn reads the three questions; on this page all that were asked are to be answered.
func (s *Server) saidIn(c echo.Context, p *lead.Public) (lead.Said, error) {
	f := s.form(c)
	said := lead.Said{Solved: lead.Rating(f.Get("solved")), Contacted: f.Get("contacted"), Satisfied: f.Get("satisfied"), Words: f.Get("words")}
	problems := lead.Problems{}
	if !p.CanRate { // what cannot be said any more is not asked for
		return said, nil
	}
	for name, missing := range map[string]bool{
		"contacted": said.Contacted == "" && !p.Anonymous, "solved": said.Solved == "", "satisfied": said.Satisfied == "",
	} {
		if missing {
			problems[name] = errs.T("track." + name + ".required")
		}
	}
	return said, errs.Fields(problems)
}

// passOf is what this browser keeps of a 查询码; false when there is none, or it opens nothing any more.
func (s *Server) passOf(c echo.Context) (pass lead.Pass, good bool, err error) {
	raw, ok := s.sealed(c, cookieTrack)
	if !ok {
		return pass, false, nil
	}
	id, code, _ := strings.Cut(raw, ".")
	pass.Code = code
	pass.Lead, _ = strconv.ParseInt(id, 10, 64) // sealed by us
	good, err = s.Leads.Opens(c.Request().Context(), pass)
	return pass, good, err
}
