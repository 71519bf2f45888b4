package httpd

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
)

const (
	bodyLimit  = 64 << 10 // bytes of a form body, unless its route says otherwise
	pairsMax   = 200      // name=value pairs in one body or query
	queryRunes = 100      // longest value in a query
	formType   = "application/x-www-form-urlencoded"
)

// malformed is a request that no form of ours makes. The reason is for the log and never quotes what was sent.
func malformed(reason string) error {
	return errs.Wrap(errs.Malformed, errors.New(reason), "error.400.text")
}

// readBody reads a POST body against its declaration, before any handler runs.
func readBody(c echo.Context, set *fieldSet, limit int64) (*Form, error) {
	r := c.Request()
	if err := checkContentType(r); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response().Writer, r.Body, limit))
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return nil, errs.New(errs.TooLarge, "error.413.text")
	}
	if err != nil {
		return nil, malformed("body ended early") // not err: it would name the peer's address
	}
	return parsePairs(string(body), set, parseMode{technical: true, strict: true})
}

// checkContentType lets only plain UTF-8 forms through: what we cannot read exactly, we do not guess.
func checkContentType(r *http.Request) error {
	refused := errs.New(errs.Unsupported, "error.415.text")
	if r.Header.Get(echo.HeaderContentEncoding) != "" || len(r.Header.Values(echo.HeaderContentType)) > 1 {
		return refused
	}
	if r.ContentLength == 0 && r.Header.Get(echo.HeaderContentType) == "" {
		return nil // a button without fields
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != formType {
		return refused
	}
	for name, value := range params {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return refused
		}
	}
	return nil
}

// readQuery reads a query. A route that declares none ignores what chat programs append to shared links.
// So does one that is declared as a link that is passed on.
func readQuery(c echo.Context, set *fieldSet, shared bool) (*Form, error) {
	form, err := parsePairs(c.Request().URL.RawQuery, set, parseMode{strict: set != nil && !shared})
	if err != nil {
		return nil, err
	}
	for _, values := range form.values {
		for _, v := range values {
			if utf8.RuneCountInString(v) > queryRunes {
				return nil, errs.New(errs.Invalid, "error.query.text", "max", queryRunes)
			}
		}
	}
	return form, nil
}

type parseMode struct {
	technical bool // csrf, key and version may come
	strict    bool // an unknown field is an error, otherwise it is ignored
}

// parsePairs takes name=value&… apart.
func parsePairs(raw string, set *fieldSet, mode parseMode) (*Form, error) {
	form := &Form{set: set, values: map[string][]string{}}
	if raw == "" {
		return form, nil
	}
	if strings.Count(raw, "&") >= pairsMax {
		return nil, malformed("too many fields")
	}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		if err := form.addPair(pair, mode); err != nil {
			return nil, err
		}
	}
	return form, nil
}

func (f *Form) addPair(pair string, mode parseMode) error {
	name, value, _ := strings.Cut(pair, "=")
	name, err := decode(name, 0)
	if err != nil {
		return err
	}
	rule, known := f.set.rule(name, mode.technical)
	if value, err = decode(value, rule); err != nil {
		return err
	}
	switch {
	case !known && mode.strict:
		return malformed("unknown field")
	case !known:
		return nil
	case len(f.values[name]) > 0 && rule&ruleMulti == 0:
		return malformed("repeated field")
	}
	f.values[name] = append(f.values[name], tidy(value, rule))
	return nil
}

// pageBreaks come with text pasted from office programs; they are meant as new lines.
var pageBreaks = strings.NewReplacer("\v", "\n", "\f", "\n")

// isControl reports the signs that steer terminals and printers.
func isControl(r rune) bool { return r == 0x7f || r < 0x20 && r != '\t' && r != '\n' && r != '\r' }

// pasted makes blanks of the control signs that office programs leave in a text (soft hyphens, marks of fields): a page of
// writing is not refused for what nobody can see. NUL comes from no office program.
func pasted(r rune) rune {
	if isControl(r) && r != 0 {
		return ' '
	}
	return r
}

// legible is a value without what was only pasted along with it.
func legible(s string, rule fieldRule) string {
	s = pageBreaks.Replace(s)
	if rule&ruleLong != 0 {
		s = strings.Map(pasted, s)
	}
	return s
}

// decode undoes the percent encoding and refuses bytes that are no text.
func decode(s string, rule fieldRule) (string, error) {
	if strings.Contains(s, ";") {
		return "", malformed("semicolon between fields")
	}
	s, err := url.QueryUnescape(s)
	if err != nil {
		return "", malformed("percent encoding")
	}
	if !utf8.ValidString(s) {
		return "", malformed("not UTF-8")
	}
	s = legible(s, rule)
	if strings.ContainsFunc(s, isControl) {
		return "", malformed("control character")
	}
	return s, nil
}
