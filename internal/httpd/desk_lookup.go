package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

// numberDigits is the shortest 登记编号: a year, six digits of the serial, a check digit.
const numberDigits = 11

type lookupView struct {
	Page
	Number  web.Field
	Result  *lookupResult
	Missing string // the sentence when nobody has the number
}

// lookupResult is all that an operator may read out.
type lookupResult struct {
	Number   string
	Sentence string
	State    string
	Next     string // the next date, "" for none
}

// deskLookup tells a caller how their report stands, by its 登记编号: the public sentence and nothing else.
func (s *Server) deskLookup(c echo.Context) error {
	q := s.query(c)
	v := &lookupView{Page: s.page(c)}
	v.Number = web.Field{
		Name: "number", Label: v.T("receipt.number"), Hint: v.T("desk.lookup.hint"), Value: q.Get("number"),
		InputMode: "numeric", Autocomplete: "off", Width: "20", Small: true,
	}
	if !q.Has("number") {
		return s.render(c, http.StatusOK, "desk/lookup", v)
	}
	number, err := askedNumber(q)
	if err == nil {
		err = s.lookUp(c, v, number)
	}
	if err != nil {
		v.Number.Error = s.fieldError(err, "number")
		return s.invalid(c, "desk/lookup", v, err)
	}
	return s.render(c, http.StatusOK, "desk/lookup", v)
}

// askedNumber reads the typed number; a wrong one is told before anything is looked up.
func askedNumber(q *Form) (string, error) {
	number, ok := lead.ParseNumber(q.Get("number"))
	if ok {
		return number, nil
	}
	digits := q.Digits("number")
	switch {
	case digits == "":
		q.Fail("number", "desk.lookup.empty")
	case len(digits) < numberDigits || !allDigits(digits):
		q.Fail("number", "desk.lookup.short", "min", numberDigits)
	default:
		q.Fail("number", "desk.lookup.digit")
	}
	return "", q.Err()
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func (s *Server) lookUp(c echo.Context, v *lookupView, number string) error {
	p, err := s.Leads.PublicByNumber(c.Request().Context(), number)
	if errs.Is(err, errs.NotFound) {
		v.Missing = v.T("desk.lookup.none", "number", number)
		return nil
	}
	if err != nil {
		return err
	}
	v.Result = &lookupResult{Number: p.Number, Sentence: s.status(p), State: v.T("public.state." + string(p.State))}
	if p.Due != 0 && !p.Late {
		v.Result.Next = v.T("desk.lookup.next", "at", beijing(p.Due, "1月2日"), "provisional", s.provisional(c.Request().Context(), deadline.RuleAnswer))
	}
	return nil
}
