package job

import "sunlead/internal/lead"

// leadRoute routes new leads (lead.route). Twice is once: a routed lead is left alone.
func leadRoute(s *lead.Service) Handler { return s.RouteNew }
