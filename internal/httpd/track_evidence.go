package httpd

import (
	"context"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
)

const trackFilesPath = trackCasePath + "/evidence"

// trackFiles are the reporter's files, and the forms to add more.
type trackFiles struct {
	Lines []fileLine
	Forms []fileForm // none when no more can be added
	Open  bool
	Left  int // how many more
}

// trackFiles is nil when there is nothing to show.
func (s *Server) trackFiles(p *lead.Public, key string, err error) *trackFiles {
	v := &trackFiles{}
	for _, f := range p.Files {
		v.Lines = append(v.Lines, s.fileLines([]lead.File{{ID: f.ID, Kind: f.Kind, Size: f.Size, Hash: f.Hash, Name: f.Name()}}, "")...)
	}
	if p.CanAddFile {
		v.Left = p.FilesLeft
		v.Forms = s.fileForms(trackFilesPath, key, err)
		v.Open = s.fieldError(err, "photo") != "" || s.fieldError(err, "file") != ""
	}
	if len(v.Lines)+len(v.Forms) == 0 {
		return nil
	}
	return v
}

// postTrackEvidence takes a file for a lead that is there.
func (s *Server) postTrackEvidence(c echo.Context) error {
	id, err := s.mine(c)
	if err != nil {
		drain(c)
		return err
	}
	err = s.takeFile(c, filing{
		of:   id,
		may:  func(ctx context.Context) error { return s.Leads.MayAddLater(ctx, id) },
		keep: func(ctx context.Context, u *evidence.Upload) error { return s.Leads.AddLater(ctx, id, u) },
	})
	if errs.Is(err, errs.Invalid) {
		p, gone := s.trackedCase(c)
		if gone != nil || p == nil {
			return orTrack(s, c, gone)
		}
		return s.invalid(c, "track/case", s.trackCaseView(c, p, err), err)
	}
	if err != nil {
		return s.trackAgain(c, err)
	}
	if err := s.flash(c, "evidence.thanks"); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}
