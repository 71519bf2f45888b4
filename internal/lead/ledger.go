package lead

import (
	"cmp"
	"context"
	"fmt"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// Line is one row of 问题线索管理台账: a projection of the lead, nothing is typed twice. Its sentences are made
// when it is shown; it holds no word of the reporter.
type Line struct {
	Number   string
	Source   errs.Text
	Summary  errs.Text // the approved summary, or category and school
	Handling []Deed    // 办理情况
	Result   errs.Text // 处理结果
	Remark   string
	Unit     int64
	Items    []int
}

// Deed is one thing that was done, on a Beijing day.
type Deed struct {
	At   int64
	Text errs.Text
}

// Ledger returns one page of the ledger within the actor's scope. Walled leads are in nobody's.
func (s *Service) Ledger(ctx context.Context, a org.Actor, f Filter) ([]Line, Page, error) {
	f.Plain = true
	page, err := s.List(ctx, a, f)
	if err != nil {
		return nil, Page{}, err
	}
	items, err := itemsOfAll(ctx, s.DB, page.ids())
	if err != nil {
		return nil, Page{}, err
	}
	trails, err := s.trailsOf(ctx, page.Leads)
	if err != nil {
		return nil, Page{}, err
	}
	seats, err := s.seatsOf(ctx, page.Leads)
	if err != nil {
		return nil, Page{}, err
	}
	lines := make([]Line, len(page.Leads))
	for i := range page.Leads {
		l := &page.Leads[i]
		lines[i] = line(l)
		if seat, ok := seats[l.DraftID]; ok && l.Finding != "" {
			lines[i].Result = errs.T("ledger.result.seat", "result", lines[i].Result, "seat", seat)
		}
		told, _ := sinceWall(a, trails[trail.LeadStream(l.ID)])
		lines[i].Items, lines[i].Handling = items[l.ID], handling(told)
	}
	return lines, page, nil
}

func (s *Service) trailsOf(ctx context.Context, leads []Lead) (map[string][]trail.Entry, error) {
	streams := make([]string, len(leads))
	for i := range leads {
		streams[i] = trail.LeadStream(leads[i].ID)
	}
	return trail.ReadAll(ctx, s.DB, streams)
}

// LedgerFilter is the ledger of an actor: a district's own 台账, or the whole city's.
func LedgerFilter(a org.Actor) Filter {
	f := Filter{Plain: true}
	if a.Kind == org.District {
		f.Ledger = a.Unit
	}
	return f
}

func line(l *Lead) Line {
	return Line{
		Number: l.Number, Source: errs.T("source." + string(l.Source)), Summary: summaryOf(l),
		Result: resultOf(l), Remark: l.Remark, Unit: l.TerritoryUnit,
	}
}

func summaryOf(l *Lead) errs.Text {
	if l.Summary != "" {
		return errs.T("ledger.summary", "text", l.Summary)
	}
	school := errs.T("ledger.no_school")
	if l.SchoolName != "" {
		school = errs.T("ledger.school", "school", l.SchoolName)
	}
	return errs.T("ledger.summary_early", "cat", errs.T("cat.short."+l.Category), "school", school)
}

// deeds says which entries of the trail stand in 办理情况, and how; the rest is the office's own.
var deeds = map[string]func(v map[string]any) errs.Text{
	"submitted":  says("ledger.received"),
	"routed":     func(v map[string]any) errs.Text { return errs.T("ledger.routed", "unit", unitIn(v, "owner")) },
	"respondent": func(v map[string]any) errs.Text { return errs.T("ledger.routed", "unit", unitIn(v, "owner")) },
	"reassigned": func(v map[string]any) errs.Text { return errs.T("ledger.decided", "unit", unitIn(v, "owner")) },
	"taken_over": func(map[string]any) errs.Text { return errs.T("ledger.taken_over") },
	"kept":       func(v map[string]any) errs.Text { return errs.T("ledger.decided", "unit", unitIn(v, "owner")) },
	"deemed":     func(v map[string]any) errs.Text { return errs.T("ledger.deemed", "unit", unitIn(v, "unit")) },
	"transferred": func(v map[string]any) errs.Text {
		return errs.T("ledger.transferred", "body", errs.T(fmt.Sprintf("transfer.body.%v", v["body"])))
	},
	"signed": func(v map[string]any) errs.Text { return errs.T("ledger.signed", "unit", unitIn(v, "unit")) },
	"accepted": func(v map[string]any) errs.Text {
		return errs.T("ledger.accepted", "procedure", errs.T(fmt.Sprintf("procedure.%v", v["procedure"])))
	},
	"contacted": func(v map[string]any) errs.Text {
		return errs.T(fmt.Sprintf("ledger.contacted.%v", v["result"]))
	},
	"asked":       says("ledger.asked"),
	"answered":    says("ledger.answered"),
	"replied":     says("ledger.replied"),
	"withdrawn":   says("ledger.withdrawn"),
	"resumed":     says("ledger.resumed"),
	"rejected":    says("ledger.ended.rejected"),
	"reopened":    func(v map[string]any) errs.Text { return errs.T("ledger.reopened", "unit", unitIn(v, "unit")) },
	"closed":      says("ledger.ended.closed"),
	"merged":      says("ledger.merged"),
	"unmerged":    says("ledger.unmerged"),
	"along":       func(v map[string]any) errs.Text { return errs.T("ledger.routed", "unit", unitIn(v, "owner")) },
	"handed_over": says("ledger.handed_over"),
}

func says(key string) func(map[string]any) errs.Text {
	return func(map[string]any) errs.Text { return errs.T(key) }
}

// unitIn is the name of a unit that an entry holds by its id.
func unitIn(v map[string]any, key string) string {
	id, _ := v[key].(float64) // numbers of JSON
	return org.UnitName(int64(id))
}

// handling composes 办理情况 from the trail: what was done before a reopening stays.
func handling(entries []trail.Entry) []Deed {
	var done []Deed
	for _, e := range entries {
		if say := deeds[e.Kind]; say != nil {
			done = append(done, Deed{e.At, say(e.Values())})
		}
	}
	return done
}

func resultOf(l *Lead) errs.Text {
	switch {
	case l.Ending == Withdrawn:
		return errs.T("ledger.result.withdrawn")
	case l.State == Rejected:
		return errs.T("ledger.result.rejected", "elsewhere", l.Outcome)
	case l.Finding == "":
		return errs.T("ledger.result.open")
	default:
		return errs.T("ledger.result.found", "finding", errs.T("finding."+string(l.Finding)), "outcome", l.Outcome)
	}
}

// NoteExport writes into the trail of the actor's unit that a register was taken out, and how many rows.
func (s *Service) NoteExport(ctx context.Context, a org.Actor, what string, rows int) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return s.tellOwnUnit(ctx, tx, a, "exported", map[string]any{"what": what, "rows": rows})
	})
}

// tellOwnUnit adds a line to the trail of the actor's unit.
func (s *Service) tellOwnUnit(ctx context.Context, tx db.Tx, a org.Actor, kind string, data map[string]any) error {
	u, err := lockUnit(ctx, tx, a.Unit)
	if err != nil {
		return err
	}
	head, err := trail.Append(ctx, tx, trail.UnitStream(u.ID), trail.Head{Seq: u.TrailSeq, Hash: u.TrailHash},
		event(kind, trail.Staff(a.ID), false, s.now(), data))
	if err != nil {
		return err
	}
	return putHead(ctx, tx, u.ID, head)
}

// Bounds is who may not be told of a lead.
type Bounds struct {
	Wall    int64   // whose misconduct it is about; 0 for none
	Recused []int64 // who stepped aside
	second  int64   // who decides about what one other person alone may know of
}

// BoundsNow are the bounds that messages are delivered within, in their order: the lead's as they are now; for the wall,
// what each was written with where there is none. A notice to the discipline body holds nothing to be walled. Only the
// worker asks.
func (s *Service) BoundsNow(ctx context.Context, tx db.Tx, leadIDs []int64, messages []Message) ([]Bounds, error) {
	now, err := lockBounds(ctx, tx, leadIDs)
	if err != nil {
		return nil, err
	}
	list := make([]Bounds, len(messages))
	for i, m := range messages {
		b := now[leadIDs[i]] // none for a message about no lead
		outside := m.Unit == org.DisciplineID && (m.Key == messagePackage || !org.OnlyOne(b.Wall))
		if outside || b.Wall == 0 || b.second != 0 && m.Wall == org.OnlyFor(b.second) {
			b.Wall = m.Wall
		}
		list[i] = b
	}
	return list, nil
}

// Violation is what closing a proven lead leaves for the register.
type Violation struct {
	LeadID    int64
	Number    string
	Campaign  int64
	Territory int64
	Wall      int64
	Subject   string
	Conduct   string
	Measures  string
	HandOver  bool
	Items     []int
	At        int64
}

// Registered is where a lead's entry in the register stands: whose it is, and behind which wall.
type Registered struct {
	Number     string
	Unit, Wall int64
}

// RegisteredNow is that of a lead as it is now, whatever a job was written with, in the caller's transaction. Only the
// worker asks.
func (s *Service) RegisteredNow(ctx context.Context, tx db.Tx, leadID int64) (Registered, error) {
	l, err := lockID(ctx, tx, leadID)
	if err != nil {
		return Registered{}, err
	}
	return Registered{l.Number, l.register(), l.WallUnit}, nil
}

// register is the unit in whose register the lead is entered.
func (l *Lead) register() int64 { return cmp.Or(l.TerritoryUnit, org.CityID) }

// Closing is the payload of the jobs that a proven close leaves: which lead, by which approved answer, when. A
// reporter may reopen the lead before they run; what was closed stays proven.
type Closing struct {
	Lead  int64 `json:"lead"`
	Draft int64 `json:"draft"`
	At    int64 `json:"at"`
}

// ViolationOf reads what the register takes over from a closed lead, in the caller's transaction; only the
// worker calls it. False when the closing is no violation.
func (s *Service) ViolationOf(ctx context.Context, tx db.Tx, c Closing) (Violation, bool, error) {
	l, err := lockID(ctx, tx, c.Lead)
	if err != nil {
		return Violation{}, false, err
	}
	d, err := draftByID(ctx, tx, c.Draft)
	if err != nil || d == nil || d.LeadID != l.ID || d.State != DraftApproved || !d.Violation {
		return Violation{}, false, err
	}
	return Violation{
		LeadID: l.ID, Number: l.Number, Campaign: l.Campaign, Territory: l.register(), Wall: l.WallUnit,
		Subject: d.Subject, Conduct: d.Conduct, Measures: d.Measures, HandOver: d.HandOver, Items: parseItems(d.Items), At: c.At,
	}, true, nil
}
