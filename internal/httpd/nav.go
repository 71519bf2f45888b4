package httpd

import (
	"context"
	"strings"

	"sunlead/internal/org"
	"sunlead/web"
)

// navTable is the staff navigation, in its order; a person sees what their role opens.
var navTable = []struct{ path, key string }{
	{"/desk", "nav.desk"},
	{"/city", "nav.city"},
	{"/city/dispatch", "nav.dispatch"},
	{overduePath, "nav.overdue"},
	{restrictedPath, "nav.restricted"},
	{"/ji", "nav.ji"},
	{"/cases", "nav.cases"},
	{"/ledger", "nav.ledger"},
	{"/violations", "nav.violations"},
	{"/checklist", "nav.checklist"},
	{publishPath, "nav.publish"},
	{"/messages", "nav.messages"},
	{"/admin/users", "nav.users"},
	{systemPath, "nav.system"},
	{smsPath, "nav.sms"},
	{"/admin/settings", "nav.settings"},
	{noticePath, "nav.notice"},
}

// nav lists the entries whose route exists and is the actor's. The current one is the longest that the path is under.
func (s *Server) nav(a org.Actor, path string) []web.NavItem {
	var items []web.NavItem
	current := -1
	for _, n := range navTable {
		r, ok := s.find(get, n.path)
		if !ok || !a.Can(r.Perm) || n.path == smsPath && s.Sink == nil {
			continue
		}
		items = append(items, web.NavItem{Href: n.path, Label: s.Texts.T(seenBy(a, n.key))})
		if under(path, n.path) && (current < 0 || len(n.path) > len(items[current].Href)) {
			current = len(items) - 1
		}
	}
	if current >= 0 {
		items[current].Current = true
	}
	return items
}

// seenBy is the city's own word for a list that is everybody's there.
func seenBy(a org.Actor, key string) string {
	if key == "nav.cases" && a.Kind == org.City {
		return "nav.cases.city"
	}
	return key
}

// countWaiting puts what waits for the actor behind its entry; a page is not held up by a failure of it.
func (s *Server) countWaiting(ctx context.Context, a org.Actor, items []web.NavItem) {
	counts := map[string]func(context.Context, org.Actor) (int, error){}
	if s.Notify != nil {
		counts[messagesPath] = s.Notify.Unseen
	}
	if s.Publish != nil {
		counts[publishPath] = s.Publish.Waiting
	}
	for i := range items {
		if count := counts[items[i].Href]; count != nil {
			items[i].Count, _ = count(ctx, a)
		}
	}
}

func under(path, top string) bool { return path == top || strings.HasPrefix(path, top+"/") }

func (s *Server) find(method, path string) (route, bool) {
	for _, r := range s.routes {
		if r.Method == method && r.Path == path {
			return r, true
		}
	}
	return route{}, false
}

// has reports a page of exactly that address.
func (s *Server) has(path string) bool {
	_, ok := s.find(get, path)
	return ok
}
