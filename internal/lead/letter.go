package lead

import (
	"context"
	"encoding/json"

	"sunlead/internal/errs"
)

// LetterKind names the letters (公文) that carry a number. The notices to a reporter (告知书) carry the 登记编号 and
// are no rows: they are composed from the case.
type LetterKind string

// The kinds of numbered letters.
const (
	LetterTransfer  LetterKind = "transfer"  // 转送函
	LetterHandOver  LetterKind = "hand_over" // 移交函
	LetterUrge      LetterKind = "urge"      // 催办通知
	LetterSupervise LetterKind = "supervise" // 督办单
	LetterTalk      LetterKind = "talk"      // 约谈通知
	LetterNotice    LetterKind = "notice"    // 超期事项抄告
)

// Letter is a numbered letter about a lead. It is a draft (待签发) until a leader issues it, and takes its number then;
// only the 抄告 is issued by the program. What it says is composed from the lead, the draft it came with and Args.
type Letter struct {
	ID        int64
	LeadID    int64
	Kind      LetterKind
	Unit      int64  // whose letter it is; numbers run by unit, kind and Beijing year
	ToUnit    int64  // to whom, when it is a unit of this installation
	ToName    string // to whom otherwise
	DraftID   int64  // the draft it came with; 0 for none
	Args      string // JSON: typed values of the text, nothing personal
	Year      int64  // with Serial its number, 0 until issued
	Serial    int64
	Drafted   int64
	DraftedBy int64 // 0 for the program
	Issued    int64
	IssuedBy  int64
}

// TableName tells the store where letters lie.
func (*Letter) TableName() string { return "letters" }

// InForce reports a letter that was issued.
func (l *Letter) InForce() bool { return l.Issued != 0 }

// Values are the typed values of the text.
func (l *Letter) Values() map[string]any {
	v := map[string]any{}
	_ = json.Unmarshal([]byte(l.Args), &v) // written by draftLetter
	return v
}

// Due is the due date that a letter of the ladder is about, 0 for another letter.
func (l *Letter) Due() int64 {
	due, _ := l.Values()["due"].(float64) // a number of JSON
	return int64(due)
}

// Presses reports that a letter of the ladder is about the lead's due date and to who has to act: of another it is moot.
// The city writes none to itself.
func (l *Letter) Presses(on *Lead) bool {
	return on.Due != 0 && l.Due() == on.Due && l.ToUnit == on.ball() && l.ToUnit != l.Unit
}

// draftLetter leaves a letter with the step, which writes it: a draft, until issue is called on what it returns.
func (st *step) draftLetter(l Letter, args map[string]any) *Letter {
	if args == nil {
		args = map[string]any{}
	}
	text, err := json.Marshal(args)
	if err != nil {
		text = []byte("{}") // values are numbers and codes
	}
	l.ID, l.LeadID, l.Args = st.tx.NextID(), st.l.ID, string(text)
	l.Drafted, l.DraftedBy = st.at, st.actor.ID
	st.letters = append(st.letters, l)
	return &st.letters[len(st.letters)-1]
}

// issue puts a letter in force under the next number of its unit, kind and year. Numbers have no gap, for the row that
// counts them is part of the transaction. A letter of an earlier step is then written with storeIssued.
func (st *step) issue(ctx context.Context, l *Letter) error {
	if l.InForce() {
		return errs.New(errs.Conflict, "letter.issued")
	}
	l.Year = letterYear(st.at)
	serial, err := takeSerials(ctx, st.tx, l, 1)
	if err != nil {
		return err
	}
	l.Serial, l.Issued, l.IssuedBy = serial, st.at, st.actor.ID
	return nil
}
