package lead

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// Recusal is a person's declaration to keep away from a lead (回避).
type Recusal struct {
	Ground string // one of RecusalGrounds
	Text   string // at most 200 characters, naming nobody
}

// RecusalGrounds are the grounds there are.
var RecusalGrounds = []string{"relative", "interest", "involved", "other"}

// Recuse takes the actor off a lead for good: from then on they neither find, count nor work it, nor are told of it.
// Handlers and leaders of leads they may know of. Others of the unit are told to take it, or the city's leader.
func (s *Service) Recuse(ctx context.Context, a org.Actor, ref Ref, r Recusal) error {
	p := Problems{}
	p.add(!slices.Contains(RecusalGrounds, r.Ground), "ground", "recuse.ground.required")
	p.add(utf8.RuneCountInString(r.Text) > reasonMax, "text", "error.long", "max", reasonMax)
	p.add(Personal(r.Text), "text", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	err := s.move(ctx, a, ref, MoveRecuse, r, func(ctx context.Context, st *step) error {
		l, told := st.l, map[string]any{"ground": r.Ground, "unit": a.Unit}
		if !blank(r.Text) {
			told["note"] = st.note(r.Text)
		}
		l.Recused = recuse(l.Recused, a.ID)
		if l.HandlerID == a.ID {
			l.HandlerID = 0
		}
		st.tell("recused", false, told)
		st.notify("message.recused", a.Unit, a.Role)
		st.job(outbox.NotifyRecuse, Stepped{l.Number, a.ID})
		return db.Insert(ctx, st.tx, []recusal{{a.ID, l.ID, r.Ground, st.at}})
	})
	if errs.Is(err, errs.NotFound) {
		return s.recusedBefore(ctx, a, ref.Number)
	}
	return err
}

// recuse adds a person to a lead's list of those who stepped aside, which begins and ends with a comma.
func recuse(list string, staff int64) string {
	if list == "" {
		list = ","
	}
	return list + strconv.FormatInt(staff, 10) + ","
}

// recusedIn are the people of such a list.
func recusedIn(list string) []int64 {
	var ids []int64
	for id := range strings.SplitSeq(strings.Trim(list, ","), ",") {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			ids = append(ids, n)
		}
	}
	return ids
}

// recusedMark finds a person in such a list.
func recusedMark(staff int64) string { return "," + strconv.FormatInt(staff, 10) + "," }

// Stepped is the payload of a notify.recuse job: who is no longer told of the number.
type Stepped struct {
	Number string `json:"number"`
	Staff  int64  `json:"staff"`
}
