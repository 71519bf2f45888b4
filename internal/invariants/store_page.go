package invariants

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"sunlead/internal/db"
	"sunlead/internal/trail"
)

// pageSize is how many leads are read in one moment.
const pageSize = 500

// walk reads the ledger page by page and shows every file.
func (e *env) walk(ctx context.Context, d Database, show func(*file)) error {
	if e.Quick {
		return nil
	}
	for after := int64(math.MinInt64); after < math.MaxInt64; {
		var p *page
		err := d.Snapshot(ctx, func(ctx context.Context, c db.Conn) (err error) {
			p, err = readPage(ctx, c, after)
			return err
		})
		if err != nil {
			return err
		}
		for _, f := range p.inOrder() {
			f.told = tell(f)
			show(f)
		}
		after = p.last
	}
	return nil
}

// page is the files of the leads with ids above after, up to last: also of those ids that have no lead.
type page struct {
	ctx         context.Context //nolint:containedctx // one reading, not a service
	c           db.Conn
	after, last int64
	files       map[int64]*file
	byNumber    map[string]*file
	byStream    map[string]*file
	err         error
}

func (p *page) inOrder() []*file {
	files := make([]*file, 0, len(p.files))
	for _, f := range p.files {
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b *file) int { return cmp.Compare(a.id, b.id) })
	return files
}

// of is the file of an id; without a lead, if nobody gave it one.
func (p *page) of(id int64) *file {
	if p.files[id] == nil {
		p.files[id] = &file{id: id}
	}
	return p.files[id]
}

func readPage(ctx context.Context, c db.Conn, after int64) (*page, error) {
	p := &page{ctx: ctx, c: c, after: after, last: math.MaxInt64, files: map[int64]*file{}, byNumber: map[string]*file{}, byStream: map[string]*file{}}
	p.readLeads()
	p.readSides()
	p.readTrail()
	p.readMessages()
	p.readSerials()
	return p, p.err
}

// read runs one query of a page; after a failure nothing more is asked.
func read[T any](p *page, sql string, args ...any) []T {
	var rows []T
	if p.err == nil {
		if err := p.c.Gorm(p.ctx).Raw(sql, args...).Scan(&rows).Error; err != nil {
			p.err = fmt.Errorf("read %T: %w", rows, err)
		}
	}
	return rows
}

func (p *page) readLeads() {
	rows := read[row](p, "SELECT "+rowColumns+" FROM leads WHERE id > ? ORDER BY id LIMIT ?", p.after, pageSize)
	if len(rows) == pageSize {
		p.last = rows[len(rows)-1].ID
	}
	for i := range rows {
		f := p.of(rows[i].ID)
		f.row = &rows[i]
		p.byNumber[f.Number], p.byStream[trail.LeadStream(f.ID)] = f, f
	}
}

// side reads a table whose rows belong to leads, by the page's range of ids: a row without its lead shows too.
func side[T any](p *page, columns, table, order string) []T {
	return read[T](p, "SELECT "+columns+" FROM "+table+" WHERE lead_id > ? AND lead_id <= ? ORDER BY "+order, p.after, p.last)
}

type owned struct{ LeadID, N int64 }

func (p *page) readSides() {
	for _, r := range side[owned](p, "lead_id, 1 AS n", "lead_texts", "lead_id") {
		p.of(r.LeadID).texts++
	}
	for _, r := range side[owned](p, "lead_id, 1 AS n", "reporters", "lead_id") {
		p.of(r.LeadID).reporters++
	}
	for _, r := range side[owned](p, "lead_id, print_no AS n", "lead_items", "lead_id, print_no") {
		p.of(r.LeadID).items = append(p.of(r.LeadID).items, r.N)
	}
	for _, r := range side[owned](p, "lead_id, id AS n", "lead_notes", "lead_id, id") {
		p.of(r.LeadID).notes = append(p.of(r.LeadID).notes, r.N)
	}
	for _, r := range side[clock](p, "lead_id, kind, round, rule_version, calendar_version, started, paused, due, stopped", "lead_clocks", "lead_id, kind, round") {
		p.of(r.LeadID).clocks = append(p.of(r.LeadID).clocks, r)
	}
	for _, r := range side[step](p, "lead_id, due, step, taken, letter_id", "lead_steps", "lead_id, taken, due, step") {
		p.of(r.LeadID).steps = append(p.of(r.LeadID).steps, r)
	}
	p.readLadder()
	p.readWork()
	p.readMerges()
	p.readHandOvers()
	p.readFiles()
}

// readLadder reads what the ladder leaves beside its steps.
func (p *page) readLadder() {
	for _, r := range read[letter](p, "SELECT l.id, l.lead_id, l.kind, l.unit, l.to_unit, l.args, l.year, l.serial, l.drafted, l.drafted_by, l.issued, l.issued_by,"+
		" COALESCE(s.unit_id, 0) AS issuer_unit, COALESCE(s.role, '') AS issuer_role FROM letters AS l LEFT JOIN staff AS s ON s.id = l.issued_by"+
		" WHERE l.lead_id > ? AND l.lead_id <= ? ORDER BY l.lead_id, l.id", p.after, p.last) {
		p.of(r.LeadID).letters = append(p.of(r.LeadID).letters, r)
	}
	for _, r := range side[mute](p, "id, lead_id, due, until, asked_by, asked, granted_by, granted, ended_by, ended", "lead_mutes", "lead_id, id") {
		p.of(r.LeadID).mutes = append(p.of(r.LeadID).mutes, r)
	}
	for _, r := range side[hold](p, "lead_id, unit, until", "lead_holds", "lead_id, id") {
		p.of(r.LeadID).holds = append(p.of(r.LeadID).holds, r)
	}
	for _, r := range side[explanation](p, "lead_id, due, author_id, written", "lead_explanations", "lead_id, due, written") {
		p.of(r.LeadID).explained = append(p.of(r.LeadID).explained, r)
	}
}

func (p *page) readWork() {
	for _, r := range side[draft](p, "id, lead_id, kind, author_id, state, finding, items, summary, result, violation, subject, conduct,"+
		" measures, hand_over, elsewhere, written, decided_by, decided, copy_of, receipt_day, placed_school, placed_on, no_place, seat_note,"+
		" COALESCE((SELECT unit_id FROM staff WHERE staff.id = lead_drafts.decided_by), 0) AS decider_unit", "lead_drafts", "lead_id, id") {
		p.of(r.LeadID).drafts = append(p.of(r.LeadID).drafts, r)
	}
	for _, r := range side[question](p, "id, lead_id, asked, until, outcome, answered_by, ended", "lead_questions", "lead_id, id") {
		p.of(r.LeadID).questions = append(p.of(r.LeadID).questions, r)
	}
	for _, r := range side[rating](p, "lead_id, round, at, solved", "lead_ratings", "lead_id, round") {
		p.of(r.LeadID).ratings = append(p.of(r.LeadID).ratings, r)
	}
	for _, r := range side[owned](p, "lead_id, id AS n", "lead_additions", "lead_id, id") {
		p.of(r.LeadID).added = append(p.of(r.LeadID).added, r.N)
	}
	for _, r := range side[owned](p, "lead_id, staff_id AS n", "lead_recusals", "lead_id, staff_id") {
		p.of(r.LeadID).recusedRows = append(p.of(r.LeadID).recusedRows, r.N)
	}
	for _, r := range side[violation](p, "lead_id, campaign, wall_unit, number, subject, conduct, measures, hand_over, at", "violations", "lead_id, id") {
		p.of(r.LeadID).violations = append(p.of(r.LeadID).violations, r)
	}
	for _, r := range side[job](p, "lead_id, kind", "outbox", "lead_id, id") {
		if r.LeadID != 0 { // a job about no lead
			p.of(r.LeadID).jobs = append(p.of(r.LeadID).jobs, r)
		}
	}
}

// readMerges reads the merged leads of the page with their main cases, and counts for the main cases of the page.
func (p *page) readMerges() {
	for _, r := range read[merge](p, "SELECT m.lead_id AS lead_id, m.main_id AS main_id, m.followed AS followed, COALESCE(l.state, '') AS state,"+
		" COALESCE(l.open, 0) AS open, COALESCE(l.owner_unit, 0) AS owner_unit, COALESCE(l.wall_unit, 0) AS wall_unit,"+
		" EXISTS (SELECT 1 FROM outbox AS o WHERE o.kind = 'lead.follow' AND o.lead_id = m.main_id) AS waits,"+
		" EXISTS (SELECT 1 FROM lead_merges AS x WHERE x.lead_id = m.main_id AND x.followed = 0) AS in_turn"+
		" FROM lead_merges AS m LEFT JOIN leads AS l ON l.id = m.main_id WHERE m.lead_id > ? AND m.lead_id <= ? ORDER BY m.lead_id", p.after, p.last) {
		p.of(r.LeadID).merge = &r
	}
	for _, r := range read[owned](p, "SELECT main_id AS lead_id, COUNT(*) AS n FROM lead_merges WHERE main_id > ? AND main_id <= ?"+
		" GROUP BY main_id ORDER BY main_id", p.after, p.last) {
		p.of(r.LeadID).children = r.N
	}
	for _, id := range read[int64](p, "SELECT c.lead_id FROM lead_drafts AS c LEFT JOIN lead_drafts AS d ON d.id = c.copy_of WHERE c.lead_id > ? AND c.lead_id <= ?"+
		" AND c.copy_of <> 0 AND (d.id IS NULL OR d.state <> 'approved' OR d.kind <> c.kind OR d.found <> c.found OR d.result <> c.result OR d.remedy <> c.remedy"+
		" OR d.finding <> c.finding OR d.items <> c.items OR d.summary <> c.summary OR d.elsewhere <> c.elsewhere OR d.reject_reason <> c.reject_reason"+
		" OR d.author_id <> c.author_id OR d.decided_by <> c.decided_by OR c.violation <> 0) ORDER BY c.lead_id", p.after, p.last) {
		p.of(id).unlike = true
	}
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (p *page) readTrail() {
	if p.err != nil || len(p.byStream) == 0 {
		return
	}
	all, err := trail.ReadAll(p.ctx, p.c, keys(p.byStream))
	if err != nil {
		p.err = err
		return
	}
	for stream, entries := range all {
		p.byStream[stream].entries = entries
	}
	for stream, s := range spans(p, inUnsealed, keys(p.byStream)) {
		p.byStream[stream].unsealed = s
	}
	for stream, s := range spans(p, inSeals, keys(p.byStream)) {
		p.byStream[stream].sealed = s
	}
}

// place is a table that names entries, and its column of their numbers.
type place struct{ table, column string }

var inUnsealed, inSeals = place{"unsealed", "seq"}, place{"seals", "entry"}

// spans counts what of the streams is in a place.
func spans(p *page, at place, streams []string) map[string]span {
	out := map[string]span{}
	for _, r := range read[struct {
		Stream         string
		N, First, Last int64
	}](p, "SELECT stream, COUNT(*) AS n, MIN("+at.column+") AS first, MAX("+at.column+") AS last FROM "+at.table+
		" WHERE stream IN ? GROUP BY stream ORDER BY stream", streams) {
		out[r.Stream] = span{r.N, r.First, r.Last}
	}
	return out
}

func (p *page) readMessages() {
	if len(p.byNumber) == 0 {
		return
	}
	rows := read[message](p, "SELECT m.number AS number, m.kind AS kind, m.staff_id AS staff_id, m.wall_unit AS wall_unit, m.at AS at, COALESCE(s.unit_id, 0) AS unit_id"+
		" FROM messages AS m LEFT JOIN staff AS s ON s.id = m.staff_id WHERE m.number IN ? ORDER BY m.number, m.id", keys(p.byNumber))
	for _, r := range rows {
		f := p.byNumber[r.Number]
		f.messages = append(f.messages, r)
	}
}

// readSerials reads the sequences in the same moment as the leads that took from them.
func (p *page) readSerials() {
	next := map[string]int64{}
	for _, s := range read[sequence](p, "SELECT name, next FROM sequences ORDER BY name") {
		next[s.Name] = s.Next
	}
	for _, f := range p.byStream {
		f.serials = next["lead-"+strconv.FormatInt(f.Campaign, 10)]
	}
}

type sequence struct {
	Name string
	Next int64
}

// readUnits reads which units there are.
func (e *env) readUnits(ctx context.Context, c db.Conn) error {
	var rows []struct {
		ID   int64
		Kind string
	}
	if err := c.Gorm(ctx).Raw("SELECT id, kind FROM units ORDER BY id").Scan(&rows).Error; err != nil {
		return fmt.Errorf("read units: %w", err)
	}
	for _, r := range rows {
		e.kinds[r.ID] = r.Kind
	}
	return nil
}
