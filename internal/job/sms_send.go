package job

import (
	"context"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// smsSend sends one short message (sms.send).
func smsSend(d Deps) Outside {
	return func(ctx context.Context, row outbox.Row) error {
		a, wanted, err := d.Lead.Address(ctx, row)
		if err != nil || !wanted {
			return err
		}
		code, day := lead.Grouped(a.Code), spokenDay(a.Lang, a.Day)
		return d.Texter.Send(ctx, notify.SMS{
			ID: row.ID, To: a.Phone, Name: a.Text, Lang: a.Lang, Args: map[string]string{"number": a.Number, "code": code, "day": day},
			Text: d.Say(a.Lang, "sms."+a.Text, "number", a.Number, "code", code, "day", day),
		})
	}
}

// spokenDay writes a day as the language's readers do: 7月10日, and figures for the others.
func spokenDay(lang, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || lang != "zh" {
		return day
	}
	return t.Format("1月2日")
}
