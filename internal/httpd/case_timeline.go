package httpd

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/web"
)

// history makes sentences of a case's trail.
type history struct {
	s     *Server
	c     *lead.Case
	names map[int64]string
}

// history reads the names of everybody who acted on the case, in one query.
func (s *Server) history(ctx context.Context, c *lead.Case) (history, error) {
	h := history{s: s, c: c}
	ids := []int64{c.HandlerID}
	for _, d := range c.Drafts {
		ids = append(ids, d.AuthorID, d.DecidedBy)
	}
	for _, o := range c.HandOvers {
		ids = append(ids, o.ProposedBy, o.DecidedBy)
	}
	for _, e := range c.Timeline {
		ids = append(ids, staffID(e.Actor)) // whoever asked for a pause, or granted it, stands there
	}
	slices.Sort(ids)
	var err error
	h.names, err = s.Org.Names(ctx, slices.Compact(ids))
	return h, err
}

// staffID is the account behind an actor of the trail, 0 for none.
func staffID(actor string) int64 {
	digits, found := strings.CutPrefix(actor, strings.TrimSuffix(trail.Staff(0), "0"))
	id, err := strconv.ParseInt(digits, 10, 64)
	if !found || err != nil {
		return 0
	}
	return id
}

// timeline is the trail, newest first.
func (h history) timeline() []web.Event {
	events := make([]web.Event, 0, len(h.c.Timeline))
	owner := org.CityID
	for _, e := range h.c.Timeline {
		v := trailData(e.Values())
		if unit := v.id("owner"); unit != 0 {
			owner = unit
		} else if e.Kind == "reopened" {
			owner = v.id("unit")
		}
		events = append(events, h.event(e, v, owner))
	}
	slices.Reverse(events)
	return events
}

func (h history) event(e trail.Entry, v trailData, owner int64) web.Event {
	out := web.Event{
		When: h.when(e, "01-02 15:04"), ISO: h.when(e, time.RFC3339), Title: h.title(e, v), Who: h.who(e, v, owner),
		Text: h.detail(e, v), Internal: !e.Public,
	}
	switch {
	case !e.Public:
	case out.Text != "" || h.s.Texts.Has("event."+e.Kind+".public"):
		out.Told = h.told(e)
	default:
		out.Tags = []web.Tag{{Look: web.Moving, Text: h.t("timeline.public")}}
	}
	return out
}

// told is the sentence that the reporter reads of an event of which the staff read more.
func (h history) told(e trail.Entry) string {
	data := e.Values()
	if name := h.c.Addressee(e); name != "" {
		data["name"] = name
	}
	return h.s.eventTitle(e, data)
}

// arrivals happen when the reporter comes, or moments later by themselves.
var arrivals = []string{"submitted", "routed", "held"}

func (h history) when(e trail.Entry, layout string) string {
	if e.Actor == trail.Reporter || slices.Contains(arrivals, e.Kind) {
		return arrival(&h.c.Lead, e.At, layout)
	}
	return beijing(e.At, layout)
}

func (h history) t(key string, pairs ...any) string { return h.s.Texts.T(key, pairs...) }

// title is the sentence of an event, its codes turned into words.
func (h history) title(e trail.Entry, v trailData) string {
	key := "event." + e.Kind
	if e.Kind == "closed" && e.Actor == trail.System {
		key = "event.closed.self"
	}
	if e.Kind == "answered" && staffID(e.Actor) != 0 {
		key = "event.answered.phone"
	}
	if how := key + "." + v.word("how"); h.s.Texts.Has(how) {
		key = how
	}
	if none := key + ".none"; v.id("unit") != 0 && v.id("letter") == 0 && h.s.Texts.Has(none) {
		key = none // a step that pressed without a letter
	}
	return h.t(key,
		"unit", org.UnitName(v.id("unit")), "owner", org.UnitName(v.id("owner")),
		"n", v.id("n"), "number", v.word("number"), "day", chinese(v.word("day")), "why", h.t("extend.reason."+v.word("why")),
		"name", h.c.Addressee(e),
		"procedure", h.t("procedure."+v.word("procedure")), "solved", h.t("solved."+v.word("solved")),
		"letter", h.s.letterTitle(v.word("letter")),
		"letter_kind", h.t("ladder.letter."+v.word("kind")), "letter_no", h.s.markedNumber(org.CityID, v.word("kind"), v.id("year"), v.id("n")),
		"method", h.t("contact.method."+v.word("method")), "result", h.t("contact.result."+v.word("result")))
}

// ownersDeeds are done by people of the unit that owns the lead; of other deeds the unit is known only when
// the trail says so.
var ownersDeeds = []string{"signed", "accepted", "contacted", "asked", "answered", "drafted", "closed", "merged", "unmerged", "receipted", "over_proposed", "explained"}

// recipientsDeeds are told by the unit alone: who it was there is no business of this side.
var recipientsDeeds = []string{"over_signed", "over_returned", "over_answered"}

// citysDeeds are done at the city.
var citysDeeds = []string{"routed", "held", "talk_drafted", "issued", "muted", "reassigned", "kept", "taken_over", "respondent", "walled", "restrict_asked", "restrict_refused", "restricted"}

// who names unit and person.
func (h history) who(e trail.Entry, v trailData, owner int64) string {
	id := staffID(e.Actor)
	if id == 0 {
		return h.t("actor." + e.Actor)
	}
	if paper, _ := v["paper"].(bool); slices.Contains(recipientsDeeds, e.Kind) && !paper {
		return org.UnitName(org.DisciplineID)
	}
	unit := int64(0)
	switch {
	case e.Kind == "revealed" || e.Kind == "letter" || e.Kind == "recused":
		unit = v.id("unit")
	case slices.Contains(citysDeeds, e.Kind):
		unit = org.CityID
	case slices.Contains(ownersDeeds, e.Kind):
		unit = owner
	}
	return strings.TrimSpace(org.UnitName(unit) + " " + h.names[id])
}

// eventDetails say more of some events: a note, a reason, a finding.
var eventDetails = map[string]func(h history, v trailData) string{
	"submitted":      func(h history, v trailData) string { return h.t("source." + v.word("source")) },
	"routed":         history.reason,
	"held":           history.reason,
	"contacted":      func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"withdrawn":      func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"resumed":        func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"taken_over":     func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"complex":        func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"revealed":       func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"unmerged":       func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"drafted":        func(h history, v trailData) string { return h.t("move." + v.word("kind")) },
	"respondent":     history.respondent,
	"walled":         history.respondent,
	"restrict_asked": func(h history, v trailData) string { return h.c.Notes[v.id("note")] },
	"rejected":       func(h history, v trailData) string { return h.t("reject.reason." + v.word("reason")) },
	"extended":       func(h history, v trailData) string { return h.t("extend.reason." + v.word("why")) },
	"closed":         func(h history, v trailData) string { return h.t("finding." + v.word("finding")) },
	"recused": func(h history, v trailData) string {
		return strings.TrimSpace(h.t("recuse.ground."+v.word("ground")) + " " + h.c.Notes[v.id("note")])
	},
	"kept":          func(h history, v trailData) string { return h.remark(v.id("draft")) },
	"transferred":   history.letter,
	"sent_back":     func(h history, v trailData) string { return h.remark(v.id("draft")) },
	"over_proposed": func(h history, v trailData) string { return h.t("hand_over.to." + v.word("to")) },
	"over_returned": func(h history, v trailData) string { return h.t("hand_over.why." + v.word("why")) },
	"over_answered": func(h history, v trailData) string { return h.t("hand_over.outcome." + v.word("outcome")) },
	"explained":     func(h history, v trailData) string { return h.explanation(v.id("due"), v.word("day")) },

	"mute_asked": func(h history, v trailData) string { return h.pause(v.id("mute")) },
}

func (h history) detail(e trail.Entry, v trailData) string {
	if f := eventDetails[e.Kind]; f != nil {
		return f(h, v)
	}
	return ""
}

// reason is why a lead was routed so. The trail keeps the key; the lead keeps the sentence of the last time.
func (h history) reason(v trailData) string {
	if last := h.c.ReasonText(); last.Key == v.word("reason") {
		return h.s.Texts.Text(last)
	}
	return h.s.Texts.Text(errs.T(v.word("reason"), "unit", org.UnitName(v.id("owner"))))
}

// letter is the number of the letter that an entry tells of.
func (h history) letter(v trailData) string {
	for i := range h.c.Letters {
		if l := &h.c.Letters[i]; l.ID == v.id("letter") {
			return h.s.letterTitle(string(l.Kind)) + " " + h.s.letterNumber(&h.c.Lead, lead.Paper{Kind: string(l.Kind), Letter: l})
		}
	}
	return ""
}

func (h history) remark(draft int64) string {
	for _, d := range h.c.Drafts {
		if d.ID == draft {
			return d.Remark
		}
	}
	return ""
}

func (h history) explanation(due int64, day string) string {
	for _, e := range h.c.Explanations {
		if e.Due == due && e.Day == day {
			return e.Reason
		}
	}
	return ""
}

func (h history) pause(id int64) string {
	for i := range h.c.Mutes {
		if h.c.Mutes[i].ID == id {
			return h.c.Mutes[i].Reason
		}
	}
	return ""
}

// trailData is the data of a trail entry, as JSON gives them back.
type trailData map[string]any

func (v trailData) word(name string) string {
	s, _ := v[name].(string)
	return s
}

func (v trailData) id(name string) int64 {
	n, _ := v[name].(float64)
	return int64(n)
}

// idOr is a number, or another one where it is missing.
func (v trailData) idOr(name string, other int64) int64 {
	if n := v.id(name); n != 0 {
		return n
	}
	return other
}

// text is a word or a number as it is printed.
func (v trailData) text(name string) string {
	if n := v.id(name); n != 0 {
		return strconv.FormatInt(n, 10)
	}
	return v.word(name)
}

// respondent tells whom the report was about, whom it is about now, and why.
func (h history) respondent(v trailData) string {
	pair, _ := v["about"].([]any)
	if len(pair) != 2 || v["draft"] != nil {
		return "" // two people took a wall away: what stood behind it is not told
	}
	said := h.t("event.respondent.change", "from", h.t(fmt.Sprintf("about.%v", pair[0])), "to", h.t(fmt.Sprintf("about.%v", pair[1])))
	return said + "：" + h.c.Notes[v.id("note")]
}
