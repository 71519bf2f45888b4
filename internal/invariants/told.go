package invariants

import (
	"strings"

	"sunlead/internal/trail"
)

// The states by name, as far as they matter here.
const (
	stateNew      = "new"
	inProgress    = "in_progress"
	waiting       = "waiting_reporter"
	reviewPending = "review_pending"
	extendPending = "extend_pending"
	returnPending = "return_pending"
	assigned      = "assigned"
	replied       = "replied"
	closed        = "closed"
	rejected      = "rejected"
	reopened      = "reopened"
	merged        = "merged"
)

// deed is what a kind of entry tells of: the move and where it leads, "" for nowhere else. Each deed but an uncounted
// one is one version of the lead.
type deed struct {
	move, to  string
	uncounted bool
	only      []string // the states it may happen in, where no move says so
}

// stepMark begins the kinds of entries of the ladder.
const stepMark = "step."

var deeds = map[string]deed{
	"submitted":  {to: stateNew},
	"held":       {only: []string{stateNew}},
	"routed":     {move: "route", to: assigned}, // by a person: dispatch
	"signed":     {move: "sign", to: inProgress},
	"accepted":   {move: "accept", to: inProgress},
	"contacted":  {move: "contact", to: inProgress},
	"asked":      {move: "ask", to: waiting},
	"answered":   {move: "answer", to: inProgress},
	"unanswered": {move: "answer", to: inProgress},
	"withdrawn":  {move: "withdraw", to: closed},
	"resumed":    {move: "keep"}, // to where it stood before
	"complex":    {only: []string{assigned, inProgress}},
	"drafted":    {move: "reply", to: reviewPending}, // or reject
	"sent_back":  {move: "send_back", to: inProgress},
	"extended":   {move: "grant", to: inProgress},
	"replied":    {move: "approve", to: replied},
	"rejected":   {move: "approve", to: rejected},
	"closed":     {move: "close", to: closed},
	"respondent": {move: "respondent", to: assigned}, // or, after two people agreed, approve
	"restricted": {move: "grant_restrict", to: assigned},

	"restrict_asked":   {move: "restrict", to: assigned},
	"restrict_refused": {only: owing},
	"walled":           {only: []string{replied, closed, rejected}},

	"close_held":   {uncounted: true, only: []string{replied}},
	"rated":        {only: []string{replied, closed}},
	"reopened":     {move: "reopen", to: reopened, uncounted: true}, // the rating before it counts
	"revealed":     {uncounted: true},
	"letter":       {uncounted: true},
	"recoded":      {uncounted: true},
	"added":        {uncounted: true},
	"files":        {uncounted: true},
	"file_taken":   {uncounted: true},
	"forgotten":    {uncounted: true, only: []string{closed, rejected}},
	"erased":       {uncounted: true},
	"merged":       {move: "merge", to: merged},
	"unmerged":     {move: "unmerge"}, // to where it stood before
	"along":        {only: []string{merged}},
	"inherited":    {uncounted: true}, // by being unmerged
	"deemed":       {move: "sign", to: inProgress},
	"recalendared": {},

	"reassigned":    {move: "decide", to: assigned},
	"kept":          {move: "decide", to: assigned},
	"taken_over":    {move: "take_over", to: assigned},
	"transferred":   {move: "approve", to: inProgress},
	"receipted":     {only: []string{inProgress, waiting, reviewPending, extendPending, replied, reopened, closed}},
	"recused":       {},
	"over_proposed": {only: afterSigning},
	"over_refused":  {uncounted: true},
	"handed_over":   {uncounted: true},
	"over_signed":   {uncounted: true},
	"over_returned": {uncounted: true},
	"over_answered": {uncounted: true},
	"over_reminded": {uncounted: true},
	"explained":     {only: owing},
	"talk_drafted":  {only: owing},
	"issued":        {only: owing},
	"mute_asked":    {only: owing},
	"muted":         {only: owing},
	"unmuted":       {only: owing},
}

// owing are the states in which an answer is owed.
var owing = []string{stateNew, assigned, inProgress, waiting, returnPending, reviewPending, extendPending, reopened}

var climbed = deed{only: owing}

// afterSigning are the states in which a hand-over may be proposed.
var afterSigning = []string{inProgress, waiting, "return_pending", reviewPending, extendPending, replied, closed, rejected}

func deedOf(e trail.Entry) (deed, bool) {
	if strings.HasPrefix(e.Kind, stepMark) {
		return climbed, true
	}
	d, ok := deeds[e.Kind]
	switch v := e.Values(); {
	case e.Kind == "routed" && e.Actor != trail.System:
		d.move = "dispatch"
	case d.move == "approve" && e.Actor == trail.System:
		d.move = "follow"
	case e.Kind == "unmerged" || e.Kind == "resumed":
		d.to, _ = v["to"].(string)
	case e.Kind == "drafted" && v["kind"] == "reject":
		d.move = "reject"
	case e.Kind == "drafted" && v["kind"] == "extend":
		d.move, d.to = "extend", extendPending
	case e.Kind == "drafted" && v["kind"] == "return":
		d.move, d.to = "return", returnPending
	case e.Kind == "drafted" && v["kind"] == "transfer":
		d.move = "transfer"
	case e.Kind == "drafted" && v["kind"] == "respondent":
		d.move = "unwall"
	case e.Kind == "respondent" && v["draft"] != nil:
		d.move = "approve"
	}
	return d, ok
}

// arrow is one pair of the trail: a deed in the state in which it happened.
type arrow struct {
	from string
	deed
	known bool
}

// told is the lead as its trail alone says it stands.
type told struct {
	state                                                         string
	version                                                       int64
	routed, signed, accepted, contacted, replied, ended, reopened int64
	rating                                                        string
	arrows                                                        []arrow
	reopenings                                                    []reopening
	count                                                         map[string]int64 // of entries by kind
	moved                                                         map[int64]bool   // due dates that were moved
	walled                                                        int64            // when the respondent changed last, or it was restricted
	handed                                                        int64            // when a person last gave it to a unit; 0 for never
	returns                                                       []objection
	transferred                                                   int64
	recused                                                       []string // actors
}

// objection is one return: by which unit, when it had been given the lead, when it objected, with which draft, and whether
// the lead counted as signed before.
type objection struct {
	unit, given, at, draft int64
	deemed                 bool
}

// reopening is one 没有解决: who owned and handled the lead before, who took it after (domain rule 1.13).
type reopening struct {
	n, at         int64
	ownerBefore   int64
	ownerAfter    int64
	handlerBefore string
	takenBy       []string // who worked on it until the next one
	contactBefore bool
	draftBefore   int64 // the answer that did not solve it
}

// tell reads a trail from its beginning.
func tell(f *file) told {
	t := told{count: map[string]int64{}, moved: map[int64]bool{}}
	var owner, answer int64
	var handler string
	deemed := false
	for _, e := range f.entries {
		d, known := deedOf(e)
		v := e.Values()
		t.arrows = append(t.arrows, arrow{t.state, d, known})
		t.count[e.Kind]++
		if known && !d.uncounted {
			t.version++
		}
		if d.to != "" {
			t.state = d.to
		}
		if e.Kind == "drafted" && v["kind"] == "return" {
			t.returns = append(t.returns, objection{unit: owner, given: t.routed, at: e.At, draft: number(v, "draft"), deemed: deemed})
		}
		switch e.Kind {
		case "routed", "along", "reassigned", "kept":
			owner, deemed = number(v, "owner"), false
		case "respondent", "restrict_asked", "restricted", "taken_over":
			owner, deemed, handler = number(v, "owner"), false, ""
			if e.Kind != "taken_over" {
				t.walled = e.At
			}
			if due := number(v, "due"); due != 0 {
				t.moved[due] = true
			}
		case "walled":
			owner, t.walled = number(v, "owner"), e.At
		case "resumed":
			if number(v, "owner") != 0 {
				deemed, handler = false, ""
			}
		case "deemed":
			deemed = true
		case "extended", "recalendared":
			t.moved[number(v, "was")] = true
		case "replied":
			answer = number(v, "draft")
			if d := f.draft(answer); d != nil && d.CopyOf != 0 {
				handler = trail.Staff(d.AuthorID)
			}
		case "reopened":
			t.reopenings = append(t.reopenings, reopening{
				n: number(v, "n"), at: e.At, ownerBefore: owner, ownerAfter: number(v, "unit"), handlerBefore: handler,
				contactBefore: t.contacted != 0, draftBefore: answer,
			})
			owner = number(v, "unit")
		case "signed", "accepted", "contacted", "asked", "drafted":
			if e.Kind == "signed" || e.Kind == "drafted" {
				handler = e.Actor
			}
			if n := len(t.reopenings); n > 0 {
				t.reopenings[n-1].takenBy = append(t.reopenings[n-1].takenBy, e.Actor)
			}
		}
		if was := number(v, "was"); was != 0 {
			t.moved[was] = true
		}
		t.mark(e, v)
	}
	return t
}

// mark keeps the instants that the lead's row repeats.
func (t *told) mark(e trail.Entry, v map[string]any) {
	switch e.Kind {
	case "held", "routed":
		t.routed = e.At
		if e.Actor != trail.System {
			t.handed = e.At
		}
	case "respondent", "restrict_asked", "restricted", "taken_over":
		t.routed, t.signed = e.At, 0
		if t.reopened == 0 { // a reopened lead has no time to sign
			t.handed = e.At
		}
	case "reassigned", "kept", "along":
		t.routed, t.handed, t.signed = e.At, e.At, 0
	case "transferred":
		t.transferred = e.At
	case "recused":
		t.recused = append(t.recused, e.Actor)
	case "signed", "deemed":
		t.signed = e.At
	case "accepted":
		t.accepted = e.At
	case "contacted":
		if v["result"] == "reached" && t.contacted == 0 {
			t.contacted = e.At
		}
	case "replied":
		t.replied, t.rating = e.At, ""
	case "resumed":
		t.ended = 0
		if number(v, "owner") != 0 { // behind the wall that went up meanwhile, anew
			t.routed, t.signed = e.At, 0
			if t.reopened == 0 {
				t.handed = e.At
			}
		}
	case "closed", "rejected", "withdrawn":
		t.ended = e.At
	case "rated":
		t.rating, _ = v["solved"].(string)
	case "reopened":
		t.reopened++
		t.signed, t.replied, t.ended, t.rating = 0, 0, 0, ""
	}
}

// number is a whole number among an entry's values; 0 for none.
func number(v map[string]any, key string) int64 {
	n, _ := v[key].(float64) // numbers of JSON
	return int64(n)
}
