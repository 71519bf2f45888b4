package seed

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// life is one lead while it is made up: its row and what its history left.
type life struct {
	*writer
	*lead.Lead
	b      *batch
	events []trail.Event
	clocks []lead.Clock
	draft  lead.Draft
	entry  int64 // id for the register
}

// lead makes up one lead, received at an instant.
func (w *writer) lead(ctx context.Context, b *batch, at time.Time) error {
	number, err := w.number(ctx, at)
	if err != nil {
		return err
	}
	id, err := w.ids.Next(ctx)
	if err != nil {
		return err
	}
	f := &life{writer: w, b: b, Lead: w.row(id, number, at)}
	for _, more := range []*int64{&f.draft.ID, &f.entry} {
		if *more, err = w.ids.Next(ctx); err != nil {
			return err
		}
	}
	f.live(at)
	return f.store()
}

// live takes the lead to the state it is in at the end.
func (f *life) live(at time.Time) {
	age := f.o.End.Sub(at)
	late := lateShare * float64(f.o.End.Sub(f.o.Start)) / float64(lateFor)
	ends := pick(f.writer, endings)
	switch {
	case age < fresh:
		ends = pick(f.writer, freshStates)
	case age < lateFor && f.rand.Float64() < late:
		ends = pick(f.writer, lateStates)
	case age < stale && ends == lead.Closed && f.rand.IntN(8) == 0:
		ends = lead.Replied
	}
	f.start(at)
	f.tell("submitted", trail.Reporter, true, f.Received, map[string]any{"source": f.Source})
	if f.OwnerUnit == org.DisciplineID && ends != lead.StateNew {
		ends = lead.Assigned // the discipline body makes no moves
	}
	f.route(f.Received+700, ends == lead.StateNew && f.WallUnit == 0)
	step := min(age/8, 20*time.Hour).Milliseconds()
	switch ends {
	case lead.StateNew:
	case lead.Assigned:
		f.wait()
	default:
		f.work(ends, step)
	}
	f.climb()
	f.Version = int64(len(f.events))
}

func (f *life) start(at time.Time) {
	if f.OwnerUnit == org.DisciplineID {
		return
	}
	kinds := []string{deadline.RuleSign, deadline.RuleAnswer, deadline.RuleLawAccept}
	if !f.Anonymous {
		kinds = append(kinds, deadline.RuleContact)
	}
	for _, kind := range kinds {
		rule, _ := deadline.RuleByID(kind)
		f.clocks = append(f.clocks, lead.Clock{
			LeadID: f.ID, Kind: kind, RuleVersion: rule.Version, CalendarVersion: f.cal.Version, Started: f.Received, Due: f.due(kind, at),
		})
	}
	f.Due = f.due(deadline.RuleAnswer, at)
}

func (f *life) route(at int64, held bool) {
	if held {
		f.District, f.Routed = org.DistrictUnknown, at
		f.Reason = sentence("route.no_district")
		f.tell("held", trail.System, false, at, map[string]any{"reason": "route.no_district"})
		return
	}
	f.place(f.Lead)
	reason := map[int64]string{org.CityID: "route.to_city", org.DisciplineID: "route.wall_city"}[f.OwnerUnit]
	if reason == "" {
		reason = "route.district"
	}
	f.State, f.Routed, f.Reason = lead.Assigned, at, sentence(reason, "unit", org.UnitName(f.OwnerUnit))
	f.tell("routed", trail.System, true, at, map[string]any{"owner": f.OwnerUnit, "co": f.CoUnit, "reason": reason})
}

// wait leaves the lead unsigned until that counts as signed.
func (f *life) wait() {
	at := f.due(deadline.RuleObjection, clock.FromMilli(f.Routed))
	if f.Due == 0 || at > clock.Milli(f.o.End) {
		return
	}
	f.State, f.Signed = lead.InProgress, at
	f.stop(at, deadline.RuleSign)
	f.tell("deemed", trail.System, true, at, map[string]any{"unit": f.OwnerUnit})
}

func sentence(key string, args ...any) string {
	b, err := json.Marshal(errs.T(key, args...))
	if err != nil {
		return ""
	}
	return string(b)
}

// work goes from the signature as far as the end, a step of time between each two deeds.
func (f *life) work(ends lead.State, step int64) {
	who := f.staff[f.OwnerUnit]
	at := f.Routed + step
	f.Signed, f.HandlerID, f.State = at, who[0], lead.InProgress
	f.stop(at, deadline.RuleSign)
	f.tell("signed", trail.Staff(who[0]), true, at, map[string]any{"unit": f.OwnerUnit})
	if ends == lead.InProgress {
		return
	}
	f.write(ends, at+step, who)
	if ends == lead.ReviewPending {
		return
	}
	f.decide(ends, at+2*step, who)
	if ends != lead.Closed {
		return
	}
	f.State, f.Open, f.Ended = lead.Closed, false, at+3*step
	f.NextStep, f.NextStepAt = "", 0
	f.tell("closed", trail.Staff(who[0]), true, f.Ended, map[string]any{"finding": f.Finding, "rated": f.Rating})
	f.register()
}

func (f *life) write(ends lead.State, at int64, who [2]int64) {
	d := &f.draft
	*d = lead.Draft{ID: d.ID, LeadID: f.ID, AuthorID: who[0], State: lead.DraftPending, Written: at, Kind: lead.ReplyDraft}
	if ends == lead.Rejected {
		d.Kind, d.RejectReason, d.Elsewhere = lead.RejectDraft, "out_of_scope", "请向学校所属的主管部门反映。"
	} else {
		d.Found, d.Result, d.Remedy = "经查阅报名记录并询问经办人员，情况已经核实。", "已责成学校按规定办理并向家长说明。", "如有异议，可在三十日内申请复查。"
		d.Finding, d.Summary = pick(f.writer, findings), "反映"+f.SchoolName+"的招生问题"
		d.Items = f.itemList(d.Finding)
		if f.Category == lead.NoSeat {
			d.PlacedSchool, d.PlacedOn = f.SchoolName, clock.FromMilli(at).In(clock.Beijing).Format(time.DateOnly)
		}
		if d.Finding == lead.Proven && f.WallUnit == 0 && f.rand.IntN(6) == 0 {
			d.Violation, d.Subject, d.Conduct, d.Measures, d.HandOver = true, f.SchoolName, "收取与入学挂钩的费用", "责令退还，通报批评", true
		}
	}
	f.State, f.DraftID = lead.ReviewPending, d.ID
	f.tell("drafted", trail.Staff(who[0]), false, at, map[string]any{"draft": d.ID, "kind": d.Kind})
}

func (f *life) itemList(finding lead.Finding) string {
	c, _ := lead.CategoryByID(f.Category)
	if len(c.Items) == 0 && !finding.Upholds() {
		return ""
	}
	if len(c.Items) == 0 {
		return "35"
	}
	return strconv.Itoa(c.Items[f.rand.IntN(len(c.Items))])
}

func (f *life) decide(ends lead.State, at int64, who [2]int64) {
	d := &f.draft
	d.State, d.DecidedBy, d.Decided = lead.DraftApproved, who[1], at
	f.stop(at, "")
	if ends == lead.Rejected {
		f.State, f.Open, f.Ended, f.Outcome = lead.Rejected, false, at, d.Elsewhere
		f.tell("rejected", trail.Staff(who[1]), true, at, map[string]any{"unit": f.OwnerUnit, "draft": d.ID, "reason": d.RejectReason})
		return
	}
	f.State, f.Replied, f.Finding, f.Summary, f.Outcome = lead.Replied, at, d.Finding, d.Summary, d.Result
	f.NextStep, f.NextStepAt = "close", f.due(deadline.RuleUnrated, clock.FromMilli(at))
	f.tell("replied", trail.Staff(who[1]), true, at, map[string]any{"unit": f.OwnerUnit, "draft": d.ID})
}

// stop stops one clock, or all that run.
func (f *life) stop(at int64, kind string) {
	for i := range f.clocks {
		if c := &f.clocks[i]; c.Stopped == 0 && (kind == "" || c.Kind == kind) {
			c.Stopped = at
		}
	}
}

// climb takes the steps that were due while the answer was owed, as the sweep did; they stand last in the trail only
// if nothing was done after, so that a lead that was answered was answered in time.
func (f *life) climb() {
	if f.Due == 0 || !f.Open || f.State == lead.Replied {
		return
	}
	ladder := deadline.DistrictLadder()
	if f.OwnerUnit == org.CityID {
		ladder = deadline.CityLadder()
	}
	for {
		next, when, ok := ladder.NextAt(f.cal, f.LastStep, f.DueAt(), time.Time{})
		if !ok {
			f.NextStep, f.NextStepAt = "", 0
			return
		}
		if when.After(f.o.End) {
			f.NextStep, f.NextStepAt = next.ID, clock.Milli(when)
			if at := f.due(deadline.RuleObjection, clock.FromMilli(f.Routed)); f.State == lead.Assigned && at < f.NextStepAt {
				f.NextStep, f.NextStepAt = "sign", at
			}
			return
		}
		at := max(clock.Milli(when), f.events[len(f.events)-1].At)
		f.LastStep = next.ID
		f.b.steps = append(f.b.steps, step{f.ID, f.Due, next.ID, at})
		f.tell("step."+next.ID, trail.System, next.ID == deadline.StepOverdue, at, map[string]any{"due": f.Due, "owner": f.OwnerUnit})
	}
}

func (f *life) tell(kind, actor string, public bool, at int64, data map[string]any) {
	f.events = append(f.events, trail.Event{Kind: kind, Actor: actor, Public: public, At: at, Data: data})
}

// register enters a violation, and counts it beside its items.
func (f *life) register() {
	d := &f.draft
	if !d.Violation {
		return
	}
	f.HandOver = lead.OverOwed
	f.b.violations = append(f.b.violations, violation{
		ID: f.entry, LeadID: f.ID, Number: f.Number, Campaign: f.Campaign, UnitID: f.TerritoryUnit, Subject: d.Subject, Conduct: d.Conduct,
		Measures: d.Measures, HandOver: d.HandOver, At: f.Ended,
	})
	for _, n := range printNos(d.Items) {
		f.b.violationItems = append(f.b.violationItems, violationItem{f.entry, int64(n)})
		f.proven[itemCount{Campaign: f.Campaign, UnitID: f.TerritoryUnit, PrintNo: int64(n)}]++
	}
}

// store adds what the life left to the batch.
func (f *life) store() error {
	stream := trail.LeadStream(f.ID)
	for _, e := range f.events {
		n, err := trail.Next(stream, f.Head(), e)
		if err != nil {
			return err
		}
		f.TrailSeq, f.TrailHash = n.Seq, n.Hash
		f.b.entries = append(f.b.entries, n)
	}
	if !f.Anonymous {
		sealed, err := f.ring.SealContact(f.ID, vault.Contact{Phone: fmt.Sprintf("1990000%04d", f.rand.IntN(10_000)), Name: "王女士", Hide: true})
		if err != nil {
			return err
		}
		f.b.contacts = append(f.b.contacts, sealed)
	}
	f.b.leads = append(f.b.leads, *f.Lead)
	f.b.texts = append(f.b.texts, lead.Text{LeadID: f.ID, Text: f.SchoolName + texts[f.rand.IntN(len(texts))]})
	f.b.clocks = append(f.b.clocks, f.clocks...)
	if f.DraftID != 0 {
		f.b.drafts = append(f.b.drafts, f.draft)
	}
	for _, n := range f.nos() {
		f.b.items = append(f.b.items, item{f.ID, int64(n), f.Received})
	}
	return nil
}

// nos are the lead's items: its category's only one, and once it is answered those of the answer.
func (f *life) nos() []int {
	if f.Replied != 0 {
		return printNos(f.draft.Items)
	}
	if c, _ := lead.CategoryByID(f.Category); len(c.Items) == 1 {
		return slices.Clone(c.Items)
	}
	return nil
}

func printNos(list string) []int {
	var nos []int
	for s := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(s); err == nil {
			nos = append(nos, n)
		}
	}
	return nos
}
