package job

import (
	"sunlead/internal/checklist"
	"sunlead/internal/lead"
)

// itemCount raises the counts beside the checklist's items for a closed, proven lead (item.count).
func itemCount(l *lead.Service, c *checklist.Service) Handler { return projected(l, c.CountItems) }
