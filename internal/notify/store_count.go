package notify

import (
	"context"
	"fmt"

	"sunlead/internal/org"
)

// CountNotices counts the 抄告 that Notices goes through.
func (s *Service) CountNotices(ctx context.Context, a org.Actor) (int, error) {
	var n int64
	if err := mine(s.DB.Gorm(ctx), a).Where("kind = ?", KeyNotice).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return int(n), nil
}
