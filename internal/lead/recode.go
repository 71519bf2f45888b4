package lead

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
)

const (
	// codeReplaced stands for the try of a 查询码 that did not come from the form's key. Who sends the form again
	// learns no code by it.
	codeReplaced = -1
	// recodesMax is how often a day 查询码 are replaced of those who left one number, whatever the lead: whoever reported
	// with a stranger's number could send for codes without end.
	recodesMax = 3
	// numberMost is how many leads of a number are looked at for that, the newest.
	numberMost = 1000
	// recodeGap is how long a second tap is the same as the first.
	recodeGap = time.Minute
	// recoded is the event that tells of it.
	recoded = "recoded"
)

// lost is what somebody typed who has no 查询码 any more, on its way to the worker.
type lost struct {
	Number string `json:"number"`
	Phone  string `json:"phone"`
}

const lostUnder = "lost"

// Lost asks for a fresh 查询码 (查询码丢了): what was typed goes into a job, sealed, and nothing is looked up, so that neither
// the answer nor its time tells whether there is such a report. Invalid names what cannot be a number or a phone. Anybody
// may call it.
func (s *Service) Lost(ctx context.Context, number, phone string) error {
	p := Problems{}
	n, ok := ParseNumber(number)
	p.add(!ok, "number", "lost.number.wrong")
	tidy, ok := Phone(phone)
	p.add(!ok || !mobile.MatchString(tidy), "phone", "lost.phone.wrong")
	if err := errs.Fields(p); err != nil {
		return err
	}
	plain, err := json.Marshal(lost{n, tidy})
	if err != nil {
		return fmt.Errorf("encode lost code: %w", err)
	}
	sealed, err := s.Ring.Seal(lostUnder, plain)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return s.Box.Add(ctx, tx, clock.Milli(s.Wall.Now()), outbox.Job{Kind: outbox.LeadRecode, Payload: struct{}{}, Sealed: sealed})
	})
}

// Recode gives a report a fresh 查询码 and sends it, if number and phone belong together; the one before opens nothing any
// more. At most three times a day; whatever does not match is forgotten. Only the worker calls it, in the transaction of
// its job.
func (s *Service) Recode(ctx context.Context, tx db.Tx, r outbox.Row) error {
	if len(r.Sealed) == 0 { // started again after it died
		return errs.Wrap(errs.Malformed, errors.New("what was typed was deleted when the job died; whoever asked can ask again at /track/lost"), "error.job")
	}
	plain, err := s.Ring.Open(lostUnder, r.Sealed)
	if err != nil {
		return errs.Wrap(errs.Malformed, err, "error.job")
	}
	var typed lost
	if err := json.Unmarshal(plain, &typed); err != nil {
		return errs.Wrap(errs.Malformed, err, "error.job")
	}
	l, err := lockNumber(ctx, tx, typed.Number)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	theirs, err := s.Ring.HasPhone(ctx, tx, l.ID, typed.Phone)
	if err != nil || !theirs || !s.SMS {
		return err
	}
	if often, err := s.recodedOften(ctx, tx, l.ID, typed.Phone); err != nil || often {
		return err
	}
	return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveRecode, reading: true, at: s.now()}, s.recode)
}

func (s *Service) recode(ctx context.Context, st *step) error {
	code, mac, err := s.freshCode(ctx, st.tx)
	if err != nil {
		return err
	}
	if err := replaceCode(ctx, st.tx, st.l.ID, mac); err != nil {
		return err
	}
	j, err := s.codeJob(SMSRecode, st.l, code)
	if err != nil {
		return err
	}
	st.jobs = append(st.jobs, j)
	st.tell("recoded", true, nil)
	return nil
}

// freshCode draws a 查询码 that nobody has.
func (s *Service) freshCode(ctx context.Context, tx db.Tx) (code string, mac []byte, err error) {
	for range 8 {
		n, err := rand.Int(rand.Reader, big.NewInt(codeSpace))
		if err != nil {
			return "", nil, fmt.Errorf("draw a code: %w", err)
		}
		code = withCheck(n.Uint64())
		mac = codeMAC(s.Ring.Pepper(), code)
		taken, err := codesTaken(ctx, tx, [][]byte{mac})
		if err != nil || !taken[string(mac)] {
			return code, mac, err
		}
	}
	return "", nil, errs.New(errs.Unavailable, "error.busy")
}

// recodedOften reports a lead whose 查询码 was replaced a moment ago, by the same tap, or a number for which it was done as
// often as a day allows.
func (s *Service) recodedOften(ctx context.Context, tx db.Tx, id int64, phone string) (bool, error) {
	ids, err := s.Ring.WithPhone(ctx, tx, phone, math.MaxInt64, numberMost)
	if err != nil {
		return false, err
	}
	if ids, err = recodedAmong(ctx, tx, ids); err != nil {
		return false, err
	}
	n := 0
	for _, lead := range ids {
		times, last, err := s.recodedToday(ctx, tx, lead)
		if n += times; err != nil || lead == id && times > 0 && s.now()-last < recodeGap.Milliseconds() {
			return true, err
		}
	}
	return n >= recodesMax, nil
}

// recodedToday is how often the 查询码 of a lead was replaced today, and when last.
func (s *Service) recodedToday(ctx context.Context, tx db.Tx, id int64) (n int, last int64, err error) {
	entries, err := trail.Read(ctx, tx, trail.LeadStream(id))
	for _, e := range entries {
		if e.Kind == recoded && lastDay(e.At+1) == lastDay(s.now()+1) {
			n, last = n+1, e.At
		}
	}
	return n, last, err
}
