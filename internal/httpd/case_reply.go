package httpd

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/web"
)

// replyTask writes the answer with all that closing needs; the leader approves the whole of it.
var replyTask = task{
	move: lead.MoveReply,
	asks: func(q asked, v *taskView, cs *lead.Case) {
		q.fresh = freshReply(q.s, cs)
		if d := returned(cs); d != nil && d.Kind == lead.ReplyDraft {
			q.fresh = draftValues(d)
			v.Notices = append(v.Notices, q.sentBack(d))
		}
		v.Fields = []web.Field{
			q.text("found", 7), q.text("result", 5), q.text("remedy", 3),
			q.choice("finding", "finding.", words(lead.Findings())...),
		}
		v.Items = q.items("items", cs)
		v.More = []web.Field{q.violation(cs), q.text("summary", 3)}
		if cs.Category == lead.NoSeat {
			v.Fields = append(v.Fields, q.seat(), q.text("seat_note", 2))
		}
	},
	makes: func(s *Server, c echo.Context, ref lead.Ref) error {
		return s.Leads.DraftReply(c.Request().Context(), s.actor(c), ref, replyOf(s.form(c)))
	},
}

func (s *Server) getReply(c echo.Context) error  { return s.getTask(c, replyTask) }
func (s *Server) postReply(c echo.Context) error { return s.postTask(c, replyTask) }

// replyForm declares the fields as they stand on the page.
func replyForm() *fieldSet {
	return fields().long("found", "result", "remedy").with(0, []string{"finding"}).multi("items").
		with(0, []string{"violation", "subject"}).long("conduct", "measures").with(0, []string{"hand_over"}).
		long("hand_over_reason", "summary").with(0, []string{"placed", "placed_school"}).digits("placed_on").
		with(0, []string{"no_place"}).long("seat_note")
}

func replyOf(f *Form) lead.Reply {
	r := lead.Reply{
		Found: f.Get("found"), Result: f.Get("result"), Remedy: f.Get("remedy"), Finding: lead.Finding(f.Get("finding")),
		Summary: f.Get("summary"), Violation: f.Get("violation"), Subject: f.Get("subject"), Conduct: f.Get("conduct"),
		Measures: f.Get("measures"), HandOver: f.Get("hand_over"), Why: f.Get("hand_over_reason"),
		Seat: lead.Seat{
			Placed: f.Get("placed"), School: f.Get("placed_school"), On: f.Get("placed_on"),
			Ground: f.Get("no_place"), Note: f.Get("seat_note"),
		},
	}
	for _, no := range f.All("items") {
		n, _ := strconv.Atoi(no) // 0 is no item, and the ledger says so
		if !slices.Contains(r.Items, n) {
			r.Items = append(r.Items, n)
		}
	}
	return r
}

// freshReply proposes what is known: the items of the case, the way to object, and for what the plan forbids
// (12–19) that it is a violation and is handed over.
func freshReply(s *Server, cs *lead.Case) map[string][]string {
	fresh := map[string][]string{"remedy": {s.Texts.T("case.reply.remedy.default", "unrated", s.figure(deadline.RuleUnrated))}, "hand_over": {answerYes}}
	for _, n := range cs.Items {
		fresh["items"] = append(fresh["items"], strconv.Itoa(n))
	}
	if slices.ContainsFunc(cs.Items, forbids) {
		fresh["violation"] = []string{answerYes}
	}
	return fresh
}

// forbids reports an item that asks whether something forbidden is done.
func forbids(n int) bool {
	it, known := checklist.ItemByNo(n)
	return known && it.Good == checklist.No
}

// draftValues is a draft as the form that made it.
func draftValues(d *lead.Draft) map[string][]string {
	v := map[string][]string{
		"found": {d.Found}, "result": {d.Result}, "remedy": {d.Remedy}, "finding": {string(d.Finding)}, "summary": {d.Summary},
		"subject": {d.Subject}, "conduct": {d.Conduct}, "measures": {d.Measures}, "hand_over": {answerYes},
		"hand_over_reason": {d.HandOverReason},
	}
	if d.PlacedSchool != "" || d.NoPlace != "" {
		v["placed"] = []string{answer(d.NoPlace == "")}
		v["placed_school"], v["placed_on"] = []string{d.PlacedSchool}, []string{d.PlacedOn}
		v["no_place"], v["seat_note"] = []string{d.NoPlace}, []string{d.SeatNote}
	}
	if d.Finding.Upholds() {
		v["violation"] = []string{answer(d.Violation)}
	}
	if d.Violation {
		v["hand_over"] = []string{answer(d.HandOver)}
	}
	for _, n := range draftItems(d) {
		v["items"] = append(v["items"], strconv.Itoa(n))
	}
	return v
}

// violation asks for the register's fields where the answer is yes.
func (q asked) violation(cs *lead.Case) web.Field {
	f := q.yesNo("violation")
	if !slices.ContainsFunc(cs.Items, forbids) {
		f.Hint = q.s.Texts.T("case.reply.violation.any")
	}
	over := q.yesNo("hand_over")
	over.Options[1].Fields = []web.Field{q.text("hand_over_reason", 2)}
	f.Options[0].Fields = []web.Field{q.field("input", "subject"), q.text("conduct", 3), q.text("measures", 3), over}
	return f
}

// seat asks how it ends for a child without a school place: where and when, or on which ground of the law not here.
func (q asked) seat() web.Field {
	f := q.yesNo("placed")
	on := q.field("input", "placed_on")
	on.Width, on.Autocomplete = "10", "off"
	f.Options[0].Fields = []web.Field{q.field("input", "placed_school"), on}
	f.Options[1].Fields = []web.Field{q.choice("no_place", "seat.ground.", lead.SeatGrounds...)}
	return f
}

// itemsField are the items of the checklist under the plan's five tasks.
type itemsField struct {
	web.Field // label, hint and error of the whole
	Groups    []itemGroup
}

// itemGroup is one task; it stands open when one of its items is chosen or likely.
type itemGroup struct {
	Title string
	Open  bool
	Field web.Field
}

func (q asked) items(name string, cs *lead.Case) *itemsField {
	chosen := q.all(name)
	category, _ := lead.CategoryByID(cs.Category)
	out := &itemsField{Field: q.field("checkboxes", name)}
	for i, g := range checklist.Groups() {
		group := itemGroup{
			Title: q.s.Texts.T("case.reply.items.group", "title", g.Title, "n", len(g.Items)),
			Field: web.Field{Name: name, ID: name + "-" + strconv.Itoa(i), Label: g.Title, LabelHidden: true, Values: chosen, Small: true},
		}
		for _, it := range g.Items {
			no := strconv.Itoa(it.PrintNo)
			group.Field.Options = append(group.Field.Options, web.Option{Value: no, Label: no + " " + it.Text})
			group.Open = group.Open || slices.Contains(chosen, no) || slices.Contains(category.Items, it.PrintNo)
		}
		out.Groups = append(out.Groups, group)
	}
	return out
}
