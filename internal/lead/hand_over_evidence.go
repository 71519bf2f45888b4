package lead

import (
	"bytes"
	"context"
	"crypto/sha256"

	"sunlead/internal/errs"
	"sunlead/internal/trail"
)

// Evidence is one line of the index that goes with a hand-over. Its hash is taken when the letter is issued, so that
// everybody can see later that the material is still what was handed over.
type Evidence struct {
	HandOverID int64
	No         int64 // from 1
	LeadID     int64
	Kind       string // one of the kinds below
	Ref        int64  // the addition, the note, the draft, or how many entries of the trail
	At         int64  // when it came to be
	Hash       []byte // SHA-256
}

// TableName tells the store where evidence lies.
func (Evidence) TableName() string { return "hand_over_evidence" }

// The kinds of evidence.
const (
	EvidenceReport = "report" // what the reporter said
	EvidenceAdded  = "added"  // what they added later (补充说明)
	EvidenceNote   = "note"   // a note of the staff
	EvidenceAnswer = "answer" // the approved answer
	EvidenceFile   = "file"   // a file of the reporter
	EvidenceTrail  = "trail"  // the trail up to an entry, whose hash holds all before it
)

// digest hashes texts, each followed by a zero byte: the invariants work it out again, apart from this.
func digest(texts ...string) []byte {
	h := sha256.New()
	for _, t := range texts {
		h.Write([]byte(t + "\x00"))
	}
	return h.Sum(nil)
}

func (t *Text) digest() []byte {
	return digest(t.Text, t.Happened, t.Amount, t.Payee, t.Affects, t.AffectsDate, t.UrgentWhy)
}

func (d *Draft) digest() []byte {
	return digest(d.Found, d.Result, d.Remedy, string(d.Finding), d.Items, d.Summary, d.Subject, d.Conduct, d.Measures)
}

// gather makes the index of what goes along. Why somebody read the reporter's contact is nobody's evidence.
func (s *Service) gather(ctx context.Context, st *step, h *HandOver, answer *Draft) ([]Evidence, error) {
	words, err := textOf(ctx, st.tx, h.LeadID)
	if err != nil {
		return nil, err
	}
	notes, err := notesOf(ctx, st.tx, h.LeadID)
	if err != nil {
		return nil, err
	}
	entries, err := trail.Read(ctx, st.tx, trail.LeadStream(h.LeadID))
	if err != nil {
		return nil, err
	}
	list := []Evidence{{Kind: EvidenceReport, At: st.l.Received, Hash: words.digest()}}
	added, err := additionsOf(ctx, st.tx, h.LeadID)
	if err != nil {
		return nil, err
	}
	for _, a := range added {
		list = append(list, Evidence{Kind: EvidenceAdded, Ref: a.ID, At: a.At, Hash: digest(a.Words)})
	}
	files, err := s.Evidence.Of(ctx, st.tx, h.LeadID)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		list = append(list, Evidence{Kind: EvidenceFile, Ref: f.ID, At: f.Added, Hash: f.Hash})
	}
	for _, e := range entries {
		id, _ := e.Values()["note"].(float64) // a number of JSON
		if text, there := notes[int64(id)]; there && e.Kind != "revealed" {
			list = append(list, Evidence{Kind: EvidenceNote, Ref: int64(id), At: e.At, Hash: digest(text)})
		}
	}
	if answer != nil {
		list = append(list, Evidence{Kind: EvidenceAnswer, Ref: answer.ID, At: answer.Decided, Hash: answer.digest()})
	}
	list = append(list, Evidence{Kind: EvidenceTrail, Ref: st.l.TrailSeq, At: st.at, Hash: st.l.TrailHash})
	for i := range list {
		list[i].HandOverID, list[i].LeadID, list[i].No = h.ID, h.LeadID, int64(i+1)
	}
	return list, nil
}

// Exhibit is a line of the index with what it stands for, as it is now.
type Exhibit struct {
	Evidence
	Text   string // of a note or an addition
	Intact bool   // what is stored now still hashes to what was handed over
}

// exhibits puts the stored material beside the index. texts are notes and additions by their ids, which are no two alike.
func (p *Package) exhibits(index []Evidence, texts map[int64]string, entries []trail.Entry) []Exhibit {
	text := func(ref int64) []byte { return digest(texts[ref]) }
	now := map[string]func(ref int64) []byte{
		EvidenceReport: func(int64) []byte { return p.Words.digest() },
		EvidenceAdded:  text,
		EvidenceNote:   text,
		EvidenceAnswer: func(int64) []byte { return p.answerDigest() },
		EvidenceFile:   p.fileHash,
		EvidenceTrail:  func(ref int64) []byte { return hashAt(entries, ref) },
	}
	list := make([]Exhibit, len(index))
	for i, e := range index {
		list[i] = Exhibit{Evidence: e, Text: texts[e.Ref]}
		if f := now[e.Kind]; f != nil {
			list[i].Intact = bytes.Equal(f(e.Ref), e.Hash)
		}
	}
	return list
}

func (p *Package) answerDigest() []byte {
	if p.Answer == nil {
		return nil
	}
	return p.Answer.digest()
}

func hashAt(entries []trail.Entry, seq int64) []byte {
	if seq < 1 || seq > int64(len(entries)) || !entries[seq-1].Intact() {
		return nil
	}
	return entries[seq-1].Hash
}

// summary is what the package says of the lead in a line, without a name.
func (p *Package) summary(l *Lead) errs.Text {
	if p.Answer != nil && p.Answer.Summary != "" {
		return errs.T("ledger.summary", "text", p.Answer.Summary)
	}
	early := *l
	early.Summary = ""
	return summaryOf(&early)
}
