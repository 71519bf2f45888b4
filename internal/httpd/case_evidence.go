package httpd

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/web"
)

// filePath is where a file of a case or of a package is, below its address.
const filePath = "/evidence/:id"

func fileAddress(at string, id int64) string {
	return at + strings.Replace(filePath, ":id", idText(id), 1)
}

// getCaseFile gives a file of a case out, which the trail keeps. HEAD takes nothing out.
func (s *Server) getCaseFile(c echo.Context) error {
	take := s.Leads.TakeFile
	if c.Request().Method == http.MethodHead {
		take = s.Leads.SeeFile
	}
	f, err := take(c.Request().Context(), s.actor(c), c.Param("number"), idOf(c.Param("id")))
	if err != nil {
		return err
	}
	return s.sendFile(c, f)
}

// getPackageFile gives a file of a package out; that too is opening it.
func (s *Server) getPackageFile(c echo.Context) error {
	take := s.Leads.TakePackageFile
	if c.Request().Method == http.MethodHead {
		take = s.Leads.SeePackageFile
	}
	f, err := take(c.Request().Context(), s.actor(c), idOf(c.Param("over")), idOf(c.Param("id")))
	if err != nil {
		return err
	}
	return s.sendFile(c, f)
}

// sendFile sends a file to be kept on a disk: no browser shall open it as a page of ours, whatever is in it. Its beginning is
// read before anything is sent; what breaks later breaks the connection, and the browser knows that it is not whole.
func (s *Server) sendFile(c echo.Context, f evidence.File) error {
	from, err := s.Leads.Evidence.Open(c.Request().Context(), f)
	if err != nil {
		return err
	}
	part := make([]byte, 128<<10)
	n, err := io.ReadFull(from, part)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // as io.ReadFull says
		return fmt.Errorf("send evidence: %w", err)
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set(echo.HeaderContentDisposition, attachment(f))
	h.Set(echo.HeaderContentType, echo.MIMEOctetStream)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(f.Size, 10))
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	for n > 0 {
		_ = http.NewResponseController(c.Response().Writer).SetWriteDeadline(clock.System().Now().Add(writeTimeout)) // as long as it goes on
		if _, err := c.Response().Write(part[:n]); err != nil {
			return nil //nolint:nilerr // the reader went away, and the error would name their address
		}
		if n, err = from.Read(part); err != nil && err != io.EOF { //nolint:errorlint // our own reader's
			return fmt.Errorf("send evidence: %w", err)
		}
	}
	return nil
}

// attachment names a file for browsers, as RFC 6266 and RFC 8187 want it; old ones take the plain name.
func attachment(f evidence.File) string {
	var name strings.Builder
	for _, b := range []byte(f.Plain()) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '-' || b == '_' {
			name.WriteByte(b)
		} else {
			fmt.Fprintf(&name, "%%%02X", b)
		}
	}
	plain := evidence.File{Kind: f.Kind, Called: "evidence-" + idText(f.ID)}
	return `attachment; filename="` + plain.Name() + `"; filename*=UTF-8''` + name.String()
}

// scanLooks are the looks of what a scanner said.
var scanLooks = map[evidence.Scan]string{evidence.Pending: web.Soon, evidence.Clean: web.Done, evidence.Blocked: web.Late, evidence.Unscanned: web.Neutral}

func (s *Server) scanTag(x evidence.Scan) *web.Tag {
	return &web.Tag{Look: scanLooks[x], Text: s.Texts.T("case.files.scan." + string(x))}
}

// fileTable lists the files of a case.
func (s *Server) fileTable(cs *lead.Case) web.Table {
	t := s.Texts.T
	table := web.Table{Caption: t("case.files"), Quiet: true}
	for _, key := range []string{"case.files.name", "case.files.kind", "case.files.scan", "case.files.day", "case.files.hash"} {
		table.Columns = append(table.Columns, web.Column{Label: t(key)})
	}
	for _, f := range cs.Files {
		name := web.Cell{Text: f.Plain(), Href: fileAddress(casePath(cs.Number), f.ID)}
		if f.Blocked() {
			name.Href = ""
		}
		day := beijing(f.Added, chineseDay)
		if f.Later {
			day = t("case.files.later", "day", day)
		}
		table.Rows = append(table.Rows, []web.Cell{
			name, {Text: t("case.files.size", "kind", s.fileKind(f.Kind), "size", s.fileSize(f.Size))}, {Tag: s.scanTag(f.Scan)}, {Text: day}, {Text: hex.EncodeToString(f.Hash)},
		})
	}
	return table
}
