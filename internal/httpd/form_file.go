package httpd

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
)

// The controls of a form with a file: one for photos, one for everything else. A browser sends both, of which one is empty.
var fileControls = map[string]bool{"photo": true, "file": true}

const (
	partsMax   = 8       // of a form with a file
	partRunes  = 4 << 10 // bytes of a field beside the file
	uploadTime = 15 * time.Minute
	uploadRest = 60 * time.Second // a file of which nothing came for so long does not come any more
	drainMax   = 200 << 20        // bytes of a file that is not taken: a browser reads no answer while it still sends
)

// sentFile is the file of a form, to be read as it comes.
type sentFile struct {
	control string // photo or file
	called  string
	body    io.Reader
	rest    *multipart.Reader
}

// readParts reads a form with a file up to its file: the key comes before, so that nothing is taken from who has none.
func readParts(c echo.Context, set *fieldSet) (*Form, error) {
	r := c.Request()
	if err := checkMultipart(r); err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(c.Response().Writer, &patient{c, r.Body, clock.System().Now().Add(uploadTime)}, drainMax)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, malformed("parts of the form")
	}
	form := &Form{set: set, values: map[string][]string{}}
	for range partsMax {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err != nil {
			return nil, malformed("form ended early") // not err: it would name the peer's address
		}
		file, err := form.addPart(p)
		if err != nil {
			return nil, err
		}
		if file != nil {
			file.rest = parts
			c.Set(ctxFile, file)
			return form, nil
		}
	}
	return nil, malformed("too many parts")
}

// checkMultipart lets only plain forms with a file through.
func checkMultipart(r *http.Request) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEMultipartForm || params["boundary"] == "" || len(r.Header.Values(echo.HeaderContentType)) > 1 ||
		r.Header.Get(echo.HeaderContentEncoding) != "" {
		return errs.New(errs.Unsupported, "error.415.text")
	}
	return nil
}

// addPart takes a field, or returns the file; nil for a control in which none was chosen.
func (f *Form) addPart(p *multipart.Part) (*sentFile, error) {
	_, params, err := mime.ParseMediaType(p.Header.Get(echo.HeaderContentDisposition))
	called, isFile := params["filename"]
	if err != nil || p.Header.Get("Content-Transfer-Encoding") != "" {
		return nil, malformed("head of a part")
	}
	if isFile && called != "" && fileControls[params["name"]] {
		return &sentFile{control: params["name"], called: called, body: p}, nil
	}
	value, err := io.ReadAll(io.LimitReader(p, partRunes+1))
	switch {
	case err != nil:
		return nil, malformed("form ended early")
	case len(value) > partRunes, isFile && (len(value) > 0 || !fileControls[params["name"]]):
		return nil, malformed("part that is no field of ours")
	case isFile:
		return nil, nil //nolint:nilnil // nothing was chosen
	}
	return nil, f.addValue(params["name"], string(value))
}

// addValue is addPair for what is not encoded.
func (f *Form) addValue(name, value string) error {
	rule, known := f.set.rule(name, true)
	value = legible(value, rule)
	switch {
	case !known:
		return malformed("unknown field")
	case len(f.values[name]) > 0:
		return malformed("repeated field")
	case !utf8.ValidString(value) || strings.ContainsFunc(value, isControl):
		return malformed("not a text")
	}
	f.values[name] = append(f.values[name], tidy(value, rule))
	return nil
}

// patient gives a phone on a bad network time as long as something comes, and an end.
type patient struct {
	c    echo.Context
	body io.ReadCloser
	end  time.Time
}

// Read is part of io.ReadCloser. The limits are the machine's time, whatever clock the pages show.
func (p *patient) Read(b []byte) (int, error) {
	control, now := http.NewResponseController(p.c.Response().Writer), clock.System().Now()
	if now.After(p.end) {
		return 0, evidence.ErrCut
	}
	_ = control.SetReadDeadline(now.Add(uploadRest)) // a connection without deadlines has none to move
	_ = control.SetWriteDeadline(now.Add(uploadRest + writeTimeout))
	return p.body.Read(b)
}

// Close is part of io.ReadCloser.
func (p *patient) Close() error { return p.body.Close() }
