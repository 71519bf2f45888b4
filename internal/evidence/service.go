package evidence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
	"sunlead/internal/vault"
)

const (
	// Life is how long a file is kept that belongs to no report: as long as a report that is not sent.
	Life = 72 * time.Hour
	// margin keeps a file a little longer than the report it goes with.
	margin = time.Hour
	// atOnce is how many files a process takes at the same time; a slow one holds one chunk in memory and no more.
	atOnce = 128
	// sweepMax is how many files are looked for at a time, and sweepRounds how often in one sweep.
	sweepMax    = 20
	sweepRounds = 50
)

// Deps is what the room stands on.
type Deps struct {
	DB      *db.DB
	Ring    *vault.Ring
	Case    clock.Clock // when a file came
	Wall    clock.Clock // how long what is not sent is kept
	Scanner Scanner     // who looks for harmful content; the zero value for nobody
}

// Service takes files and gives them back. It is safe for concurrent use.
type Service struct {
	Deps
	slots   chan struct{} // files that are coming
	painter chan struct{} // one picture at a time is painted: the largest takes 300 MB
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{Deps: d, slots: make(chan struct{}, atOnce), painter: make(chan struct{}, 1)}
}

func (s *Service) expires() int64 { return clock.Milli(s.Wall.Now().Add(Life)) }

// Upload is a whole file that nobody sees yet: Finish or Later make it visible, otherwise it is swept away.
type Upload struct{ File }

func (s *Service) row(u *Upload) row {
	return row{
		ID: u.ID, LeadID: u.LeadID, Kind: u.Kind, Size: u.Size, Chunks: u.Chunks, Hash: u.Hash, Scan: u.Scan, Later: u.Later, Added: u.Added,
	}
}

// Finish makes a file part of a report that is not sent yet, in the caller's transaction.
func (s *Service) Finish(ctx context.Context, tx db.Tx, u *Upload) error {
	r := s.row(u)
	r.Expires = s.expires() + margin.Milliseconds()
	return finish(ctx, tx, r)
}

// Later makes a file part of a lead, in the caller's transaction, and returns the jobs that are to be written with it.
func (s *Service) Later(ctx context.Context, tx db.Tx, u *Upload, leadID int64) ([]outbox.Job, error) {
	u.LeadID, u.Later, u.Scan = leadID, true, s.first()
	return s.Jobs(leadID, []int64{u.ID}), finish(ctx, tx, s.row(u))
}

// Gone says which files are not there any more.
type Gone struct{ IDs []int64 }

// Error is part of error.
func (g *Gone) Error() string { return fmt.Sprintf("evidence is gone: %v", g.IDs) }

// Attach makes files part of a lead in the transaction that stores it. Gone when some of them are not there.
func (s *Service) Attach(ctx context.Context, tx db.Tx, leadID int64, ids []int64) error {
	n, err := attach(ctx, tx, leadID, ids, s.first())
	if err != nil || n == int64(len(ids)) {
		return err
	}
	there, err := attached(ctx, tx, leadID)
	if err != nil {
		return err
	}
	return &Gone{slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return slices.Contains(there, id) })}
}

// first is the state of a file that has just come.
func (s *Service) first() Scan {
	if s.Scanner.Address == "" {
		return Unscanned
	}
	return Pending
}

// ScanJob is the payload of evidence.scan.
type ScanJob struct {
	Evidence int64 `json:"evidence"`
}

// Jobs are those that have files of a lead looked at; none when there is nobody to look.
func (s *Service) Jobs(leadID int64, ids []int64) []outbox.Job {
	if s.first() == Unscanned {
		return nil
	}
	jobs := make([]outbox.Job, len(ids))
	for i, id := range ids {
		jobs[i] = outbox.Job{Kind: outbox.EvidenceScan, LeadID: leadID, Payload: ScanJob{id}}
	}
	return jobs
}

// Keep keeps files of a report that is not sent as long as that is kept.
func (s *Service) Keep(ctx context.Context, tx db.Tx, ids []int64) error {
	return keepUntil(ctx, tx, ids, s.expires()+margin.Milliseconds())
}

// Drop gives files of a report that is not sent to the next sweep.
func (s *Service) Drop(ctx context.Context, tx db.Tx, ids []int64) error {
	return keepUntil(ctx, tx, ids, 1)
}

// Of lists the files of a lead, oldest first. The caller has the lead within its scope.
func (s *Service) Of(ctx context.Context, c db.Conn, leadID int64) ([]File, error) {
	rows, err := rowsOf(ctx, c, leadID)
	if err != nil {
		return nil, err
	}
	files := make([]File, len(rows))
	for i := range rows {
		if files[i], err = s.file(&rows[i]); err != nil {
			return nil, err
		}
		files[i].No = int64(i + 1)
	}
	return files, nil
}

func (s *Service) file(r *row) (File, error) {
	x, err := s.openSecret(r.ID, r.Sealed)
	return File{
		ID: r.ID, LeadID: r.LeadID, Kind: r.Kind, Size: r.Size, Chunks: r.Chunks, Hash: r.Hash, Scan: r.Scan, Later: r.Later, Added: r.Added, Called: x.Name,
	}, err
}

// One is a file of a lead. NotFound when it is another lead's, or nobody's.
func (s *Service) One(ctx context.Context, c db.Conn, leadID, id int64) (File, error) {
	r, err := rowByID(ctx, c, id)
	if err != nil {
		return File{}, err
	}
	if r.LeadID != leadID || leadID == 0 {
		return File{}, errs.New(errs.NotFound, "error.not_found")
	}
	return s.file(r)
}

// Sweep takes away what never became part of a report, and says how many files that were. Any number of workers may.
func (s *Service) Sweep(ctx context.Context) (n int, err error) {
	for range sweepRounds {
		now := clock.Milli(s.Wall.Now())
		ids, err := over(ctx, s.DB, now, sweepMax)
		for _, id := range ids {
			if err == nil {
				err = s.sweepOne(ctx, id, now, &n)
			}
		}
		if err != nil || len(ids) < sweepMax {
			return n, err
		}
	}
	return n, nil
}

func (s *Service) sweepOne(ctx context.Context, id, now int64, n *int) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		gone, err := remove(ctx, tx, id, now)
		if gone {
			tx.OnCommit(func() { *n++ })
		}
		return err
	})
}
