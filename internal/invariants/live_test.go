package invariants_test

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/invariants"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

// A move that is half seen would look broken: what is written in one transaction is read in one moment.
func TestCheck_isQuietBesideALiveService(t *testing.T) {
	t.Parallel()
	for _, dialect := range testkit.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			p := play(t, dialect)
			o := full()
			o.Now = p.Wall.Now()
			handler, leader := p.actor("tianshan-handler"), p.actor("tianshan-leader")
			var busy sync.WaitGroup
			var running atomic.Int64
			for range 3 {
				running.Add(1)
				busy.Go(func() {
					defer running.Add(-1)
					for range 6 {
						p.through(t, handler, leader)
					}
				})
			}
			checks := 0
			for ; running.Load() > 0 || checks < 3; checks++ {
				if found, err := invariants.Check(t.Context(), p.DB, o); err != nil || len(found) > 0 {
					t.Errorf("check %d: %+v, %v", checks, found, err)
					break
				}
			}
			busy.Wait()
			t.Logf("%d checks", checks)
		})
	}
}

// through takes one report from its form to its end.
func (p *played) through(t *testing.T, handler, leader org.Actor) {
	t.Helper()
	ctx := t.Context()
	number := p.submit()
	route(ctx, t, p.App)
	for _, move := range []func(lead.Ref) error{
		func(ref lead.Ref) error { return p.Leads.Sign(ctx, handler, ref) },
		func(ref lead.Ref) error { return p.Leads.Accept(ctx, handler, ref, lead.ByPetition) },
		func(ref lead.Ref) error { return p.Leads.DraftReply(ctx, handler, ref, provenReply()) },
		func(ref lead.Ref) error { return p.Leads.Approve(ctx, leader, ref) },
		func(ref lead.Ref) error { return p.Leads.Close(ctx, handler, ref, "") },
	} {
		c, err := p.Leads.Get(ctx, leader, number)
		if err == nil {
			err = move(lead.Ref{Number: number, Version: c.Version})
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// submit stores a report on item 14.
func (p *played) submit() string {
	p.t.Helper()
	r := lead.Report{
		Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小", Text: "报名时要求先交三万元共建费才给学位，请核查",
		Mode: lead.ModePhone, Consent: true, Contact: vault.Contact{Phone: "19900001234"},
	}
	_, _ = rand.Read(r.Key[:])
	rec, err := p.Leads.Submit(p.t.Context(), r)
	if err != nil {
		p.t.Error(err)
	}
	return rec.Number
}

func provenReply() lead.Reply {
	return lead.Reply{
		Found: "经查，该校在报名时收取了与入学挂钩的费用，收条属实。", Result: "责令全额退还。", Remedy: "如有异议，可以申请复查。", Finding: lead.Proven,
		Items: []int{14}, Summary: "反映示例一小收取与入学挂钩的费用", Violation: "yes", Subject: "示例一小", Conduct: "收取与入学挂钩的“共建费”",
		Measures: "责令退还", HandOver: "yes",
	}
}

// route has the effect of whatever lead.route jobs wait, as the worker does.
func route(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	err := a.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		var ids []int64
		if err := tx.Gorm(ctx).Table("outbox").Where("kind = ?", outbox.LeadRoute).Order("id").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
			return err
		}
		jobs, err := a.Box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return a.Leads.RouteNew(ctx, tx, jobs)
	})
	if err != nil {
		t.Error(err)
	}
}
