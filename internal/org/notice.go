package org

import (
	"context"
	"sync"
	"time"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/trail"
)

// NoticeMax is the length of a notice in one language, in characters.
const NoticeMax = 200

// Notice is one sentence above every public page, by language: an outage, a hotline that is out of order. The zero
// Notice is none. Chinese is asked for, the others stand in for it where they are given.
type Notice map[string]string

// noticeLangs are the languages of a notice, Chinese first.
var noticeLangs = []string{"zh", "en", "ug"}

// NoticeLangs lists the languages of a notice.
func NoticeLangs() []string { return append([]string(nil), noticeLangs...) }

// In is the notice in a language and the language it is really in.
func (n Notice) In(lang string) (said, in string) {
	if n[lang] != "" {
		return n[lang], lang
	}
	return n["zh"], "zh"
}

func (n Notice) check() error {
	wrong := map[string]errs.Text{}
	for _, lang := range noticeLangs {
		if utf8.RuneCountInString(n[lang]) > NoticeMax {
			wrong["notice_"+lang] = errs.T("error.long", "max", NoticeMax)
		}
	}
	if n["zh"] == "" && (n["en"] != "" || n["ug"] != "") {
		wrong["notice_zh"] = errs.T("admin.notice.chinese")
	}
	return errs.Fields(wrong)
}

// SetNotice puts a notice above every public page; an empty one takes it away. Administrators of the system only;
// others are Forbidden.
func (s *Service) SetNotice(ctx context.Context, a Actor, n Notice) error {
	if !a.Can(ManageSystem) {
		return errs.New(errs.Forbidden, "error.403.text")
	}
	if err := n.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		tx.OnCommit(s.notices.forget)
		tx.OnCommit(func() { s.known.Add(1) })
		if err := putNotice(ctx, tx, n); err != nil {
			return err
		}
		return TellCity(ctx, tx, trail.Event{
			Kind: "notice_set", Actor: trail.Staff(a.ID), At: clock.Milli(s.wall.Now()), Data: map[string]any{"shown": n["zh"] != ""},
		})
	})
}

// Notice is what stands above every public page, as this process last knew: it asks the database at most once in a few
// seconds, and what was known stays while it does not answer.
func (s *Service) Notice(ctx context.Context) Notice {
	h := &s.notices
	h.mu.Lock()
	defer h.mu.Unlock()
	now := s.wall.Now()
	if age := now.Sub(h.read); h.read.IsZero() || age < 0 || age >= signedLife {
		h.read = now
		ctx, cancel := context.WithTimeout(ctx, schoolsPatience)
		defer cancel()
		if n, err := s.StoredNotice(ctx); err == nil {
			h.now = n
			s.known.Add(1)
		}
	}
	return h.now
}

// Known changes whenever this process learns something anew of the signatures or the notice: what was made from them
// before may be old. Asking is also what makes it look.
func (s *Service) Known(ctx context.Context) int64 {
	s.Signed(ctx, "", "")
	s.Notice(ctx)
	return s.known.Load()
}

// notices is what a process knows of the notice.
type notices struct {
	mu   sync.Mutex
	now  Notice
	read time.Time
}

func (h *notices) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.read = time.Time{}
}
