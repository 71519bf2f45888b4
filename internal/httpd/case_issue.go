package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// postTalk drafts a 约谈通知.
func (s *Server) postTalk(c echo.Context) error {
	return s.press(c, lead.MoveTalk, func(ref lead.Ref) error {
		return s.Leads.DraftTalk(c.Request().Context(), s.actor(c), ref)
	})
}

// postIssue puts a drafted letter in force. The letter is named, so that an older form is as good: a second click finds it
// issued and changes nothing.
func (s *Server) postIssue(c echo.Context) error {
	if _, err := s.ref(c); err != nil {
		return err
	}
	err := s.Leads.IssueLetter(c.Request().Context(), s.actor(c), c.Param("number"), idOf(c.Param("id")))
	if err != nil {
		return s.refuse(c, err)
	}
	return s.done(c, lead.MoveIssue)
}

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
			Button: web.Button{Label: s.Texts.T("case.issue", "letter", s.letterName(l.Kind)), Look: "secondary", Small: true},
			Post:   casePath(cs.Number) + "/letters/" + idText(l.ID) + "/issue",
		})
	}
	return list
}
