package org

import (
	"context"
	"maps"
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
		tx.OnCommit(s.notice.Forget)
		if err := putNotice(ctx, tx, n); err != nil {
			return err
		}
		return TellCity(ctx, tx, trail.Event{
			Kind: "notice_set", Actor: trail.Staff(a.ID), At: clock.Milli(s.wall.Now()), Data: map[string]any{"shown": n["zh"] != ""},
		})
	})
}

// Notice is what stands above every public page, as this process last knew.
func (s *Service) Notice(ctx context.Context) Notice {
	if n := s.noticeNow(ctx); n != nil {
		return *n
	}
	return nil
}

// noticeNow is another pointer exactly when the notice is another; nil while nothing is known.
func (s *Service) noticeNow(ctx context.Context) *Notice {
	n, _ := s.notice.Get(ctx, s.wall.Now(), signedLife, func(ctx context.Context, old *Notice) (*Notice, error) {
		now, err := s.StoredNotice(ctx)
		if err != nil || old != nil && maps.Equal(now, *old) {
			return old, err
		}
		return &now, nil
	})
	return n
}

// Known is what this process knows of the signatures and the notice. What was made from another one is old.
type Known struct {
	signed *map[string]Signature
	notice *Notice
}

// Known is read anew now and then, as Signed and Notice are.
func (s *Service) Known(ctx context.Context) Known { return Known{s.signedNow(ctx), s.noticeNow(ctx)} }
