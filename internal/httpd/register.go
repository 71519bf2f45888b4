package httpd

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist/form"
	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const (
	exportMax  = 20_000 // rows of one file
	exportPage = 500    // rows read at once
	xlsxType   = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// export sends a register as a file. That it was taken out is in the trail of the actor's unit before the first
// byte leaves; HEAD takes nothing out.
func (s *Server) export(c echo.Context, what string, rows int, write func(io.Writer) error) error {
	var file bytes.Buffer
	if err := write(&file); err != nil {
		return err
	}
	if c.Request().Method != http.MethodHead {
		if err := s.Leads.NoteExport(c.Request().Context(), s.actor(c), what, rows); err != nil {
			return err
		}
	}
	name := s.Texts.T("register.file."+what, "unit", org.UnitName(s.actor(c).Unit), "day", s.caseDay("20060102"))
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	send(c, http.StatusOK, xlsxType, file.Bytes())
	return nil
}

// formHead is the line above the table: the unit whose form it is. Who filled it in is written by hand.
func (s *Server) formHead(c echo.Context) form.Head {
	return form.Head{Unit: org.UnitName(s.actor(c).Unit), AsOf: s.caseDay("2006年1月2日 15:04")}
}

// caseDay writes the Case clock's now in Beijing time.
func (s *Server) caseDay(layout string) string {
	return beijing(clock.Milli(s.Leads.Case.Now()), layout)
}

// registerColumns are the columns of an official form on a page: the first is the number, those in prose are wide.
func registerColumns(names []string, prose ...int) []web.Column {
	list := make([]web.Column, len(names))
	for i, name := range names {
		list[i] = web.Column{Label: name}
	}
	for _, i := range prose {
		list[i].Prose = true
	}
	return list
}

// firstNo is the 序号 of the first row of a page. Paging by key cannot know it, so the address carries it.
func firstNo(q *Form) int {
	if n := idOf(q.Get("no")); idOf(q.Get("after")) > 0 && n > 0 && n < 1_000_000 {
		return int(n)
	}
	return 1
}

// countOn carries the 序号 on: the next page counts where this one ends.
func countOn(p web.Pager, no, shown int) web.Pager {
	if p.Next != "" {
		p.Next += "&no=" + strconv.Itoa(no+shown)
	}
	return p
}

// depersonal hides what names a person: it must not leave in a register, wherever it was typed. What reorders or
// hides text is named, in the file too.
func (s *Server) depersonal(text string) string {
	return web.Shown(lead.Depersonal(text, s.Texts.T("register.hidden")))
}
