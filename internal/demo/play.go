package demo

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/vault"
)

// Stage is what the demo plays on: a ledger whose Case clock is Clock.
type Stage struct {
	DB    *db.DB
	Leads *lead.Service
	Org   *org.Service
	Box   *outbox.Box
	Clock *clock.Fake
}

// Play fills an empty database: units, schools, accounts, and the stories, up to now.
func Play(ctx context.Context, st Stage, now time.Time) error {
	staff, err := furnish(ctx, st)
	if err != nil {
		return fmt.Errorf("furnish the demo: %w", err)
	}
	p := &player{Stage: st, ctx: ctx, now: now, staff: staff}
	p.Clock.Set(p.at(toldAgo, 9, 0))
	if err := p.publish(); err != nil {
		return fmt.Errorf("play the demo: %w", err)
	}
	for _, s := range p.scenes() {
		if err := p.advance(s.at); err != nil {
			return fmt.Errorf("play the demo: %w", err)
		}
		if err := s.do(p, s.story); err != nil {
			return fmt.Errorf("play %q: %w", s.story.category, err)
		}
	}
	return p.advance(now)
}

// toldAgo is how many working days ago the bureaus told everybody: before the first story.
const toldAgo = 24

func furnish(ctx context.Context, st Stage) ([]org.Staff, error) {
	hash, err := org.HashPassword(Password)
	if err != nil {
		return nil, err
	}
	staff := Accounts()
	for i := range staff {
		staff[i].PasswordHash = hash
	}
	return staff, st.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		if err := st.Org.PutSchools(ctx, tx, Schools()); err != nil {
			return err
		}
		return st.Org.PutStaff(ctx, tx, staff)
	})
}

// player makes the moves of the stories in the order of time.
type player struct {
	Stage
	ctx     context.Context //nolint:containedctx // one run of the demo, not a service
	now     time.Time
	staff   []org.Staff
	numbers map[*story]string
}

type scene struct {
	at    time.Time
	story *story
	do    func(p *player, s *story) error
}

// scenes puts every act of every story on the calendar, in order.
func (p *player) scenes() []scene {
	p.numbers = map[*story]string{}
	all := stories()
	var out []scene
	for i := range all {
		s := &all[i]
		out = append(out, scene{p.at(s.ago, 10, i), s, submit})
		for n, a := range s.acts {
			out = append(out, scene{p.at(s.ago-a.after, 11+n, i), s, a.do})
		}
	}
	slices.SortStableFunc(out, func(a, b scene) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
	return out
}

// at is an hour of the working day that lies so many working days back, never in the future.
func (p *player) at(ago, hour, minute int) time.Time {
	day := p.now.In(clock.Beijing)
	if ago > 0 {
		day = deadline.AddWorkingDays(p.Leads.Calendar(), p.now, -ago).In(clock.Beijing)
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, clock.Beijing)
	if last := p.now.Add(-time.Duration(60-hour) * time.Minute); t.After(last) {
		return last
	}
	return t
}

// advance lets time pass: whatever step of the ladder falls due on the way is taken at its own hour.
func (p *player) advance(to time.Time) error {
	for {
		at, ok, err := p.Leads.NextStepAt(p.ctx, to)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		p.Clock.Set(at)
		if _, err := p.Leads.Escalate(p.ctx); err != nil {
			return err
		}
	}
	p.Clock.Set(to)
	return nil
}

// route does at once what the worker would do in a moment.
func (p *player) route() error {
	rows, err := p.Box.Claim(p.ctx, p.DB, outbox.Claim{Kind: outbox.LeadRoute, Token: "demo", Limit: 64, Now: p.Leads.Wall.Now(), Hold: time.Minute})
	if err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return p.DB.InTx(p.ctx, func(ctx context.Context, tx db.Tx) error {
		jobs, err := p.Box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return p.Leads.RouteNew(ctx, tx, jobs)
	})
}

// report is the story as its reporter sent it.
func (s *story) report(number int) lead.Report {
	r := lead.Report{
		Source: cmp.Or(s.source, lead.FromPlatform), Kind: cmp.Or(s.kind, lead.Complaint), Category: s.category,
		About: cmp.Or(s.about, lead.AboutSchool), Nature: s.nature, District: s.district, SchoolName: s.school, Item: s.item, Text: s.text,
		Mode: lead.ModePhone, Consent: true, Urgent: s.urgent != "", UrgentWhy: s.urgent,
		Contact: vault.Contact{Phone: fmt.Sprintf("1990000%04d", number), Name: "示例家长", Hide: true, Relation: "parent"},
	}
	if s.anon {
		r.Mode, r.Contact = lead.ModeAnonymous, vault.Contact{}
	}
	_, _ = rand.Read(r.Key[:]) // never fails
	return r
}
