package lead

import (
	"slices"
	"testing"

	"sunlead/internal/org"
)

const takeOverWhy = "区里人员全部回避，由市局办理"

// The date stays, the ledger stays; the district assists and no longer writes, the city signs anew.
func TestTakeOver_theCityHandlesIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, from := range takeable {
			l := w.standIn(from)
			w.ok(w.TakeOver(ctx, w.staff["cityleader"], w.ref(l.Number), takeOverWhy))
			got := w.lead(l.Number)
			if got.State != Assigned || got.OwnerUnit != org.CityID || got.CoUnit != tianshan || got.TerritoryUnit != tianshan ||
				got.Signed != 0 || got.HandlerID != 0 || got.DraftID != 0 {
				t.Errorf("from %s: %+v", from, got)
			}
			if due := w.dues(got)[clockAnswer]; from != WaitingReporter && got.Due != due || got.Due == 0 {
				t.Errorf("from %s: due %d, the clock says %d", from, got.Due, due)
			}
			if p := w.public(l.ID); slices.ContainsFunc(p.Questions, func(q Question) bool { return q.Pending() }) || p.Events[len(p.Events)-1].Kind != "taken_over" {
				t.Errorf("from %s: the reporter reads %+v", from, p)
			}
			if !slices.Contains(w.finders(got), "handler") {
				t.Errorf("from %s: the district does not find what it assists in", from)
			}
			wantKey(t, "again", w.TakeOver(ctx, w.staff["cityleader"], w.ref(l.Number), takeOverWhy), "take_over.own")
		}
		w.agree("taken over")
	})
}

// The only leader of a district wrote the answer that solved nothing: who else could go on is told, and can.
func TestTakeOver_isTheWayOutWhereNobodyElseIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader, city := t.Context(), w.staff["leader"], w.staff["cityleader"]
		l := w.routed()
		w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		w.ok(w.Contact(ctx, leader, w.ref(l.Number), Contacted{"phone", "reached", "已与反映人核实情况"}))
		r := proven()
		r.Finding, r.Violation = Unproven, ""
		w.ok(w.DraftReply(ctx, leader, w.ref(l.Number), r))
		w.ok(w.Approve(ctx, city, w.ref(l.Number)))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		messages := w.messages(l.Number)
		told := messages[len(messages)-1]
		if told.Unit != tianshan || !slices.Equal(told.Not, []int64{leader.ID}) {
			t.Errorf("told: %+v", told)
		}
		w.ok(w.TakeOver(ctx, city, w.ref(l.Number), takeOverWhy))
		w.ok(w.Sign(ctx, w.staff["city"], w.ref(l.Number)))
		if got := w.lead(l.Number); got.State != InProgress || got.Reopened != 1 {
			t.Errorf("%+v", got)
		}
	})
}
