package evidence

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// row is one file in the table.
type row struct {
	ID      int64
	LeadID  int64
	Kind    Kind
	Size    int64
	Chunks  int64
	Hash    []byte
	Sealed  []byte
	Scan    Scan
	Later   bool
	Ready   bool
	Added   int64
	Expires int64 // Wall ms after which it is swept away; 0 once it belongs to a lead
}

// TableName tells the store where files lie.
func (row) TableName() string { return "evidence" }

type chunk struct {
	EvidenceID int64
	N          int64
	Data       []byte
}

// TableName tells the store where content lies.
func (chunk) TableName() string { return "evidence_chunks" }

func (s *Service) putChunk(ctx context.Context, c chunk) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return db.Insert(ctx, tx, []chunk{c}) })
}

func chunkOf(ctx context.Context, c db.Conn, id, n int64) ([]byte, error) {
	rows, err := gorm.G[chunk](c.Gorm(ctx)).Where("evidence_id = ? AND n = ?", id, n).Limit(1).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read evidence %d: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("evidence %d: chunk %d is not there", id, n)
	}
	return rows[0].Data, nil
}

// finish makes a whole file visible.
func finish(ctx context.Context, tx db.Tx, r row) error {
	done := tx.Gorm(ctx).Model(&row{}).Where("id = ? AND ready = 0", r.ID).Updates(map[string]any{
		"kind": r.Kind, "size": r.Size, "chunks": r.Chunks, "hash": r.Hash, "ready": true, "added": r.Added,
		"lead_id": r.LeadID, "later": r.Later, "scan": r.Scan, "expires": r.Expires,
	})
	if done.Error != nil {
		return fmt.Errorf("keep evidence: %w", done.Error)
	}
	if done.RowsAffected != 1 {
		return errs.New(errs.Unavailable, "error.busy")
	}
	return nil
}

// attach returns how many of the files were there.
func attach(ctx context.Context, tx db.Tx, leadID int64, ids []int64, scan Scan) (int64, error) {
	done := tx.Gorm(ctx).Model(&row{}).Where("id IN ? AND ready = 1 AND lead_id = 0", ids).
		Updates(map[string]any{"lead_id": leadID, "expires": 0, "scan": scan})
	if done.Error != nil {
		return 0, fmt.Errorf("keep evidence: %w", done.Error)
	}
	return done.RowsAffected, nil
}

// attached are the files of a lead.
func attached(ctx context.Context, tx db.Tx, leadID int64) (ids []int64, err error) {
	if err := tx.Gorm(ctx).Model(&row{}).Where("lead_id = ?", leadID).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("evidence of lead %d: %w", leadID, err)
	}
	return ids, nil
}

// keepUntil moves the end of files that belong to no lead.
func keepUntil(ctx context.Context, tx db.Tx, ids []int64, expires int64) error {
	if err := tx.Gorm(ctx).Model(&row{}).Where("id IN ? AND lead_id = 0", ids).Update("expires", expires).Error; err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	return nil
}

func rowsOf(ctx context.Context, c db.Conn, leadID int64) ([]row, error) {
	rows, err := gorm.G[row](c.Gorm(ctx)).Where("lead_id = ? AND ready = 1", leadID).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("evidence of lead %d: %w", leadID, err)
	}
	return rows, nil
}

func rowByID(ctx context.Context, c db.Conn, id int64) (*row, error) {
	rows, err := gorm.G[row](c.Gorm(ctx)).Where("id = ? AND ready = 1", id).Limit(1).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("evidence %d: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	return &rows[0], nil
}

// setScan writes what was found, if nobody has.
func setScan(ctx context.Context, tx db.Tx, id int64, found Scan) error {
	if err := tx.Gorm(ctx).Model(&row{}).Where("id = ? AND scan = ?", id, Pending).Update("scan", found).Error; err != nil {
		return fmt.Errorf("evidence %d: %w", id, err)
	}
	return nil
}

// over are files that nobody wants any more.
func over(ctx context.Context, c db.Conn, now int64, limit int) ([]int64, error) {
	var ids []int64
	err := c.Gorm(ctx).Model(&row{}).Where("expires > 0 AND expires <= ?", now).Order("expires, id").Limit(limit).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("evidence that is over: %w", err)
	}
	return ids, nil
}

// remove takes a file away with its content, unless it became part of a report meanwhile.
func remove(ctx context.Context, tx db.Tx, id, now int64) (bool, error) {
	return erase(ctx, tx, id, "lead_id = 0 AND expires > 0 AND expires <= ?", now)
}

// forget takes a file away that nobody finished.
func forget(ctx context.Context, tx db.Tx, id int64) error {
	_, err := erase(ctx, tx, id, "ready = ?", false)
	return err
}

// erase takes a file away with its content if it is still as is said, and reports that.
func erase(ctx context.Context, tx db.Tx, id int64, still string, value any) (bool, error) {
	gone := tx.Gorm(ctx).Where("id = ?", id).Where(still, value).Delete(&row{})
	if gone.Error == nil && gone.RowsAffected > 0 {
		gone.Error = tx.Gorm(ctx).Where("evidence_id = ?", id).Delete(&chunk{}).Error
	}
	if gone.Error != nil {
		return false, fmt.Errorf("take evidence %d away: %w", id, gone.Error)
	}
	return gone.RowsAffected > 0, nil
}
