package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// postTalk drafts a 约谈通知.
func (s *Server) postTalk(c echo.Context) error {
	return s.press(c, lead.MoveTalk, func(ref lead.Ref) error {
		return s.Leads.DraftTalk(c.Request().Context(), s.actor(c), ref)
	})
}

// issuePath is the page on which a letter of a case is issued.
func issuePath(number string, id int64) string {
	return casePath(number) + "/letters/" + idText(id) + "/issue"
}

// letterTerms are the fields of each kind, in the order of the form.
var letterTerms = map[lead.LetterKind][]string{
	lead.LetterSupervise: {"until"},
	lead.LetterTalk:      {"who", "day", "hour", "place"},
}

// presets are the terms that a form begins with, and that letters issued together have.
func (s *Server) presets(kind lead.LetterKind) lead.Terms {
	t := s.Leads.Preset(kind)
	if kind == lead.LetterTalk {
		t.Who, t.Place = s.Texts.T("case.issue.who.preset"), s.Texts.T("case.issue.place.preset")
	}
	return t
}

// issueTask sets what a letter leaves open, and puts it in force. The letter is named, so that an older form is as good: a
// second click finds it issued and changes nothing.
var issueTask = task{
	move: lead.MoveIssue,
	at:   func(c echo.Context) string { return "/letters/" + c.Param("id") + "/issue" },
	may: func(s *Server, c echo.Context, cs *lead.Case) error {
		if err := lead.Can(s.actor(c), lead.MoveIssue, &cs.Lead); err != nil {
			return err
		}
		switch l := letterIn(cs, c); {
		case l == nil:
			return errs.New(errs.NotFound, "error.404.text")
		case l.InForce():
			return errs.New(errs.Conflict, "letter.issued")
		case !l.Presses(&cs.Lead):
			return errs.New(errs.Conflict, "ladder.moot")
		default:
			return nil
		}
	},
	asks: func(q asked, v *taskView, cs *lead.Case) {
		l := letterIn(cs, q.c)
		if l == nil {
			return
		}
		v.Heading = q.s.Texts.T("case.issue", "letter", q.s.letterName(l.Kind))
		late, _ := q.s.left(cs.Due, answerUnit(&cs.Lead))
		v.RowsTitle, v.Rows = q.s.letterName(l.Kind), []web.SummaryRow{
			{Key: v.T("city.issue.col.unit"), Value: org.UnitName(l.ToUnit)},
			{Key: v.T("city.issue.col.late"), Value: late},
		}
		t := q.s.presets(l.Kind)
		q.fresh = map[string][]string{"until": {t.Until}, "who": {t.Who}, "day": {t.Day}, "hour": {t.Hour}, "place": {t.Place}}
		for _, name := range letterTerms[l.Kind] {
			f := q.field("", name)
			switch name {
			case "until", "day":
				f.Type, f.Width = "date", "10"
			case "hour":
				f.Type, f.Width = "time", "5"
			}
			v.Fields = append(v.Fields, f)
		}
		v.Notices = append(v.Notices, web.Notice{Look: web.Soon, Title: v.T("city.issue.what")})
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.Issue(c.Request().Context(), s.actor(c), ref.Number, idOf(c.Param("id")), lead.Terms{
			Until: f.Get("until"), Who: f.Get("who"), Day: f.Get("day"), Hour: f.Get("hour"), Place: f.Get("place"),
		})
	},
}

// letterIn is the letter of a case that the address names; nil when the case has none such.
func letterIn(cs *lead.Case, c echo.Context) *lead.Letter {
	id := idOf(c.Param("id"))
	for i := range cs.Letters {
		if cs.Letters[i].ID == id {
			return &cs.Letters[i]
		}
	}
	return nil
}

func (s *Server) getIssue(c echo.Context) error  { return s.getTask(c, issueTask) }
func (s *Server) postIssue(c echo.Context) error { return s.postTask(c, issueTask) }

// letterName is what a letter of the ladder is called.
func (s *Server) letterName(kind lead.LetterKind) string {
	return s.Texts.T("ladder.letter." + string(kind))
}

// issues are the drafted letters that the actor may issue, about the due date and the owner as they are.
func (s *Server) issues(c echo.Context, cs *lead.Case) (list []caseAction) {
	if lead.Can(s.actor(c), lead.MoveIssue, &cs.Lead) != nil {
		return nil
	}
	for i := range cs.Letters {
		l := &cs.Letters[i]
		if l.InForce() || !l.Presses(&cs.Lead) {
			continue
		}
		list = append(list, caseAction{
			Button: web.Button{
				Label: s.Texts.T("case.issue", "letter", s.letterName(l.Kind)), Look: "secondary", Small: true, Href: issuePath(cs.Number, l.ID),
			},
		})
	}
	return list
}
