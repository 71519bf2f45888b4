package lead

import (
	"context"
	"fmt"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
)

// Matter is what a public clarification speaks of. Empty parts mean all.
type Matter struct {
	School   int64
	District string
	Topics   []string // categories
}

// openMost is where counting ends: whoever decides knows by then.
const openMost = 1000

// OpenOn counts the open leads on a matter, as far as the actor's seat may know of them: of a school those that name it
// and those of its district and topics that name none; otherwise those of the district and the topics. It reads through
// the caller's connection, so that whoever decides by it does so in one transaction. What is walled from the actor counts
// for nothing.
func (s *Service) OpenOn(ctx context.Context, c db.Conn, a org.Actor, m Matter) (int, error) {
	scope, args := ScopeOf(a).seat()
	place := and(condition{m.District != "", "district = ?", []any{m.District}}, condition{len(m.Topics) > 0, "category IN ?", []any{m.Topics}})
	if m.School != 0 {
		place = condition{true, "school_id = ? OR school_id = 0 AND " + place.sql, append([]any{m.School}, place.args...)}
	}
	inner := c.Gorm(ctx).Model(&Lead{}).Where("open = 1").Where("("+scope+")", args...).Where("("+place.sql+")", place.args...).Select("1").Limit(openMost)
	var n int64
	if err := c.Gorm(ctx).Table("(?) AS counted", inner).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count open leads: %w", err)
	}
	return int(n), nil
}

// MonthTally is how many leads of one month had one category and counted in one ledger.
type MonthTally struct {
	Month     string // 2026-07
	Category  string
	Territory int64
	Leads     int
}

// MonthTallies counts the leads received in months of Beijing, as 2026-07, for a public release: all of the city but what
// is walled or waits for a person to look at it, whoever asks. A release is drawn some few times a year, so the leads
// themselves are counted.
func (s *Service) MonthTallies(ctx context.Context, months []string) ([]MonthTally, error) {
	scope, args := Scope{sight: org.SeesCity}.seat()
	var out []MonthTally
	for _, month := range months {
		from, err := time.ParseInLocation("2006-01", month, clock.Beijing)
		if err != nil {
			return nil, fmt.Errorf("month of a release: %w", err)
		}
		var rows []MonthTally
		err = s.DB.Gorm(ctx).Model(&Lead{}).Where("("+scope+")", args...).
			Where("received >= ? AND received < ?", clock.Milli(from), clock.Milli(from.AddDate(0, 1, 0))).
			Select("category, territory_unit AS territory, COUNT(*) AS leads").Group("category, territory_unit").Order("category, territory_unit").Scan(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("count leads of a month: %w", err)
		}
		for _, r := range rows {
			r.Month = month
			out = append(out, r)
		}
	}
	return out, nil
}
