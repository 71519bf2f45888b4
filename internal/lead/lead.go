package lead

import (
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// State is where a lead stands; the moves between states are in state.go.
type State string

// The states of this ledger.
const (
	StateNew        State = "new"              // 待分派
	Assigned        State = "assigned"         // 待签收
	InProgress      State = "in_progress"      // 办理中
	WaitingReporter State = "waiting_reporter" // 待反映人补充
	ReturnPending   State = "return_pending"   // 退单审核中
	ReviewPending   State = "review_pending"   // 答复审核中
	ExtendPending   State = "extend_pending"   // 延期审批中
	Replied         State = "replied"          // 已答复待评价
	Reopened        State = "reopened"         // 重办
	Closed          State = "closed"           // 已办结
	Rejected        State = "rejected"         // 不予受理
	Merged          State = "merged"           // 已并单
)

// States lists all of them, in the order of the work.
func States() []State {
	return []State{StateNew, Assigned, InProgress, WaitingReporter, ReturnPending, ReviewPending, ExtendPending, Replied, Reopened, Merged, Closed, Rejected}
}

// open reports a state in which somebody still has something to do.
func (s State) open() bool { return s != Closed && s != Rejected }

// Source is how a report came in. FromWeb prints as 平台举报 on the official form.
type Source string

// The sources.
const (
	FromWeb      Source = "web"      // 网上反映
	FromPlatform Source = "platform" // 平台举报
	FromCall     Source = "call"     // 来电
	FromLetter   Source = "letter"   // 来信
	FromVisit    Source = "visit"    // 来访
	From12345    Source = "12345"    // 12345转办
	FromAbove    Source = "above"    // 上级交办
	FromPatrol   Source = "patrol"   // 巡查发现
)

// Kind is what the reporter wants.
type Kind string

// The kinds.
const (
	Complaint  Kind = "report"     // 举报
	Appeal     Kind = "appeal"     // 申诉
	Enquiry    Kind = "enquiry"    // 咨询
	Suggestion Kind = "suggestion" // 建议
)

// Procedure (办理程序) names the clocks of a lead; chosen when it is accepted.
type Procedure string

// The procedures.
const (
	ByEnquiry   Procedure = "enquiry"   // 咨询建议
	ByHotline   Procedure = "hotline"   // 热线诉求
	ByPetition  Procedure = "petition"  // 信访事项
	ByViolation Procedure = "violation" // 违规举报核查
)

// Procedures lists all of them.
func Procedures() []Procedure { return []Procedure{ByEnquiry, ByHotline, ByPetition, ByViolation} }

// Finding is what the inquiry found.
type Finding string

// The findings.
const (
	Proven       Finding = "proven"       // 属实
	Partly       Finding = "partly"       // 部分属实
	Unproven     Finding = "unproven"     // 不属实
	Unverifiable Finding = "unverifiable" // 无法核实
	NotCovered   Finding = "policy"       // 政策不支持
	Answered     Finding = "answered"     // 咨询已答复
)

// Findings lists all of them.
func Findings() []Finding {
	return []Finding{Proven, Partly, Unproven, Unverifiable, NotCovered, Answered}
}

// Upholds reports a finding by which what was reported is true, wholly or in part.
func (f Finding) Upholds() bool { return f == Proven || f == Partly }

// Rating is the reporter's answer to "解决了吗".
type Rating string

// The ratings.
const (
	Solved   Rating = "solved"
	Partial  Rating = "partly"
	Unsolved Rating = "unsolved"
)

// Ending says how a closed lead ended when it was not by an answer; "" for an answer.
type Ending string

// Withdrawn is a report that the reporter took back (反映人撤回).
const Withdrawn Ending = "withdrawn"

// Lead is one line of the ledger and one row of `leads`. Instants are UTC milliseconds of the Case clock, 0
// for "not yet"; units are ids of org.
type Lead struct {
	ID       int64
	Number   string // 登记编号
	Campaign int64  // the Beijing year

	KeyMAC  []byte `gorm:"column:key_mac"`
	CodeMAC []byte `gorm:"column:code_mac"`
	CodeTry int64
	Pepper  int64
	BodyMAC []byte `gorm:"column:body_mac"`

	State     State
	Version   int64
	Source    Source
	Kind      Kind
	Procedure Procedure `gorm:"column:procedure_kind"`
	Category  string
	About     string
	Nature    string
	ToCity    bool

	District   string
	SchoolID   int64
	SchoolName string
	Stage      string
	Anonymous  bool
	Urgent     bool
	Suspicious bool // waits at city dispatch for a person

	OwnerUnit     int64
	CoUnit        int64
	TerritoryUnit int64  // whose 台账 it counts in; 0 for a walled lead
	WallUnit      int64  // whose misconduct it is about; 0 for none
	Reason        string // JSON of errs.Text: why it was routed so

	Received, Routed, Signed, Accepted, Contacted, Replied, Ended int64

	HandlerID     int64  // who has it in hand; 0 for nobody yet
	LastHandlerID int64  // who wrote the answer that did not solve it
	DraftID       int64  // the draft under review
	Returns       int64  // how often a district objected to it (退单); the second time the city decides for good
	ReturnedUnit  int64  // which district objected last
	Transferred   int64  // when a 转送函 about it was last issued
	Recused       string // who stepped aside (回避), as ",12,57,"
	Finding       Finding
	Summary       string // 台账摘要, without personal data
	Outcome       string
	Remark        string
	Rating        Rating
	Reopened      int64
	Ending        Ending        // how it ended when not by an answer
	Supplied      int64         // when the reporter answered a question and nobody has acted on it; 0 otherwise
	HandOver      HandOverState // 移交, beside the state

	Due        int64 // T, the due instant of the answer clock; 0 when none runs, and while it stands still
	UseBy      int64 // after it an answer is of no use to the reporter: the end of a day; 0 for none
	SortAt     int64 `gorm:"->"` // the earlier of the two, by which work is sorted; the database works it out
	LastStep   string
	NextStep   string
	NextStepAt int64
	Open       bool
	Children   int64 // how many leads were merged into this one; only addChildren changes it

	ExplainedDue  int64 // the due date whose delay the leader explained; Due when it is this one
	DraftedDue    int64 // the due date for which a 督办单 to the owner waits to be issued; 0 for none
	SupervisedDue int64 // the due date for which a 督办单 was issued
	MutedUntil    int64 // no step of the ladder before; 0, or past, when it is not muted
	MuteBy        int64 // who asked for a pause that waits for its second person

	RestrictBy int64 // who asked that one person alone may know of it (限知); 0 once that was decided
	SecondID   int64 // the leader who agreed to that, and decides what the one person proposes; 0 while it is not so

	TrailSeq  int64
	TrailHash []byte
	LastForm  []byte // keyed digest of the form that made the last move by a person
}

// TableName tells the store where leads lie; LEAD is a reserved word.
func (*Lead) TableName() string { return "leads" }

// Head is the end of the lead's trail.
func (l *Lead) Head() trail.Head { return trail.Head{Seq: l.TrailSeq, Hash: l.TrailHash} }

// Walled reports a lead about misconduct of a bureau or its people.
func (l *Lead) Walled() bool { return l.WallUnit != 0 }

// Waits reports a lead that is being handled and that nobody has in hand: it counted as signed, or its handler stepped
// aside.
func (l *Lead) Waits() bool { return l.State == InProgress && l.HandlerID == 0 }

// Late reports that the answer is owed and the date has passed at now.
func (l *Lead) Late(now time.Time) bool {
	return l.Due > 0 && l.owed() && now.UnixMilli() > l.Due
}

// owed reports that somebody on our side still has to answer: what is merged is answered with its main case.
func (l *Lead) owed() bool { return l.Open && l.State != Replied && l.State != Merged && !l.resting() }

// resting reports that the reporter was asked and the promise stands still. A lead that was late before it waits, too,
// and is still owed.
func (l *Lead) resting() bool { return l.State == WaitingReporter && l.Due == 0 }

// DueAt is T as an instant, zero for none.
func (l *Lead) DueAt() time.Time {
	if l.Due == 0 {
		return time.Time{}
	}
	return clock.FromMilli(l.Due)
}

// OwnerName is the name of the unit that owns it.
func (l *Lead) OwnerName() string { return org.UnitName(l.OwnerUnit) }

// Text is the reporter's own words, in a side table.
type Text struct {
	LeadID      int64
	Text        string
	Happened    string
	Amount      string
	Payee       string
	Affects     string
	AffectsDate string
	UrgentWhy   string // the operator's reason for a 24-hour case
}

// TableName tells the store where the words lie.
func (*Text) TableName() string { return "lead_texts" }

// Clock is one running or stopped time limit of a lead.
type Clock struct {
	LeadID          int64
	Kind            string // the rule's id in internal/deadline
	Round           int64  // how often the lead had been reopened when it started
	RuleVersion     string
	CalendarVersion string
	Started         int64
	Paused          int64 // since when it stands still, 0 while it runs
	Due             int64
	Stopped         int64
	Rests           []deadline.Pause `gorm:"-"` // the questions that ended while it ran
}

// TableName tells the store where clocks lie.
func (*Clock) TableName() string { return "lead_clocks" }

// Draft is an answer or a rejection on its way to the reporter: written by one person, decided by another.
type Draft struct {
	ID             int64
	LeadID         int64
	Kind           DraftKind
	AuthorID       int64
	State          DraftState
	Found          string
	Result         string
	Remedy         string
	Finding        Finding
	Items          string // printed numbers, comma separated
	Summary        string
	Violation      bool
	Subject        string
	Conduct        string
	Measures       string
	HandOver       bool
	HandOverReason string
	RejectReason   string
	Elsewhere      string
	ExtendReason   string
	Days           int64  // working days more
	Done           string // 已做工作
	Told           string // 给反映人的说明
	ReturnReason   string // one of ReturnReasons
	ReturnTo       int64  // the unit that should handle it instead
	ReturnBasis    string // 依据
	TransferBody   string // one of TransferBodies
	TransferName   string // the body's name, as the letter addresses it
	TransferAsk    string // why, and what is asked of it
	ReceiptDay     string // when the body answered, as 2006-01-02; "" for not yet
	Receipt        string // what it answered
	PlacedSchool   string // of a child without a school place: where it goes now
	PlacedOn       string // and since when, 2006-01-02
	NoPlace        string // or the ground on which it gets none here
	SeatNote       string // why, or what else is to be said
	About          string // the respondent that takes a wall away
	Nature         string
	District       string
	Written        int64
	DecidedBy      int64
	Decided        int64
	Remark         string
	CopyOf         int64 // the main case's draft of which a merged lead has this copy, 0 for none
}

// TableName tells the store where drafts lie.
func (*Draft) TableName() string { return "lead_drafts" }

// DraftKind says what a draft becomes when it is approved.
type DraftKind string

// DraftState says whether it was decided.
type DraftState string

// The kinds and states of drafts.
const (
	ReplyDraft      DraftKind = "reply"
	RejectDraft     DraftKind = "reject"
	ExtendDraft     DraftKind = "extend"
	ReturnDraft     DraftKind = "return"
	TransferDraft   DraftKind = "transfer"
	RespondentDraft DraftKind = "respondent" // takes a wall away

	DraftPending  DraftState = "pending"
	DraftApproved DraftState = "approved"
	DraftReturned DraftState = "returned"
	DraftDropped  DraftState = "dropped" // nobody decided it: the reporter took the report back
	DraftVoid     DraftState = "void"    // the lead became somebody else's first
)
