package lead

import (
	"context"
	"slices"

	"sunlead/internal/evidence"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Case is all that a case page shows.
type Case struct {
	Lead
	Words        Text
	Items        []int
	Clocks       []Clock
	Drafts       []Draft
	Files        []evidence.File // what the reporter added (材料)
	Questions    []Question      // to the reporter, the oldest first
	Ratings      []Rated         // what the reporter said of each answer
	Added        []Addition      // what the reporter wrote without being asked, the oldest first
	Letters      []Letter        // issued and not yet issued, the oldest first
	Phone        string          // masked
	Main         *Main           // the case it is merged into; nil for none
	HasName      bool
	Forgotten    bool             // the contact was deleted when its years were over
	Timeline     []trail.Entry    // in order
	Notes        map[int64]string // the staff's texts, by the id the timeline holds
	Moves        []Move           // what this actor may do; the first is the primary action
	HandOvers    []HandOver       // the oldest first
	Explanations []Explanation    // of delays, by when they were written
	Mutes        []Mute           // pauses of the ladder, the oldest first
}

// Draft is the draft under review, or the approved answer; nil when there is none.
func (c *Case) Draft() *Draft {
	for i := range c.Drafts {
		if c.Drafts[i].ID == c.DraftID {
			return &c.Drafts[i]
		}
	}
	return nil
}

// Get returns a case within the actor's scope; absent and not yours are both NotFound.
func (s *Service) Get(ctx context.Context, a org.Actor, number string) (*Case, error) {
	l, err := get(ctx, s.DB, ScopeOf(a), number)
	if err != nil {
		return nil, err
	}
	c := &Case{Lead: *l, Moves: Moves(a, l)}
	if c.Words, err = textOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if c.Items, err = itemsOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if c.Clocks, err = clocksOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if c.Drafts, err = draftsOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if c.Letters, err = lettersOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if l.State == Merged {
		if c.Main, err = mainOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
	}
	if c.Notes, err = notesOf(ctx, s.DB, l.ID); err != nil {
		return nil, err
	}
	if c.Timeline, err = trail.Read(ctx, s.DB, trail.LeadStream(l.ID)); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(c.Timeline, func(e trail.Entry) bool { return e.Kind == "asked" }) { // few are
		if c.Questions, err = questionsOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
		for i := range c.Clocks {
			c.Clocks[i].rests(c.Questions)
		}
	}
	if slices.ContainsFunc(c.Timeline, func(e trail.Entry) bool { return e.Kind == "over_proposed" }) {
		if c.HandOvers, err = handOversOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
	}
	if told(c.Timeline, "files") {
		if c.Files, err = s.filesFor(ctx, s.DB, a, l.ID, c.Timeline); err != nil {
			return nil, err
		}
	}
	if told(c.Timeline, "rated") {
		if c.Ratings, err = ratingsOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
	}
	if told(c.Timeline, "added") {
		if c.Added, err = additionsOf(ctx, s.DB, l.ID); err != nil {
			return nil, err
		}
	}
	c.afterWall(a)
	if err := s.hideMains(ctx, a, c); err != nil {
		return nil, err
	}
	if err := s.fillLadder(ctx, c); err != nil {
		return nil, err
	}
	return c, s.mask(ctx, a, c)
}

// afterWall leaves out what was told while there was a wall, from wherever it is kept.
func (c *Case) afterWall(a org.Actor) {
	entries, down := sinceWall(a, c.Timeline)
	if down == 0 {
		return
	}
	c.Timeline = entries
	c.Drafts = slices.DeleteFunc(c.Drafts, func(d Draft) bool { return d.Written <= down })
	c.Letters = slices.DeleteFunc(c.Letters, func(l Letter) bool { return l.Drafted <= down })
	c.Questions = slices.DeleteFunc(c.Questions, func(q Question) bool { return q.Asked <= down })
	c.HandOvers = slices.DeleteFunc(c.HandOvers, func(h HandOver) bool { return h.Proposed <= down })
	c.Ratings = slices.DeleteFunc(c.Ratings, func(r Rated) bool { return r.At <= down })
	c.Added = slices.DeleteFunc(c.Added, func(x Addition) bool { return x.At <= down })
	if c.HandOver != OverOwed {
		c.HandOver = overStanding(c.HandOvers, false)
	}
}

// hideMains takes the numbers of main cases out that the actor may not know of: of the one that the lead is merged into, and
// of earlier ones. When it was merged stays.
func (s *Service) hideMains(ctx context.Context, a org.Actor, c *Case) error {
	var ids []int64
	if c.Main != nil {
		ids = append(ids, c.Main.ID)
	}
	for _, e := range c.Timeline {
		if e.Kind == "merged" {
			ids = append(ids, idIn(e.Values(), "main"))
		}
	}
	known, err := knownOf(ctx, s.DB, ScopeOf(a), ids)
	if err != nil {
		return err
	}
	if c.Main != nil && !slices.Contains(known, c.Main.ID) {
		c.Main = &Main{Merged: c.Main.Merged}
	}
	for i := range c.Timeline {
		if e := &c.Timeline[i]; e.Kind == "merged" && !slices.Contains(known, idIn(e.Values(), "main")) {
			e.Data = "{}"
		}
	}
	return nil
}

// sinceWall is what a reader may know of a lead's trail, and when the wall came down; 0 for none. A bureau that a report
// turned out not to accuse knows that it was received, and what happened from the day on that it is its own.
func sinceWall(a org.Actor, entries []trail.Entry) (told []trail.Entry, down int64) {
	if a.Kind != org.District {
		return entries, 0
	}
	for i := len(entries) - 1; i > 0; i-- {
		if e := &entries[i]; e.Kind == "respondent" && e.Values()["draft"] != nil {
			return append(entries[:1:1], entries[i:]...), e.At
		}
	}
	return entries, 0
}

// fillLadder reads what a late lead has beside its row, as far as the trail that is shown tells of it.
func (s *Service) fillLadder(ctx context.Context, c *Case) (err error) {
	told := func(kind, name string, id int64) bool {
		return slices.ContainsFunc(c.Timeline, func(e trail.Entry) bool { return e.Kind == kind && (name == "" || idIn(e.Values(), name) == id) })
	}
	if told("explained", "", 0) {
		if c.Explanations, err = explanationsOf(ctx, s.DB, c.ID); err != nil {
			return err
		}
		c.Explanations = slices.DeleteFunc(c.Explanations, func(x Explanation) bool { return !x.in(c.Timeline) })
	}
	if told("mute_asked", "", 0) {
		if c.Mutes, err = mutesOf(ctx, s.DB, c.ID); err != nil {
			return err
		}
		c.Mutes = slices.DeleteFunc(c.Mutes, func(m Mute) bool { return !told("mute_asked", "mute", m.ID) })
	}
	return nil
}

// Explanation is what the owner says of the delay; nil when it has not explained.
func (c *Case) Explanation() *Explanation {
	n := len(c.Explanations)
	if n == 0 || c.ExplainedDue != c.Due {
		return nil
	}
	return &c.Explanations[n-1]
}

// in reports that a trail tells of the explanation.
func (x *Explanation) in(entries []trail.Entry) bool {
	return slices.ContainsFunc(entries, func(e trail.Entry) bool { return e.Kind == "explained" && e.At == x.Written })
}

// mask shows who works the case enough of the number to recognise a caller, and nobody else anything.
func (s *Service) mask(ctx context.Context, a org.Actor, c *Case) error {
	if c.Anonymous || !contactReader(a, &c.Lead) {
		return nil
	}
	contact, err := s.Ring.OpenContact(ctx, s.DB, c.ID)
	if err != nil {
		return err
	}
	c.Phone, c.HasName, c.Forgotten = vault.Mask(contact.Phone), contact.Name != "", contact.Empty()
	return nil
}
