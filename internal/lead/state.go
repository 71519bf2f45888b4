package lead

import (
	"slices"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Move is something done to a lead.
type Move string

// The moves of this ledger.
const (
	MoveRoute    Move = "route"     // by the worker
	MoveDispatch Move = "dispatch"  // by a person at city dispatch
	MoveSign     Move = "sign"      // 签收
	MoveAccept   Move = "accept"    // 受理
	MoveContact  Move = "contact"   // 联系登记
	MoveAsk      Move = "ask"       // 向反映人提问
	MoveAnswer   Move = "answer"    // 补充: by the reporter, by who works the case, or by the worker for an answer that never came
	MoveReturn   Move = "return"    // 退单
	MoveDecide   Move = "decide"    // 核定承办单位, by the city
	MoveReply    Move = "reply"     // 写答复
	MoveReject   Move = "reject"    // 不予受理
	MoveExtend   Move = "extend"    // 申请延期
	MoveTransfer Move = "transfer"  // 转送
	MoveReceipt  Move = "receipt"   // 登记回执
	MoveHandOver Move = "hand_over" // 移交
	MoveMerge    Move = "merge"     // 并单
	MoveUnmerge  Move = "unmerge"   // 撤销并单
	MoveFollow   Move = "follow"    // by the worker: the main case's answer
	MoveAlong    Move = "along"     // by the worker: to the main case's new owner
	MoveRecuse   Move = "recuse"    // 回避
	MoveApprove  Move = "approve"   // 同意
	MoveGrant    Move = "grant"     // 同意延期
	MoveSendBack Move = "send_back" // 退回修改
	MoveClose    Move = "close"     // 办结
	MoveRate     Move = "rate"      // by the reporter: 解决了
	MoveReopen   Move = "reopen"    // by the reporter: 没有解决
	MoveWithdraw Move = "withdraw"  // by the reporter: 撤回
	MoveKeep     Move = "keep"      // 继续办理: a withdrawn lead goes on
	MoveComplex  Move = "complex"   // 标为复杂
	MoveReveal   Move = "reveal"    // 查看联系方式
	MoveLetter   Move = "letter"    // 下载文书
	MoveRecode   Move = "recode"    // by the reporter, who lost it: 重发查询码
	MoveAdd      Move = "add"       // by the reporter: 补充说明
	MoveAddFile  Move = "add_file"  // by the reporter: 补充材料
	MoveTakeFile Move = "take_file" // 下载材料
	MoveForget   Move = "forget"    // by the worker: 删除联系方式
	MoveErase    Move = "erase"     // by the reporter: 删除联系方式

	MoveTakeOver   Move = "take_over"  // 市局接办
	MoveRespondent Move = "respondent" // 更正反映对象
	MoveWall       Move = "wall"       // 更正反映对象 of what was answered: a wall goes up
	MoveUnwall     Move = "unwall"     // 提请撤销限知: the respondent becomes one without a wall
	MoveRestrict   Move = "restrict"   // 提请转限知

	MoveGrantRestrict  Move = "grant_restrict"  // 同意转限知
	MoveRefuseRestrict Move = "refuse_restrict" // 不同意转限知
)

// The moves of the ladder.
const (
	MoveExplain   Move = "explain"    // 超期说明
	MoveTalk      Move = "talk"       // 起草约谈通知
	MoveIssue     Move = "issue"      // 签发
	MoveMute      Move = "mute"       // 申请暂停督办
	MoveGrantMute Move = "grant_mute" // 同意暂停督办
	MoveUnmute    Move = "unmute"     // 恢复督办
)

// who may make a move; each is a question about the actor and the lead.
type who func(a org.Actor, l *Lead) bool

// guard says what else stands in the way; nil for nothing.
type guard func(a org.Actor, l *Lead) *errs.Error

// all is every guard, the first refusal counts.
func all(guards ...guard) guard {
	return func(a org.Actor, l *Lead) *errs.Error {
		for _, g := range guards {
			if e := g(a, l); e != nil {
				return e
			}
		}
		return nil
	}
}

// transition is one line of the table: a move, the states it starts from, the state it ends in, who makes it,
// what else must be true, and the clocks it stops. An approved draft decides its own end state.
type transition struct {
	move  Move
	from  []State
	to    State
	who   who
	guard guard
	stops []string
}

// approved are the other ends of an approval than the answer: a rejection; a letter, which answers nothing; a wall that
// comes down.
var approved = []State{Rejected, InProgress, Assigned}

// worked are the states of a lead that is open by itself: a merged one is parted first.
var worked = []State{StateNew, Assigned, InProgress, WaitingReporter, ReturnPending, ReviewPending, ExtendPending, Reopened}

// takeable are the states in which the city may take a lead from its district: what was returned it decides anyhow.
var takeable = []State{Assigned, InProgress, WaitingReporter, ReviewPending, ExtendPending, Reopened}

// answeredStates are those of a lead of which nothing but a wall can change whom it is about.
var answeredStates = []State{Replied, Closed, Rejected}

// table is the whole of it: what is not here is refused.
var table = []transition{
	{MoveRoute, []State{StateNew}, Assigned, system, nil, nil},
	{MoveDispatch, []State{StateNew}, Assigned, dispatcher, notWalled, nil},
	{MoveSign, []State{Assigned, Reopened}, InProgress, signer, somebodyElse, []string{clockSign}},
	{MoveReturn, []State{Assigned, InProgress}, ReturnPending, objector, all(notWalled, returnable), []string{clockSign}},
	{MoveDecide, []State{ReturnPending}, Assigned, arbiter, notWalled, nil},
	{MoveAccept, []State{InProgress}, InProgress, owner, all(somebodyElse, notAccepted), []string{clockLawAccept}},
	{MoveContact, []State{InProgress}, InProgress, owner, all(somebodyElse, leftContact), nil},
	{MoveReply, []State{InProgress}, ReviewPending, owner, somebodyElse, nil},
	{MoveReject, []State{InProgress}, ReviewPending, owner, somebodyElse, nil},
	{MoveExtend, []State{InProgress}, ExtendPending, owner, somebodyElse, nil},
	{MoveMerge, []State{Assigned, InProgress}, Merged, owner, all(somebodyElse, mergeable), promises},
	{MoveUnmerge, []State{Merged}, InProgress, closer, nil, nil}, // or where it stood before
	{MoveFollow, []State{Merged}, Replied, system, nil, nil},     // or rejected
	{MoveAlong, []State{Merged}, "", system, nil, nil},
	{MoveAsk, []State{InProgress}, WaitingReporter, owner, somebodyElse, nil},
	{MoveAnswer, []State{WaitingReporter}, InProgress, answerer, unless(somebodyElse, outside), nil},
	{MoveTransfer, []State{InProgress}, ReviewPending, owner, somebodyElse, nil},
	{MoveReceipt, answers, "", owner, wasTransferred, nil},
	{MoveRecuse, States(), "", recuser, notRestricted, nil}, // or nobody would know of it
	{MoveApprove, []State{ReviewPending}, Replied, judge, notOwnDraft, allClocks},
	{MoveGrant, []State{ExtendPending}, InProgress, decider, notOwnDraft, nil},
	{MoveSendBack, []State{ReviewPending, ExtendPending}, InProgress, judge, notOwnDraft, nil},
	{MoveClose, []State{Replied}, Closed, closer, nil, allClocks},
	{MoveRate, []State{Replied, Closed}, "", reporter, rateable, nil},
	{MoveReopen, []State{Replied, Closed}, Reopened, reporter, reopenable, nil},
	{MoveHandOver, afterSigning(), "", owner, handsOver, nil},
	{MoveWithdraw, []State{StateNew, Assigned, InProgress, WaitingReporter, ReturnPending, ReviewPending, ExtendPending, Reopened, Merged}, Closed, reporter, nil, allClocks},
	{MoveKeep, []State{Closed}, InProgress, decider, withdrawn, nil}, // or where it stood before
	{MoveComplex, []State{Assigned, InProgress}, "", decider, nil, nil},
	{MoveTakeOver, takeable, Assigned, cityLeader, ofDistrict, nil},
	{MoveRespondent, append(slices.Clone(worked), Merged), Assigned, cityWorker, notRestricted, nil}, // from its main case it parts
	{MoveWall, answeredStates, "", cityWorker, notRestricted, nil},
	{MoveUnwall, []State{InProgress}, ReviewPending, cityWorker, all(hasWall, notRestricted), nil},
	{MoveRestrict, append(slices.Clone(worked), Merged), Assigned, cityWorker, all(notRestricted, notAsked), nil},
	{MoveGrantRestrict, worked, Assigned, cityLeader, restrictAsked, allClocks},
	{MoveRefuseRestrict, worked, "", cityLeader, restrictAsked, nil},
	{MoveReveal, States(), "", contactReader, leftContact, nil},
	{MoveLetter, States(), "", reader, nil, nil},
	{MoveRecode, States(), "", reporter, leftContact, nil},
	{MoveAdd, States(), "", reporter, nil, nil},
	{MoveAddFile, States(), "", reporter, fileable, nil},
	{MoveTakeFile, States(), "", reader, nil, nil},
	{MoveForget, []State{Closed, Rejected}, "", system, all(leftContact, handedIn), nil},
	{MoveErase, States(), "", reporter, leftContact, []string{clockContact}},
	{MoveExplain, owing(), "", ballLeader, toExplain, nil},
	{MoveTalk, owing(), "", cityLeader, talkable, nil},
	{MoveIssue, owing(), "", cityLeader, nil, nil},
	{MoveMute, owing(), "", decider, mutable, nil},
	{MoveGrantMute, owing(), "", cityLeader, muteAsked, nil},
	{MoveUnmute, owing(), "", decider, muteThere, nil},
}

// owing are the states in which an answer is owed.
func owing() []State {
	return slices.DeleteFunc(States(), func(s State) bool { return !s.open() || s == Replied || s == Merged })
}

func find(m Move) *transition {
	i := slices.IndexFunc(table, func(t transition) bool { return t.move == m })
	if i < 0 {
		return nil
	}
	return &table[i]
}

// Can answers whether the actor may make the move now: nil, Forbidden when it is not theirs, Conflict when
// the lead does not stand there.
func Can(a org.Actor, m Move, l *Lead) error {
	t := find(m)
	if t == nil || !t.who(a, l) {
		return errs.New(errs.Forbidden, "move.not_yours")
	}
	if !slices.Contains(t.from, l.State) {
		return errs.New(errs.Conflict, "move.not_now", "state", errs.T("state."+string(l.State)))
	}
	if t.guard != nil {
		if e := t.guard(a, l); e != nil {
			return e
		}
	}
	return nil
}

// onPage is the order in which a case page offers moves; the first one possible is the primary action: who has just been
// given a late case signs for it before they explain it. What is nobody's
// next action, a receipt or a recusal, the page offers elsewhere.
var onPage = []Move{MoveSign, MoveExplain, MoveApprove, MoveGrant, MoveDecide, MoveAnswer, MoveAccept, MoveContact, MoveReply, MoveClose, MoveHandOver, MoveSendBack, MoveAsk, MoveExtend, MoveReturn, MoveTransfer, MoveMerge, MoveUnmerge, MoveReject, MoveComplex, MoveKeep, MoveGrantMute, MoveUnmute, MoveMute, MoveTalk, MoveTakeOver, MoveGrantRestrict, MoveRefuseRestrict}

// Beside reports a move that can be made and is nobody's next step.
func Beside(m Move) bool {
	return slices.Contains([]Move{MoveUnmerge, MoveComplex, MoveKeep, MoveGrantMute, MoveUnmute, MoveMute, MoveTalk, MoveTakeOver, MoveGrantRestrict, MoveRefuseRestrict}, m)
}

// Moves returns what the actor may do on the case page. The first is the primary action, unless it is Beside. To hand over is always
// possible, and among them while a closing demands it.
func Moves(a org.Actor, l *Lead) []Move {
	var out []Move
	for _, m := range onPage {
		if Can(a, m, l) == nil && (m != MoveContact || l.Contacted == 0) && (m != MoveHandOver || l.HandOver == OverOwed) {
			out = append(out, m)
		}
	}
	if l.Contacted != 0 && Can(a, MoveContact, l) == nil {
		out = append(out, MoveContact)
	}
	return out
}

// Diagram returns the table's arrows as "from move to", for the drawing in docs/.
func Diagram() [][3]string {
	var arrows [][3]string
	for _, t := range table {
		if t.to == "" {
			continue
		}
		for _, f := range t.from {
			arrows = append(arrows, [3]string{string(f), string(t.move), string(t.to)})
		}
	}
	for _, to := range approved {
		arrows = append(arrows, [3]string{string(ReviewPending), string(MoveApprove), string(to)})
	}
	return append(arrows,
		[3]string{string(Merged), string(MoveFollow), string(Rejected)},
		[3]string{string(Merged), string(MoveUnmerge), string(Assigned)},
		[3]string{string(Closed), string(MoveKeep), string(StateNew)},
		[3]string{string(Closed), string(MoveKeep), string(Assigned)},
		[3]string{string(Closed), string(MoveKeep), string(ReturnPending)},
		[3]string{string(Closed), string(MoveKeep), string(Reopened)})
}
