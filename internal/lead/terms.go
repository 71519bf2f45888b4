package lead

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
)

// Terms are what a leader sets who issues a letter of the ladder. A kind has only its own.
type Terms struct {
	Until string // of a 督办单, 办结时限: a day from tomorrow on, at most 30 ahead
	Who   string // of a 约谈通知, whom it asks to come, by their office: 2–50 characters
	Day   string // its day, from tomorrow on, at most 30 ahead
	Hour  string // and hour, as 15:04
	Place string // 2–50 characters
}

// The working days from the day of issue that presets give.
const (
	superviseDays = 3
	talkDays      = 2
)

const talkHour = "10:00"

// Preset are the terms of a letter that is issued now, as far as the calendar knows them: who comes, and where to, is for
// a person to say.
func (s *Service) Preset(kind LetterKind) (t Terms) {
	switch kind { //nolint:exhaustive // the others have no terms
	case LetterSupervise:
		t.Until = s.workingDay(superviseDays)
	case LetterTalk:
		t.Day, t.Hour = s.workingDay(talkDays), talkHour
	}
	return t
}

// workingDay is the n-th working day after today.
func (s *Service) workingDay(n int) string {
	return deadline.AddWorkingDays(s.Calendar(), s.Case.Now(), n).Add(-1).In(clock.Beijing).Format(time.DateOnly)
}

var hour = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// check holds the fields of a kind, and makes days of what was typed.
func (t *Terms) check(s *Service, kind LetterKind) Problems {
	p := Problems{}
	switch kind {
	case LetterSupervise:
		*t = Terms{Until: s.dayAhead(p, "until", t.Until).Format(time.DateOnly)}
	case LetterTalk:
		for name, text := range map[string]string{"who": t.Who, "place": t.Place} {
			length(p, name, text, 2, 50)
			p.add(Heaped(text), name, "error.marks", "max", MarksMax)
			p.add(Personal(text), name, "error.personal")
		}
		p.add(!hour.MatchString(t.Hour), "hour", "terms.hour")
		t.Until, t.Day = "", s.dayAhead(p, "day", t.Day).Format(time.DateOnly)
	default:
		*t = Terms{}
	}
	return p
}

// settle writes into a drafted letter what it says from its issue on: the delay as it is now, and the terms.
func (l *Letter) settle(days int, t Terms) error {
	v := l.Values()
	v["days"] = days
	for name, text := range map[string]string{"until": t.Until, "who": t.Who, "day": t.Day, "hour": t.Hour, "place": t.Place} {
		if text != "" {
			v[name] = text
		}
	}
	args, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode letter: %w", err)
	}
	l.Args = string(args)
	return nil
}
