package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/publish"
	"sunlead/web"
)

// galleryEntry is a publication: fiction.
func galleryEntry(k publish.Kind, label string) publish.Publication {
	return publish.Publication{ID: 7, UnitID: 650102, Kind: k, State: publish.Published, Published: galleryDay(1), Content: publish.Content{
		Label: label, District: "650102", Title: "天山区小学一年级报名时间", Body: "网上报名：7月1日至7月10日。\n现场核对材料：7月12日至7月16日。",
		DocNo: "示教字〔2026〕5号", DocDate: "2026-05-20", ValidTo: "2027-05-31", Topics: ",fee,",
	}}
}

// galleryPublic are the pages beyond the form.
func galleryPublic() []galleryState {
	return []galleryState{
		{"home-closed", "home/show", func(s *Server, c echo.Context) pager {
			v := s.homeView(c)
			v.Closed, v.Outage, v.OutageIn = v.T("home.closed"), "系统维护，预计 18:00 恢复。急事请打电话。", "zh"
			return v
		}},
		{"before", "about/before", func(s *Server, c echo.Context) pager { return s.beforeView(c) }},
		{"privacy", "about/privacy", func(s *Server, c echo.Context) pager { return s.privacyView(c) }},
		{"accessibility", "about/accessibility", func(s *Server, c echo.Context) pager { return s.accessibilityView(c) }},
		{"policy", "policy/show", func(s *Server, c echo.Context) pager {
			v := s.policyView(c, "", "")
			s.showDistrict(v, nothing, "")
			return v
		}},
		{"policy-district", "policy/show", func(s *Server, c echo.Context) pager {
			v := s.policyView(c, "650102", "")
			s.showDistrict(v, publish.ShelfOf("", galleryEntry(publish.Policy, publish.Dates)), "650102")
			return v
		}},
		{"policy-empty", "policy/show", func(s *Server, c echo.Context) pager {
			v := s.policyView(c, "650109", "")
			s.showDistrict(v, nothing, "650109")
			return v
		}},
		{"policy-unknown", "policy/show", func(s *Server, c echo.Context) pager {
			v := s.policyView(c, "", "示例十小")
			v.Unknown = v.T("policy.unknown", "typed", "示例十小")
			return v
		}},
		{"clarifications", "clarification/list", func(s *Server, c echo.Context) pager {
			return s.clarificationsView(c, []publish.Publication{galleryEntry(publish.Clarification, publish.Explained)}, "")
		}},
		{"clarifications-empty", "clarification/list", func(s *Server, c echo.Context) pager { return s.clarificationsView(c, nil, "650109") }},
		{"stats-empty", "stats/show", func(s *Server, c echo.Context) pager {
			return &statsView{Page: s.page(c), Empty: s.Texts.T("stats.empty")}
		}},
		{"similar", "report/similar", func(s *Server, c echo.Context) pager {
			p := galleryEntry(publish.Response, "")
			return s.similarView(c, &p)
		}},
		{"similar-stopped", "report/similar", func(s *Server, c echo.Context) pager {
			return &similarView{Page: s.page(c), Stopped: true, GoOn: web.Button{Label: s.Texts.T("similar.go_on")}}
		}},
	}
}
