package httpd

import (
	"context"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// followMain has the effect of the lead.follow jobs that wait, as the worker does.
func (b *caseBench) followMain() {
	b.t.Helper()
	for b.jobs(outbox.LeadFollow) > 0 {
		must(b.t, b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
			var ids []int64
			if err := tx.Gorm(ctx).Model(&outbox.Row{}).Where("kind = ?", outbox.LeadFollow).Pluck("id", &ids).Error; err != nil {
				return err
			}
			rows, err := b.box.Take(ctx, tx, outbox.LeadFollow, ids)
			for _, r := range rows {
				var f lead.Following
				if err = r.Decode(&f); err == nil {
					_, err = b.Leads.Follow(ctx, tx, f, lead.FollowMax)
				}
			}
			return err
		}))
	}
}

func (b *caseBench) merge(number, main string) {
	b.t.Helper()
	must(b.t, b.Leads.Merge(b.t.Context(), b.who("handler"), b.ref("handler", number), main))
}

// From two cases to two answers: what the page says before is what happens.
func TestMerge_isChosenReadAndAnswered(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	main := b.submit()
	b.clock.Add(time.Minute)
	number := b.submit()
	b.sign("handler", main)
	b.sign("handler", number)
	handler := b.as("handler")
	wantText(t, handler.Get(casePath(number)), "并单")
	task := handler.Get(casePath(number) + "/merge")
	wantText(t, task, "并入哪一件", main, "答复时限", "反映人会看到什么", "看不到主单的编号", "各自评价", "7 天内可以撤销")
	p := handler.Submit(task.Form("main form"), "")
	wantStatus(t, p, 422)
	wantText(t, p, "请选一件主单，或填写主单的登记编号")
	p = handler.Submit(p.Form("main form").Set("main", otherMain).Set("number", "2026-000"), "")
	wantStatus(t, p, 422)
	if f := p.Form("main form"); f.Get("number") != "2026-000" || f.Get("main") != otherMain {
		t.Errorf("typed text is lost: %v", f.Values())
	}
	p = handler.Submit(p.Form("main form").Set("main", main), "")
	wantText(t, p, "已并单，随主单一并答复", "主单", main, "并入主单 "+main, "撤销并单")
	if p.Has("[data-primary]") {
		t.Error("what is answered with another has a next step")
	}
	p = handler.Get(casePath(main))
	wantText(t, p, "并入的反映（1）", number)
	wantText(t, handler.Get("/cases"), "主单含 1 件")
	for _, row := range handler.Get("/cases?state=merged").All("main .wrow") {
		if strings.Contains(row.Text(), "需要您") || strings.Contains(row.Text(), "剩") {
			t.Errorf("the row says %s", row.Text())
		}
	}

	b.draft("handler", main)
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", main)))
	b.followMain()
	p = handler.Get(casePath(number))
	wantText(t, p, "已发出的答复", "违规登记只记在主单上", "已答复待评价")
	if strings.Contains(p.Text(), "通报批评") {
		t.Error("the violation stands on a merged case, too")
	}
}

// The reporter never learns which case it is, nor that there are others.
func TestMerge_reporterReadsTheDateAlone(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	main := b.submit()
	number := b.submit()
	b.merge(number, main)
	receipt, err := b.Leads.Receipt(t.Context(), [16]byte{1, b.keys})
	must(t, err)
	v := testkit.NewVisitor(t, b.Handler())
	page := v.Submit(v.Get(trackPath).Form("main form").Set("code", receipt.Code), "")
	wantText(t, page, "与同类问题一并办理", "7月10日")
	for _, word := range []string{main, "主单", "并单", "1 件"} {
		if strings.Contains(page.Text(), word) {
			t.Errorf("the reporter reads %q: %s", word, page.Text())
		}
	}
}

func TestUnmerge_needsAReasonAndIsOfferedForSevenDays(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	main, number := b.submit(), b.submit()
	b.sign("handler", number)
	b.merge(number, main)
	handler := b.as("handler")
	p := handler.Submit(handler.Get(casePath(number)+"/unmerge").Form("main form"), "")
	wantStatus(t, p, 422)
	p = handler.Submit(p.Form("main form").Set("reason", "不是同一件事，单独办理"), "")
	wantText(t, p, "已撤销并单", "不是同一件事，单独办理", "办理中")
	b.merge(number, main)
	b.clock.Add(8 * 24 * time.Hour)
	handler = b.as("handler")
	if strings.Contains(handler.Get(casePath(number)).Body, "/unmerge") {
		t.Error("it is offered on the eighth day")
	}
	p = handler.Submit(handler.Get(casePath(number)+"/unmerge").Form("main form").Set("reason", "不是同一件事，单独办理"), "")
	wantStatus(t, p, 409)
	wantText(t, p, "并单已超过 7 天")
}

// A hundred reporters on one case: two pages by key, and no more questions than for one.
func TestMerge_aHundredAreTwoPages(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	main, alone := b.submit(), b.submit()
	var numbers []string
	for range 100 {
		numbers = append(numbers, b.submitOnly())
	}
	b.route()
	v := b.as("handler")
	count := func(path string) int64 {
		before := b.reads.Load()
		wantStatus(t, v.Get(path), 200)
		return b.reads.Load() - before
	}
	count(casePath(alone)) // the session is touched now
	usual := count(casePath(alone))
	b.merge(numbers[0], main)
	few := count(casePath(main))
	for _, n := range numbers[1:] {
		b.merge(n, main)
	}
	if many := count(casePath(main)); many != few || many > usual+1 {
		t.Errorf("a case asks %d times, a main case %d, one of a hundred %d", usual, few, many)
	}
	p := v.Get(casePath(main))
	wantText(t, p, "并入的反映（100）")
	if n := len(p.All("main .wrow")); n != lead.ChildrenPage {
		t.Errorf("%d on the first page", n)
	}
	p = v.Get(p.One("main .pager a").Attr("href"))
	if n := len(p.All("main .wrow")); n != lead.ChildrenPage || len(p.All("main .pager a")) != 1 {
		t.Errorf("%d on the second page, %d links", n, len(p.All("main .pager a")))
	}
}
