package job

import (
	"context"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// signature stands before every message; it is registered with the gateway (短信签名), whatever the language.
const signature = "【入学问题】"

const (
	smsTimeout, smsHold = 15 * time.Second, 30 * time.Second
	smsTries            = 3
	smsUnreached        = 20 // for about an hour
)

// smsSend sends one short message (sms.send).
func smsSend(d Deps) Outside {
	return func(ctx context.Context, row outbox.Row) error {
		a, wanted, err := d.Lead.Address(ctx, row)
		if err != nil || !wanted {
			return err
		}
		a.Lang = d.Voice.Speaks(a.Lang)
		code, day := lead.Grouped(a.Code), spokenDay(d.Voice, a.Lang, a.Day)
		return d.Texter.Send(ctx, notify.SMS{
			ID: row.ID, To: a.Phone, Name: a.Text, Lang: a.Lang, Args: map[string]string{"number": a.Number, "code": code, "day": day},
			Text: signature + d.Voice.Say(a.Lang, "sms."+a.Text, "number", a.Number, "code", code, "day", day),
		})
	}
}

// Voice makes the sentences of messages in the language of whom they go to.
type Voice interface {
	Speaks(lang string) string // the language that is spoken to who would like this one
	Say(lang, key string, pairs ...any) string
	Day(lang string, at time.Time) string
}

// spokenDay writes a stored day as the language's readers do.
func spokenDay(v Voice, lang, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return v.Day(lang, t)
}
