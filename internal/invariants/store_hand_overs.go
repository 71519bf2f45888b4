package invariants

import "crypto/sha256"

// readHandOvers reads hand-overs, and of leads that have one what their indexes hash.
func (p *page) readHandOvers() {
	for _, r := range side[over](p, "id, lead_id, unit, owed, proposed, proposed_by, decided, decided_by, letter_id, year, serial, sent, signed, returned,"+
		" answered, reminded, remind_at, state", "hand_overs", "lead_id, id") {
		p.of(r.LeadID).overs = append(p.of(r.LeadID).overs, r)
	}
	for _, r := range side[owned](p, "lead_id, id AS n", "hand_over_reveals", "lead_id, id") {
		p.of(r.LeadID)
	}
	var leads []int64
	for _, r := range side[evidence](p, "hand_over_id, no, lead_id, kind, ref, hash", "hand_over_evidence", "lead_id, hand_over_id, no") {
		f := p.of(r.LeadID)
		if f.evidence = append(f.evidence, r); len(f.evidence) == 1 {
			leads = append(leads, r.LeadID)
			f.exhibits = exhibits{added: map[int64][]byte{}, notes: map[int64][]byte{}, answers: map[int64][]byte{}}
		}
	}
	if len(leads) > 0 {
		p.readExhibits(leads)
	}
}

// readExhibits hashes texts as the index does: each followed by a zero byte.
func (p *page) readExhibits(leads []int64) {
	for _, r := range read[struct {
		LeadID                                                         int64
		Text, Happened, Amount, Payee, Affects, AffectsDate, UrgentWhy string
	}](p, "SELECT lead_id, text, happened, amount, payee, affects, affects_date, urgent_why FROM lead_texts WHERE lead_id IN ? ORDER BY lead_id", leads) {
		p.of(r.LeadID).exhibits.report = hashed(r.Text, r.Happened, r.Amount, r.Payee, r.Affects, r.AffectsDate, r.UrgentWhy)
	}
	for _, r := range read[struct {
		ID, LeadID int64
		Words      string
	}](p, "SELECT id, lead_id, words FROM lead_additions WHERE lead_id IN ? ORDER BY id", leads) {
		p.of(r.LeadID).exhibits.added[r.ID] = hashed(r.Words)
	}
	for _, r := range read[struct {
		ID, LeadID int64
		Text       string
	}](p, "SELECT id, lead_id, text FROM lead_notes WHERE lead_id IN ? ORDER BY id", leads) {
		p.of(r.LeadID).exhibits.notes[r.ID] = hashed(r.Text)
	}
	for _, r := range read[struct {
		ID, LeadID                                                                 int64
		Found, Result, Remedy, Finding, Items, Summary, Subject, Conduct, Measures string
	}](p, "SELECT id, lead_id, found, result, remedy, finding, items, summary, subject, conduct, measures FROM lead_drafts WHERE lead_id IN ? ORDER BY id", leads) {
		p.of(r.LeadID).exhibits.answers[r.ID] = hashed(r.Found, r.Result, r.Remedy, r.Finding, r.Items, r.Summary, r.Subject, r.Conduct, r.Measures)
	}
}

func hashed(texts ...string) []byte {
	var all []byte
	for _, t := range texts {
		all = append(append(all, t...), 0)
	}
	sum := sha256.Sum256(all)
	return sum[:]
}
