package httpd

import (
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
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

var galleryHits = []org.School{
	{ID: 1, Name: "示例一小", District: "650102"}, {ID: 2, Name: "示例一小东校区", District: "650102"}, {ID: 3, Name: "示例大学附属小学", District: "650104"},
}

func galleryRumour() publish.Publication {
	p := galleryEntry(publish.Clarification, publish.Rumour)
	p.ID, p.SchoolID, p.SchoolName, p.Topics, p.DocNo, p.DocDate = 8, 3, "示例实验中学", ",test,promise,", "", ""
	p.Title, p.Body = "网传示例实验中学入学要考试", "示例实验中学没有组织入学考试，按划片招生。"
	return p
}

// galleryBeside is a question with what bureaus have said about it.
func (s *Server) galleryBeside(c echo.Context) pager {
	v := s.reportView(c, reportWhat, filled(), answers{})
	for _, p := range []publish.Publication{galleryEntry(publish.Clarification, publish.Explained), galleryRumour()} {
		v.Notes = append(v.Notes, s.entry(&p))
	}
	return v
}

// galleryStats is a release of half a year, the widest table that parents meet.
func (s *Server) galleryStats(c echo.Context) pager {
	f := publish.Figures{Months: []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}, Topics: topicIDs(), Territories: territories()}
	row := func(from, n int) (list []publish.Figure) {
		for i := range n {
			list = append(list, publish.Figure{Value: from + i*37, Hidden: (from+i)%4 == 0})
		}
		return list
	}
	for i := range len(f.Months) + 1 {
		f.Cells = append(f.Cells, row(11+i, len(f.Topics)+1))
	}
	f.Places = row(13, len(f.Territories))
	p := galleryEntry(publish.Statistics, "")
	p.District, p.Title, p.Body, p.DocNo, p.DocDate, p.ValidTo = "", "2026年上半年受理情况统计", "上半年收到的反映按类别和区（县）统计如下。", "", "", ""
	table, v := s.statsTable(&f), &statsView{Page: s.page(c)}
	v.Releases = []releaseView{{s.entry(&p), table}}
	return v
}

// galleryElder are pages in 长辈模式.
func galleryElder() (list []galleryState) {
	for _, g := range append(galleryReporting(), galleryCaseStates()...) {
		if slices.Contains([]string{"home", "what-fee", "school-error", "done", "case-replied"}, g.name) {
			list = append(list, galleryState{g.name + "-elder", g.page, func(s *Server, c echo.Context) pager {
				v := g.view(s, c)
				v.base().Elder = true
				return v
			}})
		}
	}
	return list
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
		{"policy-school", "policy/show", func(s *Server, c echo.Context) pager {
			v, p := s.policyView(c, "", "示例一小"), galleryEntry(publish.Policy, publish.Zone)
			p.SchoolID, p.SchoolName = galleryHits[0].ID, galleryHits[0].Name
			s.showSchool(v, publish.ShelfOf("", p, galleryEntry(publish.Policy, publish.Dates)), galleryHits[0])
			return v
		}},
		{"policy-hits", "policy/show", func(s *Server, c echo.Context) pager {
			v := s.policyView(c, "", "示例")
			s.offerSchools(v, galleryHits)
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
		{"clarifications-rumour", "clarification/list", func(s *Server, c echo.Context) pager {
			return s.clarificationsView(c, []publish.Publication{galleryRumour()}, "650102")
		}},
		{"clarifications-empty", "clarification/list", func(s *Server, c echo.Context) pager { return s.clarificationsView(c, nil, "650109") }},
		{"stats", "stats/show", func(s *Server, c echo.Context) pager { return s.galleryStats(c) }},
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
