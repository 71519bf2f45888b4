package lead

import (
	"cmp"
	"context"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// HandOver (移交) gives what was found to a body that may judge persons. It stands beside the lead's state: the case goes
// on with its own part. It is proposed by one person and approved by another, who thereby issues the letter.
type HandOver struct {
	ID        int64
	LeadID    int64
	Version   int64
	State     HandOverState
	Unit      int64  // who hands over
	Recipient string // one of HandOverRecipients
	ToUnit    int64  // whose account receives it; 0 on paper
	ToName    string // the recipient in the letter
	OnPaper   bool   // 线下移交
	About     string // 涉及对象类别, frozen when it is sent
	Reason    string
	Contact   string // whether the reporter's contact goes along: ContactStays, ContactAgreed, ContactLegal
	Legal     string // why the law needs it, by the leader who approved
	Owed      bool   // the closing demanded it
	Proposed, ProposedBy,
	Decided, DecidedBy int64
	Remark     string // why it was refused
	LetterID   int64
	Year       int64 // with Serial the number of the letter (移交编号)
	Serial     int64
	AnswerID   int64 // the approved answer that went along; 0 for none
	Sent       int64
	Signed     int64
	SignedBy   int64  // the recipient's account; 0 on paper
	ReceiptDay string // on paper: the day of the receipt
	Receiver   string // on paper: who received it (职务+某)
	Returned   int64
	Why        string // one of BackReasons
	Note       string // what is missing, or whose it is
	Answered   int64
	Outcome    string // one of HandOverOutcomes
	Feedback   string // 反馈内容（可告知部分）
	Reminded   int64  // quarters after Sent of which the unit was reminded
	RemindAt   int64  // the next one; 0 for none
	LastForm   []byte
	Alone      bool `gorm:"-"` // of a list: of a restricted lead, and somebody else signed for it
}

// opensTo reports that the account may read what was handed over. Of a lead that one person alone may know of, that is who
// signed for it.
func (h *HandOver) opensTo(a org.Actor, l *Lead) bool {
	return !l.restricted() || h.SignedBy == a.ID || l.WallUnit == org.OnlyFor(a.ID)
}

// TableName tells the store where hand-overs lie.
func (*HandOver) TableName() string { return "hand_overs" }

// ToNameOr is the name of the recipient, or what its kind is called.
func (h *HandOver) ToNameOr(kind string) string { return cmp.Or(h.ToName, kind) }

// GoesAlong reports that the reporter's contact may be read by the recipient.
func (h *HandOver) GoesAlong() bool { return h.Contact == ContactAgreed || h.Contact == ContactLegal }

// What becomes of the reporter's contact.
const (
	ContactStays  = "stays"   // 不附
	ContactAgreed = "consent" // 反映人已同意
	ContactLegal  = "legal"   // 依法需要
)

// ToDiscipline is the recipient that has an account here; all others are reached on paper.
const ToDiscipline = "discipline"

// What a hand-over and its answers may say.
var (
	HandOverRecipients = []string{ToDiscipline, "above", "police", "market", "other"}
	ContactChoices     = []string{ContactStays, ContactAgreed, ContactLegal}
	BackReasons        = []string{"jurisdiction", "material"}
	HandOverOutcomes   = []string{"filed", "handled", "cleared", "forwarded", "other"}
)

// Handing is what somebody proposes (提出移交).
type Handing struct {
	Recipient string // one of HandOverRecipients
	Name      string // of the recipient, 2–60 characters; needed for "other"
	OnPaper   bool
	Reason    string // 10–500 characters, naming nobody
	Contact   string // one of ContactChoices
}

func (h *Handing) check() Problems {
	p := Problems{}
	p.add(!slices.Contains(HandOverRecipients, h.Recipient), "recipient", "hand_over.recipient.required")
	if h.Name != "" || h.Recipient == "other" {
		length(p, "name", h.Name, 2, 60)
	}
	p.add(Heaped(h.Name), "name", "error.marks", "max", MarksMax)
	length(p, "reason", h.Reason, 10, 500)
	p.add(!slices.Contains(ContactChoices, h.Contact), "contact", "hand_over.contact.required")
	p.add(!h.OnPaper && h.Recipient != ToDiscipline, "way", "hand_over.way.only")
	for field, text := range map[string]string{"name": h.Name, "reason": h.Reason} {
		p.add(Personal(text), field, "error.personal")
	}
	return p
}

// checkContact: nobody agreed whom nobody asked.
func (h *Handing) checkContact(l *Lead) Problems {
	p := Problems{}
	p.add(h.Contact != ContactStays && l.Anonymous, "contact", "move.anonymous")
	p.add(h.Contact == ContactAgreed && l.Contacted == 0, "contact", "hand_over.contact.unasked")
	return p
}

// ProposeHandOver puts a hand-over before a leader (提出移交), at any time after the signature, also after closing.
// Handlers and leaders of the owner.
func (s *Service) ProposeHandOver(ctx context.Context, a org.Actor, ref Ref, h Handing) error {
	if err := errs.Fields(h.check()); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveHandOver, h, func(ctx context.Context, st *step) error {
		if err := errs.Fields(h.checkContact(st.l)); err != nil {
			return err
		}
		all, err := handOversOf(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(o HandOver) bool { return o.running() && o.Recipient == h.Recipient && h.Recipient != "other" }) {
			return errs.New(errs.Conflict, "hand_over.running")
		}
		row := h.row(st)
		st.l.HandOver = OverProposed
		st.tell("over_proposed", false, map[string]any{"over": row.ID, "to": h.Recipient, "paper": h.OnPaper})
		st.askLeader("message.hand_over.review")
		if a.Role == org.Leader && st.l.OwnerUnit != org.CityID && !st.l.restricted() { // nobody approves their own: the city's leader may
			st.notify("message.hand_over.review", org.CityID, org.Leader)
		}
		return db.Insert(ctx, st.tx, []HandOver{row})
	})
}

func (h *Handing) row(st *step) HandOver {
	row := HandOver{
		ID: st.tx.NextID(), LeadID: st.l.ID, Version: 1, State: OverProposed, Unit: st.l.OwnerUnit, Recipient: h.Recipient,
		ToName: h.Name, OnPaper: h.OnPaper, Reason: h.Reason, Contact: h.Contact, Owed: st.l.HandOver == OverOwed,
		Proposed: st.at, ProposedBy: st.actor.ID, LastForm: []byte{},
	}
	if h.Recipient == ToDiscipline && h.Name == "" {
		row.ToName = org.UnitName(org.DisciplineID)
	}
	if !h.OnPaper {
		row.ToUnit = org.DisciplineID
	}
	return row
}

// Agreement is what the approving leader says.
type Agreement struct {
	Legal string // 5–200 characters, when the contact goes along because the law needs it
}

// ApproveHandOver issues the letter and freezes what goes with it (同意移交). A leader who did not propose it.
func (s *Service) ApproveHandOver(ctx context.Context, a org.Actor, ref OverRef, g Agreement) error {
	return s.overMove(ctx, a, ref, OverApprove, g, func(ctx context.Context, st *step, h *HandOver) error {
		if h.Contact == ContactLegal {
			p := Problems{}
			length(p, "legal", g.Legal, 5, 200)
			p.add(Personal(g.Legal), "legal", "error.personal")
			if err := errs.Fields(p); err != nil {
				return err
			}
			h.Legal = g.Legal
		}
		h.Decided, h.DecidedBy = st.at, st.actor.ID
		return s.sendOver(ctx, st, h)
	})
}

// RefuseHandOver gives a proposal back with a reason of 5–200 characters (不同意移交).
func (s *Service) RefuseHandOver(ctx context.Context, a org.Actor, ref OverRef, reason string) error {
	p := Problems{}
	length(p, "reason", reason, 5, 200)
	p.add(Personal(reason), "reason", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.overMove(ctx, a, ref, OverRefuse, reason, func(_ context.Context, st *step, h *HandOver) error {
		h.Decided, h.DecidedBy, h.Remark = st.at, st.actor.ID, reason
		st.tell("over_refused", false, map[string]any{"over": h.ID})
		st.tellHanding("message.hand_over.refused", h, org.Handler)
		return nil
	})
}

// sendOver numbers the letter and freezes what goes along; the reporter reads that it went to who is in charge.
func (s *Service) sendOver(ctx context.Context, st *step, h *HandOver) error {
	if st.l.Walled() && org.UnitByID(h.Unit).Kind == org.District { // whom the wall keeps out writes no letter, and misses no number
		h.Unit = org.CityID
	}
	answer, err := lastAnswer(ctx, st.tx, st.l.ID)
	if err != nil {
		return err
	}
	if answer != nil {
		h.AnswerID = answer.ID
	}
	evidence, err := s.gather(ctx, st, h, answer)
	if err != nil {
		return err
	}
	letter := st.draftLetter(Letter{Kind: LetterHandOver, Unit: h.Unit, ToUnit: h.ToUnit, ToName: h.ToName, DraftID: h.AnswerID},
		map[string]any{"enclosed": len(evidence)})
	if err := st.issue(ctx, letter); err != nil {
		return err
	}
	h.LetterID, h.Year, h.Serial = letter.ID, letter.Year, letter.Serial
	h.Sent, h.About, h.RemindAt = st.at, st.l.About, quarterAfter(st.at, 1)
	st.tell("handed_over", true, map[string]any{"over": h.ID, "letter": letter.ID})
	st.tellHanding("message.hand_over.sent", h, org.Handler)
	if h.ToUnit != 0 {
		st.tellRecipient(h)
	}
	return db.Insert(ctx, st.tx, evidence)
}

// tellHanding tells who handed over, while they may know of the lead, and who has it now.
func (st *step) tellHanding(key string, h *HandOver, roles ...org.Role) {
	units := st.l.reminded(h)
	if st.l.restricted() { // the one person, once
		units = []int64{st.l.OwnerUnit}
	}
	for _, unit := range units {
		st.notify(key, unit, roles...)
	}
}

// messagePackage is the key of the message to a recipient.
const messagePackage = "message.package"

// tellRecipient says that a package waits, not what it is about.
func (st *step) tellRecipient(h *HandOver) {
	wall := st.l.WallUnit
	if st.l.restricted() { // whoever signs for it is the next one to know
		wall = WallAny
	}
	st.job(outbox.NotifySend, Message{
		Key: messagePackage, Number: st.l.Number, Unit: h.ToUnit, Roles: []org.Role{org.DisciplineOfficer}, Wall: wall, At: st.at,
		Args: map[string]any{"unit": h.Unit, "over": h.ID},
	})
}

// owe marks a lead whose closing demands a hand-over (domain rule 1.5), unless one was proposed or is out already.
func (st *step) owe(ctx context.Context, demanded bool) error {
	if !demanded && st.l.HandOver != OverOwed {
		return nil
	}
	all, err := handOversOf(ctx, st.tx, st.l.ID)
	if err != nil {
		return err
	}
	st.l.HandOver = overStanding(all, false)
	if demanded && (st.l.HandOver == OverNone || st.l.HandOver == OverReturned) {
		st.l.HandOver = OverOwed
		st.tellUnit("message.hand_over.owed", org.Handler, org.Leader)
	}
	return nil
}
