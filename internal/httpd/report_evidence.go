package httpd

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/web"
)

const reportFilesPath = "/report/evidence"

// reportEvidence is the fourth page: photos, recordings, documents. It asks nothing that must be answered.
var reportEvidence = &reportPage{
	path: reportFilesPath, view: "report/evidence", step: 4, check: func(*lead.Report) lead.Problems { return nil },
}

// fileForm is a form with one control for a file.
type fileForm struct {
	Action string
	Key    string
	Field  web.Field
	Send   web.Button
}

// fileLine is a file that came.
type fileLine struct {
	ID   string
	Key  string // of the form that takes it away; "" when it stays
	Name string
	Kind string
	Size string
	Hash string
}

// evidenceView is the page of files.
type evidenceView struct {
	Page
	Step  string
	Key   string
	Files []fileLine
	Forms []fileForm // none when there are enough
	Next  web.Button
}

func (s *Server) getReportEvidence(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	if first := firstOpen(u.Report); first != nil && first.step < reportEvidence.step {
		return s.redirect(c, first.path)
	}
	return s.render(c, http.StatusOK, reportEvidence.view, s.evidenceView(c, u, nil))
}

func (s *Server) evidenceView(c echo.Context, u *unsent, err error) *evidenceView {
	v := &evidenceView{
		Page: s.page(c), Step: s.Texts.T("report.step", "n", reportEvidence.step), Key: s.keyFieldOf(c, u.Key),
		Next: web.Button{Label: s.Texts.T("button.next")},
	}
	v.Files = s.fileLines(u.Files, v.Key)
	if len(v.Files) == 0 {
		v.Next.Label = s.Texts.T("evidence.skip")
	}
	if len(u.Files) < evidence.FilesMax {
		v.Forms = s.fileForms(reportFilesPath+fromCheck(c), v.Key, err)
	}
	v.Back = s.reportBack(c, reportEvidence)
	return v
}

// fileForms are the two ways to add a file: phones offer the camera and the album for the first.
func (s *Server) fileForms(action, key string, err error) []fileForm {
	t := s.Texts.T
	forms := []fileForm{
		{Field: web.Field{Name: "photo", Label: t("evidence.photo.label"), Hint: t("evidence.photo.hint"), Accept: "image/*"}, Send: web.Button{Label: t("evidence.photo.send"), Look: "secondary"}},
		{Field: web.Field{Name: "file", Label: t("evidence.file.label"), Hint: t("evidence.file.hint")}, Send: web.Button{Label: t("evidence.file.send"), Look: "secondary"}},
	}
	for i := range forms {
		forms[i].Action, forms[i].Key, forms[i].Field.Error = action, key, s.fieldError(err, forms[i].Field.Name)
	}
	return forms
}

// fileLines tells of files; with a key each can be taken away.
func (s *Server) fileLines(files []lead.File, key string) []fileLine {
	lines := make([]fileLine, len(files))
	for i, f := range files {
		lines[i] = fileLine{idText(f.ID), key, f.Name, s.fileKind(f.Kind), s.fileSize(f.Size), hex.EncodeToString(f.Hash)}
	}
	return lines
}

func (s *Server) fileKind(k evidence.Kind) string { return s.Texts.T("evidence.kind." + string(k)) }

// fileSize writes a size as people read it.
func (s *Server) fileSize(n int64) string {
	if n < 1<<20 {
		return s.Texts.T("evidence.size.kb", "n", max(1, n>>10))
	}
	return s.Texts.T("evidence.size.mb", "n", strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64))
}

// postReportEvidence takes one file. A browser without cookies gets the page again as the answer.
func (s *Server) postReportEvidence(c echo.Context) error {
	u, err := s.posted(c)
	switch {
	case err != nil:
		drain(c)
		return s.otherBody(c, err, "")
	case u.saved == 0:
		drain(c)
		return s.resend(c, u)
	}
	return s.evidenceAgain(c, u, s.takeFile(c, filing{
		of:   u.Key,
		may:  func(context.Context) error { return u.HasRoom() },
		keep: func(ctx context.Context, up *evidence.Upload) error { return s.Leads.AddFile(ctx, u.Key, up) },
	}))
}

// postReportEvidenceRemove takes a file out again.
func (s *Server) postReportEvidenceRemove(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	if u.saved == 0 {
		return s.resend(c, u)
	}
	id, _ := strconv.ParseInt(s.form(c).Get("id"), 10, 64) // nothing of ours when it is no number
	return s.evidenceAgain(c, u, s.Leads.RemoveFile(c.Request().Context(), u.Key, id))
}

// evidenceAgain shows what there is now, or what is wrong with what was sent.
func (s *Server) evidenceAgain(c echo.Context, u *unsent, failed error) error {
	if failed != nil && !errs.Is(failed, errs.Invalid) {
		return s.otherBody(c, failed, "")
	}
	if failed == nil && u.cookies {
		if err := s.keepKey(c, u.Key); err != nil {
			return err
		}
		return s.redirect(c, reportFilesPath+fromCheck(c))
	}
	now, err := s.unsent(c, u.Key)
	if err != nil {
		return err
	}
	v := s.evidenceView(c, now, failed)
	if failed != nil {
		return s.invalid(c, reportEvidence.view, v, failed)
	}
	return s.render(c, http.StatusOK, reportEvidence.view, v)
}

// fromCheck keeps the way back to the check page.
func fromCheck(c echo.Context) string {
	if cameFromCheck(c) {
		return "?from=check"
	}
	return ""
}

// postReportEvidenceNext goes on, with files or without.
func (s *Server) postReportEvidenceNext(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	if u.saved == 0 {
		return s.resend(c, u)
	}
	return s.goTo(c, u, firstOpen(u.Report))
}

// filesWord is how many files there are, and of what kinds.
func filesWord(s *Server, r *lead.Report) string {
	if len(r.Files) == 0 {
		return ""
	}
	list := s.Texts.T("evidence.count", "n", len(r.Files))
	for _, f := range r.Files {
		list += "\n" + s.Texts.T("evidence.line", "name", f.Name, "kind", s.fileKind(f.Kind), "size", s.fileSize(f.Size))
	}
	return list
}
