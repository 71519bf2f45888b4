package lead

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/failpoint"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

type item struct {
	LeadID  int64
	PrintNo int64
	At      int64 // when the lead was received, for the order of lists
}

// TableName tells the store where a lead's checklist items lie.
func (item) TableName() string { return "lead_items" }

type note struct {
	ID     int64
	LeadID int64
	Text   string
}

// TableName tells the store where the staff's notes lie.
func (note) TableName() string { return "lead_notes" }

// recusal is one person's declaration to keep away from a lead; the lead's own list of them says the same.
type recusal struct {
	StaffID  int64
	LeadID   int64
	Ground   string
	Declared int64
}

// TableName tells the store where recusals lie.
func (recusal) TableName() string { return "lead_recusals" }

// recusedBefore is nil when the actor has stepped aside from the lead: a second click finds nothing any more.
func (s *Service) recusedBefore(ctx context.Context, a org.Actor, number string) error {
	var n int64
	err := s.DB.Gorm(ctx).Model(&recusal{}).Where("staff_id = ? AND lead_id = (SELECT id FROM leads WHERE number = ?)", a.ID, db.Code(number)).Count(&n).Error
	if err == nil && n == 0 {
		return errNotFound
	}
	return err
}

// insert stores a batch of new leads with all that belongs to them.
func (s *Service) insert(ctx context.Context, tx db.Tx, r *rows) error {
	if err := db.Insert(ctx, tx, r.leads); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, r.texts); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, r.items); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, r.counts.deltas(tx)); err != nil {
		return err
	}
	if err := vault.Insert(ctx, tx, r.contacts); err != nil {
		return err
	}
	if err := db.Insert(ctx, tx, r.clocks); err != nil {
		return err
	}
	failpoint.Hit("submit.in_tx")
	if err := trail.Insert(ctx, tx, r.entries); err != nil {
		return err
	}
	if err := deleteSent(ctx, tx, r.unsent); err != nil {
		return err
	}
	for id, files := range r.files {
		if err := s.Evidence.Attach(ctx, tx, id, fileIDs(files)); err != nil {
			return goneFiles(err, files)
		}
	}
	return s.Box.Add(ctx, tx, clock.Milli(s.Wall.Now()), r.jobs...)
}

func (s *Service) byKey(ctx context.Context, keyMAC []byte) (*Lead, error) {
	return first(gorm.G[Lead](s.DB.Gorm(ctx)).Where("key_mac = ?", keyMAC).Limit(1).Find(ctx))
}

func (s *Service) byCode(ctx context.Context, mac []byte) (*Lead, error) {
	return first(gorm.G[Lead](s.DB.Gorm(ctx)).Where("code_mac = ?", mac).Limit(1).Find(ctx))
}

// codeOf is the digest of a lead's 查询码, nil for no such lead.
func (s *Service) codeOf(ctx context.Context, id int64) ([]byte, error) {
	var found [][]byte
	if err := s.DB.Gorm(ctx).Model(&Lead{}).Where("id = ?", id).Limit(1).Pluck("code_mac", &found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// codesTaken returns which of the digests leads have.
func codesTaken(ctx context.Context, tx db.Tx, macs [][]byte) (map[string]bool, error) {
	var found [][]byte
	if err := tx.Gorm(ctx).Model(&Lead{}).Where("code_mac IN ?", macs).Pluck("code_mac", &found).Error; err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	taken := make(map[string]bool, len(found))
	for _, mac := range found {
		taken[string(mac)] = true
	}
	return taken, nil
}

func first[T any](rows []T, err error) (*T, error) {
	if err != nil {
		return nil, fmt.Errorf("read lead: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // the caller turns "none" into its own answer
	}
	return &rows[0], nil
}

var errNotFound = errs.New(errs.NotFound, "error.not_found")

// get reads one lead within the scope; not there and not yours are the same NotFound.
func get(ctx context.Context, c db.Conn, sc Scope, number string) (*Lead, error) {
	where, args := sc.predicate()
	return must(first(gorm.G[Lead](c.Gorm(ctx)).Where("number = ?", db.Code(number)).Where(where, args...).Limit(1).Find(ctx)))
}

// lock reads one lead within the scope for a change; a second writer waits.
func lock(ctx context.Context, tx db.Tx, sc Scope, number string) (*Lead, error) {
	where, args := sc.predicate()
	return locked(tx.Gorm(ctx).Where("number = ?", db.Code(number)).Where(where, args...))
}

// lockNumber reads one lead for a change by whoever is outside of every scope: the reporter, through the worker.
func lockNumber(ctx context.Context, tx db.Tx, number string) (*Lead, error) {
	return locked(tx.Gorm(ctx).Where("number = ?", db.Code(number)))
}

// receivedSince counts those of the leads that came in after an instant.
func receivedSince(ctx context.Context, c db.Conn, ids []int64, at int64) (n int64, err error) {
	err = c.Gorm(ctx).Model(&Lead{}).Where("id IN ? AND received > ?", ids, at).Count(&n).Error
	return n, err
}

// recodedAmong are those of the leads whose 查询码 was ever replaced.
func recodedAmong(ctx context.Context, c db.Conn, ids []int64) (found []int64, err error) {
	err = c.Gorm(ctx).Model(&Lead{}).Where("id IN ? AND code_try = ?", ids, codeReplaced).Order("id").Pluck("id", &found).Error
	return found, err
}

// replaceCode gives a lead another 查询码 than the one of its form.
func replaceCode(ctx context.Context, tx db.Tx, id int64, mac []byte) error {
	return tx.Gorm(ctx).Model(&Lead{}).Where("id = ?", id).Updates(map[string]any{"code_mac": mac, "code_try": codeReplaced}).Error
}

func lockID(ctx context.Context, tx db.Tx, id int64) (*Lead, error) {
	return locked(tx.Gorm(ctx).Where("id = ?", id))
}

// endedOf are those of the leads that have ended, with when.
func endedOf(ctx context.Context, c db.Conn, ids []int64) ([]Lead, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	leads, err := gorm.G[Lead](c.Gorm(ctx)).Select("id, ended").Where("id IN ? AND open = 0 AND ended > 0", ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read ended leads: %w", err)
	}
	return leads, nil
}

// lockAll reads leads for a change; every one must be there.
func lockAll(ctx context.Context, tx db.Tx, ids []int64) ([]Lead, error) {
	var leads []Lead
	err := tx.Gorm(ctx).Where("id IN ?", ids).Order("id").Clauses(clause.Locking{Strength: "UPDATE"}).Find(&leads).Error
	if err != nil {
		return nil, fmt.Errorf("read leads: %w", err)
	}
	if len(leads) != len(ids) {
		return nil, errNotFound
	}
	return leads, nil
}

// lockBounds reads who may not be told of leads, by id, and keeps it as it is until the transaction ends: also a lead
// without a wall is locked, or one could go up before what is told of it is stored.
func lockBounds(ctx context.Context, tx db.Tx, ids []int64) (map[int64]Bounds, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var leads []Lead
	err := tx.Gorm(ctx).Select("id", "wall_unit", "recused", "second_id").Where("id IN ?", ids).Order("id").Clauses(clause.Locking{Strength: "UPDATE"}).Find(&leads).Error
	if err != nil {
		return nil, fmt.Errorf("read walls: %w", err)
	}
	bounds := make(map[int64]Bounds, len(leads))
	for _, l := range leads {
		bounds[l.ID] = Bounds{l.WallUnit, recusedIn(l.Recused), l.SecondID}
	}
	return bounds, nil
}

func locked(q *gorm.DB) (*Lead, error) {
	var rows []Lead
	err := q.Clauses(clause.Locking{Strength: "UPDATE"}).Limit(1).Find(&rows).Error
	return must(first(rows, err))
}

// changeable names the columns a move may change; the rest of a lead is written once.
var changeable = []string{
	"state", "version", "procedure_kind", "about", "nature", "to_city", "district", "urgent", "suspicious", "owner_unit", "co_unit", "territory_unit", "wall_unit", "reason",
	"routed", "signed", "accepted", "contacted", "replied", "ended", "handler_id", "last_handler_id", "draft_id",
	"finding", "summary", "outcome", "remark", "rating", "reopened", "ending", "hand_over", "supplied", "returns", "returned_unit", "transferred", "recused", "due", "last_step", "next_step", "next_step_at", "open",
	"explained_due", "drafted_due", "supervised_due", "muted_until", "mute_by", "restrict_by", "second_id",
	"trail_seq", "trail_hash", "last_form",
}

// update writes a changed lead by compare-and-swap; a lead that moved meanwhile is a Conflict.
func update(ctx context.Context, tx db.Tx, l *Lead, was int64) error {
	up := tx.Gorm(ctx).Model(&Lead{}).Where("id = ? AND version = ?", l.ID, was).Select(changeable).Updates(l)
	if up.Error != nil {
		return fmt.Errorf("update lead %d: %w", l.ID, up.Error)
	}
	if up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return nil
}

// stopClocks stops the running clocks of the kinds.
func stopClocks(ctx context.Context, tx db.Tx, leadID, at int64, kinds []string) error {
	return stopClocksOf(ctx, tx, []int64{leadID}, at, kinds)
}

// stopClocksOf is stopClocks for several leads.
func stopClocksOf(ctx context.Context, tx db.Tx, ids []int64, at int64, kinds []string) error {
	if len(kinds) == 0 {
		return nil
	}
	return tx.Gorm(ctx).Model(&Clock{}).Where("lead_id IN ? AND kind IN ? AND stopped = 0", ids, kinds).Update("stopped", at).Error
}

// answerClock is the lead's running promise of an answer; a Conflict when none runs.
func answerClock(ctx context.Context, tx db.Tx, l *Lead) (*Clock, error) {
	clocks, err := runningClocks(ctx, tx, l.ID)
	if err != nil {
		return nil, err
	}
	for i := range clocks {
		if clocks[i].Answers() {
			return &clocks[i], nil
		}
	}
	return nil, errs.New(errs.Conflict, "extend.once")
}

// updateClock writes the new end of a clock, by which rule and calendar it was set, and whether it stands still.
func updateClock(ctx context.Context, tx db.Tx, c *Clock) error {
	up := tx.Gorm(ctx).Model(&Clock{}).Where("lead_id = ? AND kind = ? AND round = ? AND stopped = 0", c.LeadID, c.Kind, c.Round).
		Select("rule_version", "calendar_version", "paused", "due").Updates(c)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return up.Error
}

// restartClock lets a clock that a lead has begin again.
func restartClock(ctx context.Context, tx db.Tx, c *Clock) error {
	return tx.Gorm(ctx).Model(&Clock{}).Where("lead_id = ? AND kind = ? AND round = ?", c.LeadID, c.Kind, c.Round).
		Select("rule_version", "calendar_version", "started", "due", "stopped").Updates(c).Error
}

func printNos(rows []item) []int {
	out := make([]int, len(rows))
	for i, r := range rows {
		out[i] = int(r.PrintNo)
	}
	return out
}

// itemRows are the printed numbers as rows of the lead.
func itemRows(l *Lead, items []int) []item {
	rows := make([]item, len(items))
	for i, n := range items {
		rows[i] = item{l.ID, int64(n), l.Received}
	}
	return rows
}

// setItems gives leads new items in the place of those they had.
func setItems(ctx context.Context, tx db.Tx, of map[int64][]item) error {
	if len(of) == 0 {
		return nil
	}
	var rows []item
	ids := slices.Sorted(maps.Keys(of))
	for _, id := range ids {
		rows = append(rows, of[id]...)
	}
	if err := tx.Gorm(ctx).Where("lead_id IN ?", ids).Delete(&item{}).Error; err != nil {
		return err
	}
	return db.Insert(ctx, tx, rows)
}

func draftByID(ctx context.Context, c db.Conn, id int64) (*Draft, error) {
	return first(gorm.G[Draft](c.Gorm(ctx)).Where("id = ?", id).Limit(1).Find(ctx))
}

// lastAnswer is the last approved answer of a lead, nil for none.
func lastAnswer(ctx context.Context, c db.Conn, leadID int64) (*Draft, error) {
	return first(gorm.G[Draft](c.Gorm(ctx)).Where("lead_id = ? AND kind = ? AND state = ?", leadID, ReplyDraft, DraftApproved).
		Order("id DESC").Limit(1).Find(ctx))
}

// openTransfer is the last 转送函 of a lead that nobody answered yet, nil for none.
func openTransfer(ctx context.Context, c db.Conn, leadID int64) (*Draft, error) {
	return first(gorm.G[Draft](c.Gorm(ctx)).Where("lead_id = ? AND kind = ? AND state = ? AND receipt_day = ''", leadID, TransferDraft, DraftApproved).
		Order("id DESC").Limit(1).Find(ctx))
}

// undropReturn makes the objection that a withdrawal dropped wait again, and returns its id.
func undropReturn(ctx context.Context, tx db.Tx, leadID int64) (int64, error) {
	d, err := first(gorm.G[Draft](tx.Gorm(ctx)).Where("lead_id = ? AND kind = ? AND state = ?", leadID, ReturnDraft, DraftDropped).
		Order("id DESC").Limit(1).Find(ctx))
	if err != nil {
		return 0, err
	}
	if d == nil {
		return 0, errs.New(errs.Conflict, "move.stale")
	}
	return d.ID, tx.Gorm(ctx).Model(&Draft{}).Where("id = ?", d.ID).Select("state", "decided").Updates(&Draft{State: DraftPending}).Error
}

func noteReceipt(ctx context.Context, tx db.Tx, id int64, r BodyAnswer) error {
	up := tx.Gorm(ctx).Model(&Draft{}).Where("id = ? AND receipt_day = ''", id).
		Select("receipt_day", "receipt").Updates(&Draft{ReceiptDay: r.Day, Receipt: r.Text})
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "receipt.once")
	}
	return up.Error
}

func updateDraft(ctx context.Context, tx db.Tx, d *Draft) error {
	up := tx.Gorm(ctx).Model(&Draft{}).Where("id = ? AND state = ?", d.ID, DraftPending).
		Select("state", "decided_by", "decided", "remark").Updates(d)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return up.Error
}
