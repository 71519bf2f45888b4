package lead

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/errs"
)

func toCorps() Transfer {
	return Transfer{Body: "corps", Name: "示例师教育局", Ask: "该校为兵团所属，请协助核实招生范围并函告结果"}
}

// transferred is a lead about which one letter went out.
func (w *world) transferred() *Lead {
	w.t.Helper()
	l := w.working()
	w.ok(w.DraftTransfer(w.t.Context(), w.staff["handler"], w.ref(l.Number), toCorps()))
	w.ok(w.Approve(w.t.Context(), w.staff["leader"], w.ref(l.Number)))
	return w.lead(l.Number)
}

// The letter goes out under a number, the reporter reads whom it went to, and the answer is still owed.
func TestTransfer_isALetterAndNoAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		due := w.working().Due
		l := w.transferred()
		if l.State != InProgress || l.Due != due || l.Transferred != w.now() || l.DraftID != 0 || w.clockOf(l, clockAnswer).Stopped != 0 {
			t.Errorf("%+v", l)
		}
		cs, err := w.Get(t.Context(), w.staff["handler"], l.Number)
		w.ok(err)
		if len(cs.Letters) != 1 || cs.Letters[0].Serial != 1 || cs.Letters[0].ToName != toCorps().Name || cs.Letters[0].DraftID != cs.Drafts[0].ID || !cs.Letters[0].InForce() {
			t.Fatalf("letters %+v", cs.Letters)
		}
		p, err := w.Public(t.Context(), l.ID)
		w.ok(err)
		last := p.Events[len(p.Events)-1]
		if last.Kind != "transferred" || p.Addressee(last) != toCorps().Name || strings.Contains(last.Data, toCorps().Name) {
			t.Errorf("the reporter reads %+v of %q", last, p.Addressee(last))
		}
		again := w.transferred()
		letters, err := lettersOf(t.Context(), w.DB, again.ID)
		w.ok(err)
		if letters[0].Serial != 2 {
			t.Errorf("the next number is %d", letters[0].Serial)
		}
		w.ok(w.DraftReply(t.Context(), w.staff["handler"], w.ref(l.Number), proven()))
		w.ok(w.Approve(t.Context(), w.staff["leader"], w.ref(l.Number)))
		w.agree("transferred")
	})
}

func TestReceipt_isNotedOnceForEachLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, plain := t.Context(), w.staff["handler"], w.working()
		wantKey(t, "no letter", w.NoteReceipt(ctx, h, w.ref(plain.Number), BodyAnswer{w.today(), "已收到"}), "receipt.none")
		l := w.transferred()
		w.clock.Add(24 * time.Hour)
		for field, r := range map[string]BodyAnswer{"day": {"2025-07-01", "已收到"}, "text": {w.today(), " "}} {
			if e := errs.As(w.NoteReceipt(ctx, h, w.ref(l.Number), r)); e == nil || e.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, e)
			}
		}
		if e := errs.As(w.NoteReceipt(ctx, h, w.ref(l.Number), BodyAnswer{"2025-07-09", "已收到"})); e == nil || e.Fields["day"].Key == "" {
			t.Errorf("tomorrow: %v", e)
		}
		w.ok(w.NoteReceipt(ctx, h, w.ref(l.Number), BodyAnswer{w.today(), "已核实，招生范围包括该小区"}))
		wantKey(t, "again", w.NoteReceipt(ctx, h, w.ref(l.Number), BodyAnswer{w.today(), "另一句话"}), "receipt.once")
		w.ok(w.DraftTransfer(ctx, h, w.ref(l.Number), toCorps()))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.NoteReceipt(ctx, h, w.ref(l.Number), BodyAnswer{w.today(), "第二封的回执"}))
		cs, err := w.Get(ctx, h, l.Number)
		w.ok(err)
		if cs.Drafts[0].Receipt != "已核实，招生范围包括该小区" || cs.Drafts[1].Receipt != "第二封的回执" || cs.OpenTransfer() != nil {
			t.Errorf("drafts %+v", cs.Drafts)
		}
	})
}

func TestTransfer_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		for field, wrong := range map[string]func(*Transfer){
			"body": func(x *Transfer) { x.Body = "ministry" },
			"name": func(x *Transfer) { x.Name = "局" },
			"ask":  func(x *Transfer) { x.Ask = "请打 13900001234 联系示例学校" },
		} {
			x := toCorps()
			wrong(&x)
			err := w.DraftTransfer(t.Context(), w.staff["handler"], w.ref(l.Number), x)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		w.ok(w.DraftTransfer(t.Context(), w.staff["handler"], w.ref(l.Number), toCorps()))
		w.ok(w.SendBack(t.Context(), w.staff["leader"], w.ref(l.Number), "请写明学校名称"))
		if l = w.lead(l.Number); l.State != InProgress || l.Transferred != 0 {
			t.Errorf("sent back: %+v", l)
		}
	})
}
