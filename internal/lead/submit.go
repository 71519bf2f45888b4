package lead

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/failpoint"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Receipt is what the reporter keeps.
type Receipt struct {
	Number   string
	Code     string // 查询码, 16 digits; recomputed for a replay, never stored; "" when Replaced
	Received int64
	HasPhone bool
	Replaced bool   // the code was replaced by a fresh one since (查询码丢失): Code is ""
	Again    bool   // it was given before
	Proof    string // the hash of the trail's first entry, in hex: `intake verify` finds it sealed, or changed
}

// submission is a report on its way through the group commit.
type submission struct {
	report  Report
	pepper  vault.Pepper
	keyMAC  []byte
	bodyMAC []byte
	at      time.Time
	proof   []byte // the hash with which its trail begins, once it is written
}

// Submit stores a report as a lead and returns its receipt after COMMIT. The same key and the same report
// again, at any time and from anywhere, is the same lead and the same receipt; the same key with another
// report is a Conflict. Problems of fields, and files that are not there any more, are Invalid; a full queue or a lost
// database Unavailable.
// Anybody may call it.
func (s *Service) Submit(ctx context.Context, r Report) (Receipt, error) {
	r.Imported = false
	if err := errs.Fields(r.Check()); err != nil {
		return Receipt{}, err
	}
	r.settle()
	body, err := r.body()
	if err != nil {
		return Receipt{}, err
	}
	p := s.Ring.Pepper()
	return s.submits.Do(ctx, s.submission(r, p, p.MAC("body", body)))
}

// submission is a checked and settled report with what it is known by.
func (s *Service) submission(r Report, p vault.Pepper, bodyMAC []byte) *submission {
	return &submission{report: r, pepper: p, at: s.Case.Now(), keyMAC: p.MAC("key", r.Key[:]), bodyMAC: bodyMAC}
}

// Receipt returns the receipt of a form's key; NotFound when nothing was submitted under it.
func (s *Service) Receipt(ctx context.Context, key [16]byte) (Receipt, error) {
	for _, p := range s.Ring.Peppers() {
		l, err := s.byKey(ctx, p.MAC("key", key[:]))
		if err != nil {
			return Receipt{}, err
		}
		if l != nil {
			return s.again(ctx, l, p, key)
		}
	}
	return Receipt{}, errs.New(errs.NotFound, "error.not_found")
}

// receipt is that of a lead whose trail begins with the hash.
func receipt(l *Lead, p vault.Pepper, key [16]byte, proof []byte) Receipt {
	r := Receipt{Number: l.Number, Received: l.Received, HasPhone: !l.Anonymous, Proof: hex.EncodeToString(proof)}
	if r.Replaced = l.CodeTry == codeReplaced; !r.Replaced {
		r.Code = code(p, key[:], l.CodeTry)
	}
	return r
}

// again is the receipt of a lead that is stored already.
func (s *Service) again(ctx context.Context, l *Lead, p vault.Pepper, key [16]byte) (Receipt, error) {
	first, _, err := trail.First(ctx, s.DB, trail.LeadStream(l.ID))
	r := receipt(l, p, key, first.Hash)
	r.Again = true
	return r, err
}

// find answers a replay.
func (s *Service) find(ctx context.Context, q *submission) (Receipt, bool, error) {
	l, err := s.byKey(ctx, q.keyMAC)
	if err != nil || l == nil {
		return Receipt{}, false, err
	}
	if !hmac.Equal(l.BodyMAC, q.bodyMAC) {
		return Receipt{}, false, errs.New(errs.Conflict, "submit.other_body")
	}
	r, err := s.again(ctx, l, q.pepper, q.report.Key)
	return r, err == nil, err
}

// write stores a batch of new leads in one transaction.
func (s *Service) write(ctx context.Context, batch []*submission) ([]Receipt, error) {
	numbers, err := s.serials.take(ctx, batch)
	if err != nil {
		return nil, err
	}
	var receipts []Receipt
	failpoint.Hit("submit.before_tx")
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		receipts = nil
		tx.OnCommit(func() { failpoint.Hit("submit.after_commit") })
		defer failpoint.Hit("submit.before_commit")
		if err := s.latest(ctx, tx, batch); err != nil {
			return err
		}
		taken, err := codesTaken(ctx, tx, firstCodes(batch))
		if err != nil {
			return err
		}
		rows := rows{taken: taken, counts: counts{}, files: map[int64][]File{}}
		for i, q := range batch {
			l, err := s.newLead(ctx, tx, q, numbers[i], &rows)
			if err != nil {
				return err
			}
			receipts = append(receipts, receipt(l, q.pepper, q.report.Key, q.proof))
		}
		return s.insert(ctx, tx, &rows)
	})
	return receipts, err
}

// rows is everything a batch of reports becomes.
type rows struct {
	leads    []Lead
	texts    []Text
	items    []item
	contacts []vault.Sealed
	clocks   []Clock
	entries  []trail.Entry
	jobs     []outbox.Job
	counts   counts
	files    map[int64][]File // by lead, of those that have any
	unsent   [][]byte         // ids of the half-written pages that are now sent
	taken    map[string]bool  // codes that somebody has already, of those tried first
}

// firstCodes are the codes' digests at the first try, which is nearly always the last.
func firstCodes(batch []*submission) [][]byte {
	macs := make([][]byte, len(batch))
	for i, q := range batch {
		macs[i] = codeMAC(q.pepper, code(q.pepper, q.report.Key[:], 0))
	}
	return macs
}

func (s *Service) newLead(ctx context.Context, tx db.Tx, q *submission, number string, out *rows) (*Lead, error) {
	r, id := &q.report, tx.NextID()
	l := s.newRow(id, number, q)
	if err := giveCode(ctx, tx, l, q, out.taken); err != nil {
		return nil, err
	}
	if l.WallUnit != org.CityID { // no clock runs against the discipline body
		out.clocks = append(out.clocks, s.startClocks(l, q.at)...)
	}
	entries, head, err := trail.Chain(trail.LeadStream(id), l.Head(), firstEvents(r, l)...)
	if err != nil {
		return nil, err
	}
	q.proof, l.TrailSeq, l.TrailHash = entries[0].Hash, head.Seq, head.Hash
	if !l.Anonymous {
		sealed, err := s.Ring.SealContact(id, r.Contact)
		if err != nil {
			return nil, err
		}
		out.contacts = append(out.contacts, sealed)
	}
	if !r.Imported && s.texted(r.Contact) {
		j, err := s.codeJob(SMSCode, l, code(q.pepper, r.Key[:], l.CodeTry))
		if err != nil {
			return nil, err
		}
		out.jobs = append(out.jobs, j)
	}
	out.leads = append(out.leads, *l)
	out.texts = append(out.texts, Text{
		LeadID: id, Text: r.Text, Happened: happened(r), Amount: r.Amount, Payee: r.Payee, Affects: r.Affects, AffectsDate: r.AffectsBy, UrgentWhy: r.UrgentWhy,
	})
	items := firstItems(r, l)
	out.items = append(out.items, items...)
	out.counts.add(l, printNos(items), 1)
	out.unsent = append(out.unsent, s.unsentID(r.Key))
	out.entries = append(out.entries, entries...)
	if len(r.Files) > 0 {
		out.files[id] = r.Files
		out.jobs = append(out.jobs, s.Evidence.Jobs(id, fileIDs(r.Files))...)
	}
	out.jobs = append(out.jobs, outbox.Job{Kind: outbox.LeadRoute, LeadID: id, Payload: leadRef{id}})
	return l, nil
}

// firstEvents are what the trail of a report begins with.
func firstEvents(r *Report, l *Lead) []trail.Event {
	events := []trail.Event{event("submitted", actorOf(r), true, l.Received, map[string]any{"source": l.Source})}
	if len(r.Files) > 0 {
		events = append(events, event("files", actorOf(r), true, l.Received, r.filesTold()))
	}
	return events
}

func (s *Service) newRow(id int64, number string, q *submission) *Lead {
	r := &q.report
	l := &Lead{
		ID: id, Number: number, Campaign: int64(q.at.In(clock.Beijing).Year()),
		KeyMAC: q.keyMAC, BodyMAC: q.bodyMAC, Pepper: q.pepper.ID,
		State: StateNew, Version: 1, Source: r.Source, Kind: r.Kind, Procedure: firstProcedure(r.Kind),
		Category: r.Category, About: r.About, Nature: r.Nature, ToCity: r.ToCity,
		District: r.District, SchoolID: r.SchoolID, SchoolName: r.SchoolName, Stage: r.Stage,
		Anonymous: r.Mode == ModeAnonymous, Urgent: r.Urgent,
		UseBy: r.useBy(s.Season, q.at), OwnerUnit: org.CityID, Received: clock.Milli(q.at), Open: true, LastForm: make([]byte, sha256.Size),
	}
	l.WallUnit = Facts{About: r.About, Nature: r.Nature, District: r.District}.wall()
	if l.WallUnit == org.CityID { // somebody sees it even if no worker ever routes it
		l.OwnerUnit = org.DisciplineID
	}
	l.Suspicious = l.WallUnit == 0 && r.suspicious()
	return l
}

func actorOf(r *Report) string {
	switch {
	case r.Imported:
		return trail.System
	case r.Operator != 0:
		return trail.Staff(r.Operator)
	default:
		return trail.Reporter
	}
}

func happened(r *Report) string {
	if r.When == "earlier" && r.WhenText != "" {
		return r.WhenText
	}
	return r.When
}

// firstItems: what the operator chose, or the category's item when it speaks of one only.
func firstItems(r *Report, l *Lead) []item {
	if r.Item != 0 {
		return []item{{l.ID, int64(r.Item), l.Received}}
	}
	if c, ok := CategoryByID(r.Category); ok && len(c.Items) == 1 {
		return []item{{l.ID, int64(c.Items[0]), l.Received}}
	}
	return nil
}

func firstProcedure(k Kind) Procedure {
	if k == Enquiry || k == Suggestion {
		return ByEnquiry
	}
	return ByHotline
}

// giveCode finds the first try whose 查询码 nobody has, in the database or in this batch.
func giveCode(ctx context.Context, tx db.Tx, l *Lead, q *submission, taken map[string]bool) error {
	for try := range int64(8) {
		mac := codeMAC(q.pepper, code(q.pepper, q.report.Key[:], try))
		if try > 0 {
			more, err := codesTaken(ctx, tx, [][]byte{mac})
			if err != nil {
				return err
			}
			maps.Copy(taken, more)
		}
		if !taken[string(mac)] {
			taken[string(mac)] = true
			l.CodeMAC, l.CodeTry = mac, try
			return nil
		}
	}
	return errs.New(errs.Unavailable, "error.busy")
}

func codeMAC(p vault.Pepper, code string) []byte { return p.MAC("code-index", []byte(code)) }

// leadRef is the payload of jobs about one lead.
type leadRef struct {
	Lead int64 `json:"lead"`
}

// reasonJSON stores a sentence not yet made.
func reasonJSON(t errs.Text) string {
	b, err := json.Marshal(t)
	if err != nil {
		return ""
	}
	return string(b)
}

// ReasonText is why the lead was routed so, as a sentence not yet made.
func (l *Lead) ReasonText() errs.Text {
	var t errs.Text
	_ = json.Unmarshal([]byte(l.Reason), &t) // written by reasonJSON; empty until routed
	return t
}
