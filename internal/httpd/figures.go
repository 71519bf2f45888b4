package httpd

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/metrics"
	"sunlead/internal/org"
	"sunlead/web"
)

// secondsBuckets divide the time of answers.
var secondsBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// figures are what the web server counts. Labels are words of the code: patterns, methods, kinds.
type figures struct {
	requests metrics.Counter
	seconds  metrics.Histogram
	failures metrics.Counter
	tolls    metrics.Counter
}

func newFigures(m *metrics.Set) figures {
	f := figures{
		requests: m.Counter("sunlead_requests_total", "Requests by route, method and status class.", "route", "method", "status"),
		seconds:  m.Histogram("sunlead_request_seconds", "Time to answer by class of route.", secondsBuckets, "class"),
		failures: m.Counter("sunlead_errors_total", "Requests that failed, by kind.", "kind"),
	}
	f.tolls = m.Counter("sunlead_tolls_total", "Reports that were asked for some work before they were taken, by reason.", "why")
	for _, k := range kinds {
		f.failures.Add(0, k.name)
	}
	return f
}

// count notes an answered request.
func (f figures) count(c echo.Context, took time.Duration) {
	r := value[route](c, ctxRoute)
	pattern := r.Path
	if pattern == "" {
		pattern = "none" // an address that is none of ours
	}
	f.requests.Add(1, pattern, knownMethod(c.Request().Method), strconv.Itoa(c.Response().Status/100)+"xx")
	f.seconds.Observe(took.Seconds(), class(r))
	if kind := value[string](c, ctxKind); kind != "" {
		f.failures.Add(1, kind)
	}
}

// class sorts routes by who waits for them.
func class(r route) string {
	switch {
	case r.Path == "":
		return "none"
	case strings.HasPrefix(r.Path, web.StaticPrefix):
		return "static"
	case r.Options.Quiet:
		return "probe"
	case r.Perm == org.Public:
		return "public"
	default:
		return "staff"
	}
}
