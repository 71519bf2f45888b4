package httpd

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// task is one form of a case: the move it makes, what it asks, and what it does when it is sent.
type task struct {
	move  lead.Move
	away  bool                                                 // whoever made it no longer finds the case
	asks  func(q asked, v *taskView, cs *lead.Case)            // fills the view's fields
	may   func(s *Server, c echo.Context, cs *lead.Case) error // who may; nil asks the table of moves
	at    func(c echo.Context) string                          // the form's address below the case; nil is the move's
	makes func(s *Server, c echo.Context, ref lead.Ref) error
}

// taskView is the page of a task.
type taskView struct {
	Page
	caseHead
	Heading string
	Action  string
	Notices []web.Notice
	Rows    []web.SummaryRow // read only

	RowsTitle string
	Fields    []web.Field
	Items     *itemsField // stands between Fields and More
	More      []web.Field
	Go        web.Button
	Changed   *changedView // what happened since the form was opened; nil when nothing did
	Now       string       // what is possible instead, when this is not
}

// asked makes the fields of a task: labels by key, what was typed, what is wrong with it.
type asked struct {
	s     *Server
	c     echo.Context
	key   string // "case.reply."
	form  *Form  // nil on a fresh page
	fresh map[string][]string
	says  func(key string, rules ...string) string // promise
	err   error
}

// all are the values a field shows: what was typed, or what a fresh page proposes.
func (q asked) all(name string) []string {
	if q.form == nil {
		return q.fresh[name]
	}
	return q.form.All(name)
}

func (q asked) get(name string) string {
	if v := q.all(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

func (q asked) field(kind, name string) web.Field {
	f := web.Field{
		Kind: kind, Name: name, Label: q.s.Texts.T(q.key + name), Value: q.get(name), Error: q.s.fieldError(q.err, name), Small: true,
	}
	if hint := q.key + name + ".hint"; q.s.Texts.Has(hint) {
		f.Hint = q.s.Texts.T(hint)
	}
	return f
}

func (q asked) text(name string, rows int) web.Field {
	f := q.field("textarea", name)
	f.Rows = rows
	return f
}

// choice asks for one of the values; their words are texts of the prefix.
func (q asked) choice(name, prefix string, values ...string) web.Field {
	f := q.field("radios", name)
	for _, v := range values {
		o := web.Option{Value: v, Label: q.s.Texts.T(prefix + v)}
		if hint := prefix + v + ".hint"; q.s.Texts.Has(hint) {
			o.Hint = q.says(hint, deadline.RuleLawAnswer)
		}
		f.Options = append(f.Options, o)
	}
	return f
}

// yesNo asks a question whose answer may open further ones.
func (q asked) yesNo(name string) web.Field {
	return q.choice(name, "case.answer.", answerYes, answerNo)
}

// may asks whether the actor may do the task now.
func (s *Server) may(c echo.Context, t task, cs *lead.Case) error {
	if t.may != nil {
		return t.may(s, c, cs)
	}
	return lead.Can(s.actor(c), t.move, &cs.Lead)
}

// movePath is the address of a move below its case.
func movePath(m lead.Move) string { return "/" + strings.ReplaceAll(string(m), "_", "-") }

// getTask shows the form, if the actor may make its move now.
func (s *Server) getTask(c echo.Context, t task) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	if err := s.may(c, t, cs); err != nil {
		return s.refuse(c, err)
	}
	return s.render(c, http.StatusOK, "case/task", s.taskView(c, t, cs, nil))
}

// postTask makes the move and goes back to the case, or says why not and keeps what was typed.
func (s *Server) postTask(c echo.Context, t task) error {
	ref, err := s.ref(c)
	if err != nil {
		return err
	}
	if err = t.makes(s, c, ref); err == nil {
		return s.finished(c, t)
	}
	if !slices.Contains([]errs.Kind{errs.Invalid, errs.Conflict, errs.Forbidden}, errs.KindOf(err)) {
		return err
	}
	cs, gone := s.caseOf(c)
	if gone != nil {
		return gone
	}
	now := s.may(c, t, cs)
	if err = firstError(now, err); errs.Is(err, errs.Forbidden) || errs.Is(err, errs.NotFound) {
		return s.refuse(c, err)
	}
	return s.again(c, t, cs, ref, s.named(err, "case."+string(t.move)+"."))
}

// again shows the form with what was typed. Was the case changed meanwhile, the form is now one of the case as it is, and
// beside it stands what happened: nobody's words are lost, and nobody steps over another's unread.
func (s *Server) again(c echo.Context, t task, cs *lead.Case, ref lead.Ref, err error) error {
	v := s.taskView(c, t, cs, err)
	if errs.Is(err, errs.Invalid) {
		v.Version, v.Seen = ref.Version, s.seen(c) // whoever was told of nothing new must not step over it
		return s.invalid(c, "case/task", v, err)
	}
	v.Changed = s.changed(c, cs)
	if s.may(c, t, cs) != nil {
		v.Now = s.possibleNow(s.actor(c), cs)
	}
	return s.invalid(c, "case/task", v, err)
}

// named puts the question before a sentence that fits every field, so that the summary can be understood alone.
func (s *Server) named(err error, key string) error {
	e := errs.As(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	fields := map[string]errs.Text{}
	for name, text := range e.Fields {
		if strings.HasPrefix(text.Key, "error.") && s.Texts.Has(key+name) {
			text = errs.T("case.named", "label", errs.T(key+name), "text", text)
		}
		fields[name] = text
	}
	return errs.Fields(fields)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// finished goes where a task ends: back to the case, or to the list when there is no case for the actor any more.
func (s *Server) finished(c echo.Context, t task) error {
	if !t.away {
		return s.done(c, t.move)
	}
	if err := s.flash(c, "case.done."+string(t.move)); err != nil {
		return err
	}
	return s.redirect(c, "/cases")
}

// done goes back to the case with a sentence of what was done.
func (s *Server) done(c echo.Context, m lead.Move) error {
	if err := s.flash(c, "case.done."+string(m)); err != nil {
		return err
	}
	if leaves[m] {
		if _, err := s.caseOf(c); errs.Is(err, errs.NotFound) {
			return s.redirect(c, "/cases")
		}
	}
	return s.redirect(c, casePath(c.Param("number")))
}

// ref names the case as the form saw it.
func (s *Server) ref(c echo.Context) (lead.Ref, error) {
	version, err := strconv.ParseInt(s.form(c).Get(fieldVersion), 10, 64)
	if err != nil {
		return lead.Ref{}, malformed("version of the case")
	}
	return lead.Ref{Number: c.Param("number"), Version: version}, nil
}

func (s *Server) taskView(c echo.Context, t task, cs *lead.Case, err error) *taskView {
	v := &taskView{Page: s.page(c), caseHead: s.caseHead(cs), Heading: s.Texts.T("move." + string(t.move))}
	v.RowsTitle = v.T("case.approved")
	v.Back, v.Action = v.At, v.At+movePath(t.move)
	if t.at != nil {
		v.Action = v.At + t.at(c)
	}
	v.Go = web.Button{Label: v.T("case.go." + string(t.move)), Main: true}
	says := func(key string, rules ...string) string { return s.promise(c.Request().Context(), key, rules...) }
	t.asks(asked{s: s, c: c, key: "case." + string(t.move) + ".", form: s.form(c), err: err, says: says}, v, cs)
	return v
}

// press makes a move that has no form, only a button on the case page.
func (s *Server) press(c echo.Context, m lead.Move, move func(ref lead.Ref) error) error {
	ref, err := s.ref(c)
	if err != nil {
		return err
	}
	if err := move(ref); err != nil {
		return s.refuse(c, err)
	}
	return s.done(c, m)
}
