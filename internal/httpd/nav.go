package httpd

import (
	"strings"

	"sunlead/internal/org"
	"sunlead/web"
)

// navTable is the staff navigation, in its order; a person sees what their role opens.
var navTable = []struct{ path, key string }{
	{"/desk", "nav.desk"},
	{"/city", "nav.city"},
	{"/city/dispatch", "nav.dispatch"},
	{"/ji", "nav.ji"},
	{"/cases", "nav.cases"},
	{"/ledger", "nav.ledger"},
	{"/violations", "nav.violations"},
	{"/checklist", "nav.checklist"},
	{"/messages", "nav.messages"},
	{"/admin/users", "nav.users"},
}

// nav lists the entries whose route exists and is the actor's. The current one is the longest that the path is under.
func (s *Server) nav(a org.Actor, path string) []web.NavItem {
	var items []web.NavItem
	current := -1
	for _, n := range navTable {
		r, ok := s.find(get, n.path)
		if !ok || !a.Can(r.Perm) {
			continue
		}
		items = append(items, web.NavItem{Href: n.path, Label: s.Texts.T(n.key)})
		if under(path, n.path) && (current < 0 || len(n.path) > len(items[current].Href)) {
			current = len(items) - 1
		}
	}
	if current >= 0 {
		items[current].Current = true
	}
	return items
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

func (s *Server) has(method, path string) bool {
	_, ok := s.find(method, path)
	return ok
}
