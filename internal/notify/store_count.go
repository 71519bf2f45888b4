package notify

import (
	"context"

	"sunlead/internal/org"
)

// countMax is where counting a list ends; its page then says 超过 1 万件.
const countMax = 10_001

// CountNotices counts the 抄告 that Notices goes through, at most 10,001.
func (s *Service) CountNotices(ctx context.Context, a org.Actor) (int, error) {
	return s.count(ctx, mine(s.DB.Gorm(ctx), a).Where("kind = ?", KeyNotice), countMax)
}
