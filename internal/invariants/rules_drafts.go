package invariants

import (
	"slices"
	"strconv"
	"strings"
)

// The states of a draft.
const (
	pending  = "pending"
	approved = "approved"
	dropped  = "dropped" // the report was taken back before anybody decided
	void     = "void"
)

func (f *file) draftsFit() bool {
	waiting, agreed, copies := 0, int64(0), int64(0)
	for _, d := range f.drafts {
		if !d.decidedWell() {
			return false
		}
		if d.CopyOf != 0 {
			copies++
		}
		if d.State == pending {
			waiting++
		}
		if d.State == approved && d.Kind != "respondent" {
			agreed++
		}
	}
	t := f.told.count
	return int64(len(f.drafts))-copies == t["drafted"] && agreed == t["replied"]+t["rejected"]+t["extended"]+t["reassigned"]+t["transferred"] &&
		(waiting == 1) == (f.State == reviewPending || f.State == extendPending || f.State == returnPending) && waiting <= 1 && f.currentFits()
}

// decidedWell: a draft waits undecided, or was decided by somebody who did not write it, after it was written.
func (d *draft) decidedWell() bool {
	if d.State == pending {
		return d.DecidedBy == 0 && d.Decided == 0
	}
	if d.State == dropped {
		return d.DecidedBy == 0 && d.Decided >= d.Written
	}
	if d.State == void { // the lead became somebody else's
		return d.DecidedBy != 0 && d.Decided >= d.Written
	}
	return d.DecidedBy != 0 && d.DecidedBy != d.AuthorID && d.Decided >= d.Written
}

// currentFits: the lead points at the draft under review or at the approved answer, and repeats what that says.
func (f *file) currentFits() bool {
	d := f.draft(f.DraftID)
	if d == nil {
		return f.DraftID == 0 && (f.Ending != "" || !slices.Contains([]string{reviewPending, extendPending, returnPending, replied, closed, rejected}, f.State))
	}
	switch f.State {
	case reviewPending:
		return d.State == pending && d.Kind != "extend" && d.Kind != "return"
	case extendPending:
		return d.State == pending && d.Kind == "extend"
	case returnPending:
		return d.State == pending && d.Kind == "return"
	case replied, closed:
		return d.State == approved && d.Kind == "reply" && f.Finding == d.Finding && f.Summary == d.Summary && f.Outcome == d.Result &&
			slices.Equal(f.items, parseItems(d.Items))
	case rejected:
		return d.State == approved && d.Kind == "reject" && f.Outcome == d.Elsewhere
	default:
		return false
	}
}

// parseItems reads the printed numbers of a draft, ascending and once each, as the ledger stores them.
func parseItems(list string) []int64 {
	var items []int64
	for s := range strings.SplitSeq(list, ",") {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			items = append(items, n)
		}
	}
	slices.Sort(items)
	return slices.Compact(items)
}
