package httpd

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

// respondentTask changes whom a case is about. Taking a wall away only proposes it; a second person agrees.
var respondentTask = task{
	move: lead.MoveRespondent,
	may: func(s *Server, c echo.Context, cs *lead.Case) error {
		if lead.Can(s.actor(c), lead.MoveWall, &cs.Lead) == nil {
			return nil
		}
		return lead.Can(s.actor(c), lead.MoveRespondent, &cs.Lead)
	},
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = map[string][]string{"about": {cs.About}, "nature": {cs.Nature}, "district": {cs.District}}
		if d := returned(cs); d != nil && d.Kind == lead.RespondentDraft {
			q.fresh = map[string][]string{"about": {d.About}, "nature": {d.Nature}, "district": {d.District}, "why": {d.Found}}
			v.Notices = append(v.Notices, q.sentBack(d))
		}
		if slices.Contains(leadsOver, cs.State) {
			v.Notices = append(v.Notices, web.Notice{Look: web.Restricted, Title: v.T("case.respondent.over"), Text: v.T("respondent.over")})
		} else if cs.Walled() {
			v.Notices = append(v.Notices, web.Notice{Look: web.Restricted, Title: v.T("case.respondent.walled"), Text: v.T("case.respondent.walled.text")})
		}
		about := q.choice("about", "about.", lead.Abouts()...)
		nature := q.choice("nature", "nature.", lead.NatureWork, lead.NatureConduct)
		district := q.field("select", "district")
		district.Options = append([]web.Option{{Label: v.T("list.choose")}}, districtChoices(q.s)...)
		v.Fields = []web.Field{about, nature, district, q.text("why", 3)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		f := s.form(c)
		return s.Leads.ChangeRespondent(c.Request().Context(), s.actor(c), ref, lead.Respondent{
			About: f.Get("about"), Nature: f.Get("nature"), District: f.Get("district"), Why: f.Get("why"),
		})
	},
}

// leadsOver are the states in which only a wall goes up.
var leadsOver = []lead.State{lead.Replied, lead.Closed, lead.Rejected}

func (s *Server) getRespondent(c echo.Context) error  { return s.getTask(c, respondentTask) }
func (s *Server) postRespondent(c echo.Context) error { return s.postTask(c, respondentTask) }

// restrictTask hands a case to the one person who may know of it from then on.
var restrictTask = task{
	move: lead.MoveRestrict,
	asks: func(q asked, v *taskView, _ *lead.Case) {
		v.Notices = append(v.Notices, web.Notice{Look: web.Restricted, Title: v.T("case.restrict.only"), Text: v.T("case.restrict.only.text")})
		v.Fields = []web.Field{q.text("why", 3)}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.Restrict(c.Request().Context(), s.actor(c), ref, s.form(c).Get("why"))
	},
}

func (s *Server) getRestrict(c echo.Context) error  { return s.getTask(c, restrictTask) }
func (s *Server) postRestrict(c echo.Context) error { return s.postTask(c, restrictTask) }

// postGrantRestrict agrees to what somebody else asked: the case is one person's from then on.
func (s *Server) postGrantRestrict(c echo.Context) error {
	return s.press(c, lead.MoveGrantRestrict, func(ref lead.Ref) error {
		return s.Leads.GrantRestrict(c.Request().Context(), s.actor(c), ref)
	})
}

// postRefuseRestrict leaves the case with the city's named people.
func (s *Server) postRefuseRestrict(c echo.Context) error {
	return s.press(c, lead.MoveRefuseRestrict, func(ref lead.Ref) error {
		return s.Leads.RefuseRestrict(c.Request().Context(), s.actor(c), ref)
	})
}

// leaves are the moves after which the case may be none of the actor's any more.
var leaves = map[lead.Move]bool{lead.MoveRespondent: true, lead.MoveRestrict: true, lead.MoveGrantRestrict: true, lead.MoveApprove: true}
