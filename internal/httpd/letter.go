package httpd

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/letter"
	"sunlead/web"
)

// lettersPath is where the letters of a case are, below its address.
const lettersPath = "/letters/:letter"

// docxEnd is what the address of a letter's file ends with.
const docxEnd = ".docx"

// letterView is a letter as it is printed.
type letterView struct {
	Page
	Letter letter.Letter
	File   string // address of the .docx
}

// Lines are the paragraphs of a text.
func (letterView) Lines(text string) []string { return letter.Lines(text) }

// letterLinks are the letters there are below an address, each with its number or date, or that it waits for one.
func (s *Server) letterLinks(l *lead.Lead, papers []lead.Paper, at string) []web.LetterLink {
	list := make([]web.LetterLink, len(papers))
	for i, p := range papers {
		href := at + strings.Replace(lettersPath, ":letter", p.Key, 1)
		list[i] = web.LetterLink{Title: s.letterTitle(p.Kind), State: written(p.At, s.Texts.Day), Href: href, File: href + docxEnd}
		if p.Letter != nil {
			list[i].State = s.letterNumber(l, p)
		}
	}
	return list
}

// letterAsked is one letter of a lead, and where it was asked for.
type letterAsked struct {
	lead  *lead.Lead
	paper lead.Paper
	file  bool
	back  string
}

// asksLetter finds the letter of the address among those of the lead; NotFound when it has none such.
func asksLetter(c echo.Context, l *lead.Lead, papers []lead.Paper, back string) (letterAsked, error) {
	key, file := strings.CutSuffix(c.Param("letter"), docxEnd)
	i := slices.IndexFunc(papers, func(p lead.Paper) bool { return p.Key == key })
	if i < 0 {
		return letterAsked{}, errs.New(errs.NotFound, "error.404.text")
	}
	return letterAsked{lead: l, paper: papers[i], file: file, back: back}, nil
}

// getLetter shows a letter of a case, or gives it out as a file, which the trail keeps. HEAD takes nothing out.
func (s *Server) getLetter(c echo.Context) error {
	cs, err := s.caseOf(c)
	if err != nil {
		return err
	}
	q, err := asksLetter(c, &cs.Lead, cs.Papers(), casePath(cs.Number))
	if err != nil {
		return err
	}
	if q.file && c.Request().Method != http.MethodHead {
		if err := s.Leads.NoteLetter(c.Request().Context(), s.actor(c), cs.Number, q.paper); err != nil {
			return err
		}
	}
	return s.sendLetter(c, q)
}

// getTrackLetter is the same for the reporter: the four notices only, and nobody notes that they were read.
func (s *Server) getTrackLetter(c echo.Context) error {
	id, err := s.tracked(c)
	if err != nil || id == 0 {
		return orTrack(s, c, err)
	}
	l, papers, err := s.Leads.Notices(c.Request().Context(), id)
	if err != nil {
		return err
	}
	q, err := asksLetter(c, l, papers, trackCasePath)
	if err != nil {
		return err
	}
	return s.sendLetter(c, q)
}

// sendLetter: what a letter says is fixed, and Chinese in every language.
func (s *Server) sendLetter(c echo.Context, q letterAsked) error {
	words := s.tongues[0].letterWords(c.Request().Context(), q.lead, q.paper)
	if !q.file {
		v := &letterView{Page: s.page(c), Letter: words, File: c.Request().URL.Path + docxEnd}
		v.Back = q.back
		return s.render(c, http.StatusOK, "letter/print", v)
	}
	var file bytes.Buffer
	if err := words.Docx(&file); err != nil {
		return err
	}
	name := s.Texts.T("letter.file", "title", words.Title, "number", q.lead.Number)
	c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	send(c, http.StatusOK, letter.DocxType, file.Bytes())
	return nil
}
