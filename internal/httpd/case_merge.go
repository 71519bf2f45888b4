package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// otherMain is the choice of a main case by its number.
const otherMain = "other"

// mergeTask chooses the main case, and says before what each reporter will be told.
var mergeTask = task{
	move: lead.MoveMerge,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		v.Notices = append(v.Notices, web.Notice{Title: v.T("case.merge.told"), Text: v.T("case.merge.told.text") + "\n" + v.T("case.merge.undo")})
		mains, err := q.s.Leads.Mains(q.c.Request().Context(), q.s.actor(q.c), &cs.Lead)
		number := q.field("input", "number")
		number.InputMode, number.Width = "numeric", "20"
		if err != nil || len(mains) == 0 { // they are proposals: without them a number is typed
			number.Hint = v.T("case.merge.main.none")
			v.Fields = []web.Field{number}
			return
		}
		f := q.field("radios", "main")
		for i := range mains {
			f.Options = append(f.Options, q.s.mainOption(&mains[i]))
		}
		f.Options = append(f.Options, web.Option{Value: otherMain, Label: v.T("case.merge.other"), Fields: []web.Field{number}})
		v.Fields = []web.Field{f}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		main, field := f.Get("main"), "main"
		if typed := f.Digits("number"); main == otherMain || main == "" && (typed != "" || !f.Has("main")) {
			main, field = typed, "number"
		}
		return atField(s.Leads.Merge(c.Request().Context(), s.actor(c), ref, main), "main", field)
	},
}

// atField puts the problem of one field at another.
func atField(err error, from, to string) error {
	if e := errs.As(err); e != nil && e.Kind == errs.Invalid {
		if text, ok := e.Fields[from]; ok {
			return errs.Fields(map[string]errs.Text{to: text})
		}
	}
	return err
}

// mainOption is a case to merge into, with the date that the reporter will read.
func (s *Server) mainOption(l *lead.Lead) web.Option {
	hint := s.Texts.T("state."+string(l.State)) + " · " + s.Texts.T("case.meta.received", "day", arrival(l, l.Received, "1月2日 15:04"))
	if l.Due > 0 {
		hint += " · " + s.Texts.T("clock.answer") + " " + dueTime(l.Due)
	}
	if l.Children > 0 {
		hint += " · " + s.Texts.T("case.meta.children", "n", l.Children)
	}
	return web.Option{Value: l.Number, Label: l.Number + " " + s.caseTitle(l), Hint: hint}
}

func (s *Server) getMerge(c echo.Context) error  { return s.getTask(c, mergeTask) }
func (s *Server) postMerge(c echo.Context) error { return s.postTask(c, mergeTask) }

// unmergeTask takes a case from its main case, with a reason.
var unmergeTask = task{
	move: lead.MoveUnmerge,
	asks: func(q asked, v *taskView, _ *lead.Case) { v.Fields = []web.Field{q.text("reason", 3)} },
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.Unmerge(c.Request().Context(), s.actor(c), ref, s.form(c).Get("reason"))
	},
}

func (s *Server) getUnmerge(c echo.Context) error  { return s.getTask(c, unmergeTask) }
func (s *Server) postUnmerge(c echo.Context) error { return s.postTask(c, unmergeTask) }

// mergedView is what a case has to do with others: the main case it is merged into, or those that are merged into it.
type mergedView struct {
	Title string
	Text  string
	Rows  []web.WorkRow
	Pager web.Pager
}

// fillMerged asks once more, and only for a case that has to do with others.
func (s *Server) fillMerged(c echo.Context, v *caseView, cs *lead.Case) error {
	a := s.actor(c)
	switch {
	case cs.Main != nil && cs.Main.ID == 0: // which one it is, is not for this reader
		v.Merged = &mergedView{Title: v.T("case.main"), Text: v.T("case.wait.merged")}
	case cs.Main != nil:
		v.Merged = &mergedView{Title: v.T("case.main"), Rows: s.workRows(a, []lead.Lead{cs.Main.Lead})}
	case cs.Children > 0:
		after := idOf(s.query(c).Get("after"))
		page, err := s.Leads.Children(c.Request().Context(), a, cs.ID, after)
		if err != nil {
			return err
		}
		v.Merged = &mergedView{Title: v.T("case.children", "n", cs.Children), Text: v.T("case.children.text"), Rows: s.workRows(a, page.Leads)}
		if next := page.Next(); next > 0 {
			v.Merged.Pager.Next = v.At + "?after=" + idText(next) + "#merged"
		}
		if after > 0 {
			v.Merged.Pager.First = v.At + "#merged"
		}
	}
	return nil
}
