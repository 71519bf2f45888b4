package lead

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// File is a file of a report (材料) that is not sent yet, as its half-written pages know it.
type File struct {
	ID   int64         `json:"id"`
	Kind evidence.Kind `json:"kind"`
	Size int64         `json:"size"`
	Hash []byte        `json:"hash"` // SHA-256
	Name string        `json:"name"`
}

func fileIDs(files []File) []int64 {
	ids := make([]int64, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	return ids
}

// goneFiles names the files that are not there any more; every other error stays as it is.
func goneFiles(err error, files []File) error {
	gone := new(evidence.Gone)
	if !errors.As(err, &gone) {
		return err
	}
	var names []string
	for _, f := range files {
		if slices.Contains(gone.IDs, f.ID) {
			names = append(names, f.Name)
		}
	}
	return errs.Fields(Problems{evidence.Field: errs.T("evidence.gone", "names", strings.Join(names, "、"))})
}

// filesTold is what the trail says of files that came: how many, and one digest over theirs, so that none can be exchanged
// later. It names nothing.
func filesTold(hashes ...[]byte) map[string]any {
	h, sorted := sha256.New(), slices.SortedFunc(slices.Values(hashes), bytes.Compare)
	for _, hash := range sorted {
		_, _ = h.Write(hash) // a hash never fails
	}
	return map[string]any{"n": len(hashes), "sum": hex.EncodeToString(h.Sum(nil))}
}

func (r *Report) filesTold() map[string]any {
	hashes := make([][]byte, len(r.Files))
	for i, f := range r.Files {
		hashes[i] = f.Hash
	}
	return filesTold(hashes...)
}

// AddFile adds a file that came whole to the half-written report under the key. Invalid when there are enough of them; a
// Conflict when the report was sent meanwhile, or is gone. Anybody who holds the key.
func (s *Service) AddFile(ctx context.Context, key [16]byte, u *evidence.Upload) error {
	return s.changeUnsent(ctx, key, func(ctx context.Context, tx db.Tx, r *Report) error {
		if err := r.HasRoom(); err != nil {
			return err
		}
		f := File{ID: u.ID, Kind: u.Kind, Size: u.Size, Hash: u.Hash}
		f.Name = u.Name()
		r.Files = append(r.Files, f)
		return s.Evidence.Finish(ctx, tx, u)
	})
}

// HasRoom is Invalid when a report has all the files that it takes.
func (r *Report) HasRoom() error {
	if len(r.Files) < evidence.FilesMax {
		return nil
	}
	return errs.Fields(Problems{evidence.Field: errs.T("evidence.many", "max", evidence.FilesMax)})
}

// RemoveFile takes a file out of the half-written report under the key; one that is not there is no error.
func (s *Service) RemoveFile(ctx context.Context, key [16]byte, id int64) error {
	return s.changeUnsent(ctx, key, func(ctx context.Context, tx db.Tx, r *Report) error {
		i := slices.IndexFunc(r.Files, func(f File) bool { return f.ID == id })
		if i < 0 {
			return nil
		}
		r.Files = slices.Delete(r.Files, i, i+1)
		return s.Evidence.Drop(ctx, tx, []int64{id})
	})
}

// changeUnsent changes a half-written report while nobody else does: neither another file, nor the sending of it.
func (s *Service) changeUnsent(ctx context.Context, key [16]byte, change func(ctx context.Context, tx db.Tx, r *Report) error) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		row, err := lockUnsent(ctx, tx, s.unsentID(key), clock.Milli(s.Wall.Now()))
		if err != nil {
			return err
		}
		if row == nil {
			return errs.New(errs.Conflict, "submit.other_body")
		}
		var r Report
		if err := row.open(key, &r); err != nil {
			return err
		}
		if err := change(ctx, tx, &r); err != nil {
			return err
		}
		return s.keepUnsent(ctx, tx, &r)
	})
}

func (u *unsent) open(key [16]byte, r *Report) error {
	plain, err := vault.OpenUnder(key[:], "unsent", u.Data)
	if err != nil {
		return fmt.Errorf("open unsent report: %w", err)
	}
	if err := json.Unmarshal(plain, r); err != nil {
		return fmt.Errorf("decode unsent report: %w", err)
	}
	r.Key = key
	return nil
}

// files are those of a half-written report; none when there is none.
func (u *unsent) files(key [16]byte) ([]File, error) {
	if u == nil {
		return nil, nil
	}
	var r Report
	err := u.open(key, &r)
	return r.Files, err
}

// fileable: what was taken back or is not ours gets no more files.
func fileable(_ org.Actor, l *Lead) *errs.Error {
	if l.Ending != "" || l.State == Rejected {
		return errs.New(errs.Conflict, "evidence.late")
	}
	return nil
}

// fileTime: files can be added as long as words can.
func (s *Service) fileTime(l *Lead) bool {
	return Can(reporterActor, MoveAddFile, l) == nil && s.addable(l)
}

// MayAddLater says what AddLater would say of any file, before one is sent.
func (s *Service) MayAddLater(ctx context.Context, id int64) error {
	l, err := must(leadByID(ctx, s.DB, id))
	if err != nil {
		return err
	}
	return s.takesFile(ctx, s.DB, l)
}

// takesFile refuses a file that comes too late, or when enough were added.
func (s *Service) takesFile(ctx context.Context, c db.Conn, l *Lead) error {
	if !s.fileTime(l) {
		return errs.New(errs.Conflict, "evidence.late")
	}
	return s.room(ctx, c, l.ID)
}

// AddLater adds a file that came whole to a lead. Invalid when enough were added; a Conflict when it is too late. Only who
// holds the 查询码 may call it.
func (s *Service) AddLater(ctx context.Context, id int64, u *evidence.Upload) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.takesFile(ctx, tx, l); err != nil {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveAddFile, reading: true, at: s.now()}, func(ctx context.Context, st *step) error {
			jobs, err := s.Evidence.Later(ctx, tx, u, id)
			st.jobs = append(st.jobs, jobs...)
			st.tell("files", true, filesTold(u.Hash))
			if l.Open {
				l.Supplied = st.at
			}
			st.tellHolder("message.files")
			return err
		})
	})
}

// room refuses a file when enough were added.
func (s *Service) room(ctx context.Context, c db.Conn, id int64) error {
	files, err := s.Evidence.Of(ctx, c, id)
	if err != nil {
		return err
	}
	if addedLater(files) >= evidence.LaterMax {
		return errs.Fields(Problems{evidence.Field: errs.T("evidence.many.later", "max", evidence.LaterMax)})
	}
	return nil
}

// addedLater counts the files that were added after the report was sent.
func addedLater(files []evidence.File) int {
	n := 0
	for _, f := range files {
		if f.Later {
			n++
		}
	}
	return n
}

// TakeFile lets an actor get a file of a lead that they may read; it is told in the lead's trail in the same transaction: no
// trail, no file. A Conflict when the file is blocked.
func (s *Service) TakeFile(ctx context.Context, a org.Actor, number string, id int64) (f evidence.File, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, ScopeOf(a), number)
		if err != nil {
			return err
		}
		entries, err := trail.Read(ctx, tx, trail.LeadStream(l.ID))
		if err != nil {
			return err
		}
		files, err := s.filesFor(ctx, tx, a, l.ID, entries)
		if err != nil {
			return err
		}
		if f, err = unblocked(files, id); err != nil {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: a, move: MoveTakeFile, reading: true, at: s.now()}, func(_ context.Context, st *step) error {
			st.tell("file_taken", false, map[string]any{"file": id, "unit": a.Unit})
			return nil
		})
	})
	return f, err
}

// filesFor are the files of a lead that an actor may read: whom a wall kept away does not read what was added behind it.
func (s *Service) filesFor(ctx context.Context, c db.Conn, a org.Actor, id int64, entries []trail.Entry) ([]evidence.File, error) {
	files, err := s.Evidence.Of(ctx, c, id)
	if _, down := sinceWall(a, entries); down > 0 {
		files = slices.DeleteFunc(files, func(f evidence.File) bool { return f.Later && f.Added <= down })
	}
	return files, err
}

// unblocked finds a file that may be given out.
func unblocked(files []evidence.File, id int64) (evidence.File, error) {
	i := slices.IndexFunc(files, func(f evidence.File) bool { return f.ID == id })
	switch {
	case i < 0:
		return evidence.File{}, errNotFound
	case files[i].Blocked():
		return evidence.File{}, errs.New(errs.Conflict, "error.blocked.text")
	}
	return files[i], nil
}

// SeeFile is TakeFile for HEAD: it gives nothing out and tells nobody.
func (s *Service) SeeFile(ctx context.Context, a org.Actor, number string, id int64) (evidence.File, error) {
	c, err := s.Get(ctx, a, number)
	if err != nil {
		return evidence.File{}, err
	}
	return unblocked(c.Files, id)
}
