package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/vault"
)

// year2026 is what might be announced: the Region's festival two days longer than expected, on a day that cases count.
const year2026 = `类型,起,止,名称,状态,依据
休,2026-01-01,2026-01-03,元旦,,国办发明电〔2025〕7号
休,2026-02-15,2026-02-23,春节,,
休,2026-03-20,2026-03-22,肉孜节,已公布,自治区放假通知
休,2026-04-04,2026-04-06,清明节,,
休,2026-05-01,2026-05-05,劳动节,,
班,2026-05-09,,,,
休,2026-05-27,2026-06-02,古尔邦节,,
休,2026-06-19,2026-06-21,端午节,,
休,2026-09-25,2026-09-27,中秋节,,
休,2026-10-01,2026-10-07,国庆节,暂定,
作息,2026-01-01,2026-04-30,10:00-14:00 15:30-19:30,,
作息,2026-05-01,2026-09-30,10:00-14:00 16:00-20:00,,
作息,2026-10-01,2026-12-31,10:00-14:00 15:30-19:30,,
`

// receiveIn2026 stores a report on 25 May 2026.
func (r *importRoom) receiveIn2026() string {
	r.t.Helper()
	report := lead.Report{
		Key: [16]byte{1}, Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小",
		Text: "报名时要求先交三万元共建费才给学位", Mode: lead.ModePhone, Consent: true, Contact: vault.Contact{Phone: "19900001234"},
	}
	rec, err := r.app.Leads.Submit(r.t.Context(), report)
	if err != nil {
		r.t.Fatal(err)
	}
	return rec.Number
}

func TestImportCalendar_previewsThenMovesOpenCases(t *testing.T) {
	t.Parallel()
	received := clock.NewFake(time.Date(2026, time.May, 25, 11, 0, 0, 0, clock.Beijing))
	r := newImportRoomAt(t, received)
	number := r.receiveIn2026()
	path := r.file("2026.csv", year2026)

	out, err := r.run(nil, "calendar", path)
	if err == nil || !strings.Contains(err.Error(), "-yes") {
		t.Errorf("without an answer: %v", err)
	}
	has(t, out, "2026 年，放假 9 段，调休上班 1 天，作息 3 段", "未办结线索 1 件的时限会改变，共 2 个日期",
		number+" 答复：2026-06-04 20:00 → 2026-06-08 20:00", "2026-06-01：工作日（20:00 下班） → 古尔邦节")
	if got := r.due(number); got != "2026-06-04 20:00" {
		t.Errorf("the preview moved it to %s", got)
	}

	waited := time.Duration(0)
	wait := func(s *session) { s.wait = func(_ context.Context, d time.Duration) error { waited = d; return nil } }
	out, err = r.run(wait, "calendar", "-yes", path)
	if err != nil || waited < app.CalendarLife {
		t.Errorf("%v, waited %s", err, waited)
	}
	has(t, out, "1 件未办结线索的时限已重算")
	if got := r.due(number); got != "2026-06-08 20:00" {
		t.Errorf("due %s", got)
	}
	out, err = r.run(wait, "calendar", "-yes", path) // again, as after a stop: nothing is left to move
	if err != nil {
		t.Error(err)
	}
	has(t, out, "与现在的日历相同", "0 件未办结线索")
}

// due is the answer's date as the case shows it, which must be the date that its calendar explains.
func (r *importRoom) due(number string) string {
	r.t.Helper()
	var l lead.Lead
	if err := r.app.DB.Gorm(r.t.Context()).Where("number = ?", number).Take(&l).Error; err != nil {
		r.t.Fatal(err)
	}
	return l.DueAt().In(clock.Beijing).Format("2006-01-02 15:04")
}

func TestImportCalendar_stoppedInBetweenGoesOn(t *testing.T) {
	t.Parallel()
	r := newImportRoomAt(t, clock.NewFake(time.Date(2026, time.May, 25, 11, 0, 0, 0, clock.Beijing)))
	number := r.receiveIn2026()
	path := r.file("2026.csv", year2026)
	stopped := errors.New("stopped")
	if _, err := r.run(func(s *session) { s.wait = func(context.Context, time.Duration) error { return stopped } }, "calendar", "-yes", path); !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	if got := r.due(number); got != "2026-06-04 20:00" {
		t.Errorf("stopped before, due %s", got)
	}
	out, err := r.run(nil, "calendar", "-yes", path)
	if err != nil {
		t.Error(err)
	}
	has(t, out, "1 件未办结线索的时限已重算")
	if got := r.due(number); got != "2026-06-08 20:00" {
		t.Errorf("due %s", got)
	}
}

func TestImportCalendar_refusedWholeWithTheLine(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	for name, c := range map[string]struct{ was, is, want string }{
		"hole":          {"作息,2026-05-01", "作息,2026-05-03", "第 13 行：作息时间没有写到 2026-05-01"},
		"overlap":       {"休,2026-05-01,2026-05-05", "休,2026-05-01,2026-05-09", "第 7 行：2026-05-09 在第 6 行已经写过"},
		"wrong year":    {"休,2026-06-19,2026-06-21", "休,2025-06-19,2025-06-21", "第 9 行：2025-06-19 不在 2026 年"},
		"no such day":   {"2026-02-15", "2026-02-30", "第 3 行：不是日期：2026-02-30"},
		"no festival":   {"肉孜节", "肉节", "第 4 行：不认识的节日：肉节"},
		"no kind":       {"班,", "半,", "第 7 行：“类型”"},
		"no hours":      {"10:00-14:00 16:00-20:00", "到晚上", "第 13 行：看不出几点下班：到晚上"},
		"no state":      {"暂定", "待定", "第 11 行：“状态”"},
		"a year forgot": {"中秋节", "国庆节", ""},
		"no source":     {"国办发明电〔2025〕7号", "", "“依据”"},
	} {
		content := strings.Replace(year2026, c.was, c.is, 1)
		if name == "no source" {
			content = strings.Replace(content, "自治区放假通知", "", 1)
		}
		_, err := r.run(nil, "calendar", "-yes", r.file("bad.csv", content))
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	far := strings.ReplaceAll(year2026, "2026", "2031")
	if _, err := r.run(nil, "calendar", "-yes", r.file("far.csv", far)); err == nil || !strings.Contains(err.Error(), "中间会缺一年") {
		t.Errorf("a year after a hole: %v", err)
	}
	if _, err := r.run(nil, "calendar", "-yes", r.file("none.csv", "类型,起,止,名称,状态,依据\n")); err == nil {
		t.Error("an empty file was taken")
	}
	if v := r.app.Leads.Calendar().Version; v != deadline.Shipped().Version && !strings.Contains(v, "+") {
		t.Errorf("calendar %s", v)
	}
}

// Another process takes the year without a restart.
func TestImportCalendar_otherProcessesNotice(t *testing.T) {
	t.Parallel()
	r := newImportRoom(t)
	other, err := app.New(t.Context(), r.config(nil))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := r.run(nil, "calendar", "-yes", r.file(filepath.Base("y.csv"), year2026)); err != nil {
		t.Fatal(err)
	}
	deadlineAt := time.After(4 * app.CalendarLife)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for other.Leads.Calendar().Version != r.app.Leads.Calendar().Version {
		select {
		case <-deadlineAt:
			t.Fatalf("still %s, want %s", other.Leads.Calendar().Version, r.app.Leads.Calendar().Version)
		case <-tick.C:
		}
	}
}
