package invariants

import (
	"strconv"

	"sunlead/internal/trail"
)

// file is all that is stored about one lead, but for texts. One without a row holds what was left without its lead.
type file struct {
	*row
	id         int64
	texts      int
	reporters  int
	clocks     []clock
	steps      []step
	letters    []letter
	mutes      []mute
	holds      []hold
	explained  []explanation
	drafts     []draft
	questions  []question
	ratings    []rating
	added      []int64 // ids of what the reporter added, ascending
	items      []int64
	notes      []int64
	entries    []trail.Entry
	sealed     span // the entries in the chain over all streams, and those that wait for it
	unsealed   span
	messages   []message
	jobs       []job
	violations []violation
	merge      *merge // into which main case it was merged; nil for none
	children   int64  // how many rows say that they were merged into this one
	unlike     bool   // a copy of an answer is not what the main case's says
	told       told   // what the trail says, worked out once
	serials    int64  // the next serial of the number's year

	recusedRows []int64 // who stepped aside, ascending
	overs       []over
	evidence    []evidence
	exhibits    exhibits
	files       []stored // what the reporter added
}

func (f *file) name() string {
	if f.row == nil {
		return "lead " + strconv.FormatInt(f.id, 10)
	}
	return f.Number
}

type row struct {
	ID, Campaign                                                  int64
	Number, State, About, Nature, District                        string
	Version                                                       int64
	Anonymous, Suspicious, Open                                   bool
	OwnerUnit, CoUnit, TerritoryUnit, WallUnit                    int64
	Received, Routed, Signed, Accepted, Contacted, Replied, Ended int64
	DraftID                                                       int64
	Finding, Summary, Outcome, Rating, Ending                     string
	Reopened, Due, UseBy, SortAt, NextStepAt, Children            int64
	LastStep, NextStep, Recused, HandOver, Category               string
	Returns, ReturnedUnit, Transferred                            int64
	ExplainedDue, DraftedDue, SupervisedDue, MutedUntil, MuteBy   int64
	RestrictBy, SecondID                                          int64
	TrailSeq                                                      int64
	TrailHash                                                     []byte
}

const rowColumns = "id, campaign, number, state, about, nature, district, version, anonymous, suspicious, open," +
	" owner_unit, co_unit, territory_unit, wall_unit, received, routed, signed, accepted, contacted, replied, ended," +
	" draft_id, finding, summary, outcome, rating, ending, reopened, due, use_by, sort_at, next_step_at, children, category, last_step, next_step," +
	" explained_due, drafted_due, supervised_due, muted_until, mute_by, restrict_by, second_id, recused, hand_over, returns, returned_unit, transferred, trail_seq, trail_hash"

type clock struct {
	LeadID, Round, Started, Paused, Due, Stopped int64
	Kind, RuleVersion, CalendarVersion           string
}

type step struct {
	LeadID, Due, Taken int64
	Step               string
	LetterID           int64 // -1: taken before steps drafted letters
}

// letter is a numbered letter, with the seat of who issued it.
type letter struct {
	ID, LeadID, Unit, ToUnit, Year, Serial, Drafted, DraftedBy, Issued, IssuedBy int64
	Kind, Args                                                                   string
	IssuerUnit                                                                   int64
	IssuerRole                                                                   string
}

type mute struct{ ID, LeadID, Due, Until, AskedBy, Asked, GrantedBy, Granted, EndedBy, Ended int64 }

// hold is until when a unit had to act on a late lead.
type hold struct{ LeadID, Unit, Until int64 }

type explanation struct{ LeadID, Due, AuthorID, Written int64 }

type draft struct {
	ID, LeadID, AuthorID, DecidedBy, Written, Decided int64
	CopyOf                                            int64
	Kind, State, Finding, Items, Summary, Result      string
	Subject, Conduct, Measures, Elsewhere             string
	ReceiptDay                                        string
	DeciderUnit                                       int64 // where who decided it works
	PlacedSchool, PlacedOn, NoPlace, SeatNote         string
	Violation, HandOver                               bool
}

// merge is the row of a merged lead, with the main case it names.
type merge struct {
	LeadID, MainID, Followed int64
	State                    string // of the main case; "" when it is not there
	Open                     bool
	OwnerUnit, WallUnit      int64
	Waits                    bool // a job brings the main case's news
	InTurn                   bool // the main case is merged itself
}

type question struct {
	ID, LeadID, Asked, Until, AnsweredBy, Ended int64
	Outcome                                     string
}

// rating is what the reporter said of one answer.
type rating struct {
	LeadID, Round, At int64
	Solved            string
}

type message struct {
	Number, Kind                  string
	StaffID, WallUnit, UnitID, At int64
}

type job struct {
	LeadID int64
	Kind   string
}

type violation struct {
	LeadID, Campaign, WallUnit, At     int64
	Number, Subject, Conduct, Measures string
	HandOver                           bool
}

type over struct {
	ID, LeadID, Unit, Owed, Proposed, ProposedBy, Decided, DecidedBy, LetterID, Year, Serial int64
	Sent, Signed, Returned, Answered, Reminded, RemindAt                                     int64
	State                                                                                    string
}

type evidence struct {
	HandOverID, No, LeadID, Ref int64
	Kind                        string
	Hash                        []byte
}

// stored is a file of a reporter, with what its chunks amount to.
type stored struct {
	ID, LeadID, Size, Chunks, Expires    int64
	Ready, Later                         bool
	Scan                                 string
	Hash                                 []byte
	ThereChunks, ThereBytes, First, Last int64
}

// exhibits are the hashes of what is stored of a lead that was handed over, worked out anew.
type exhibits struct {
	report                []byte
	added, notes, answers map[int64][]byte
}

type span struct{ n, first, last int64 }

// from reports a run of entries without a gap: none, or those from first on to last.
func (s span) from(first, last int64) bool {
	if last < first {
		return s == span{}
	}
	return s == span{last - first + 1, first, last}
}

// inChain reports whether of a stream's entries the first are sealed and the rest waits.
func inChain(sealed, waiting span, entries int64) bool {
	return sealed.from(1, sealed.last) && waiting.from(sealed.last+1, entries)
}
