package httpd

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/internal/letter"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
	"sunlead/web"
)

// galleryStates are all of them, in the order of the pages.
func galleryStates() []galleryState {
	list := append(galleryReporting(), galleryTracking()...)
	list = append(list, galleryPublic()...)
	list = append(list, galleryCaseStates()...)
	list = append(list, galleryElder()...)
	for name, f := range galleryFailures {
		list = append(list, galleryState{"error-" + name, "error/show", func(s *Server, c echo.Context) pager {
			return &errorView{Page: s.bare(c), Heading: s.heading(f), Body: s.sentence(f), Next: s.wayOut(f)}
		}})
	}
	return list
}

func galleryCaseStates() (list []galleryState) {
	for _, state := range galleryCases {
		list = append(list, galleryState{"case-" + state.name, "track/case", func(s *Server, c echo.Context) pager {
			p := state.lead
			p.Number, p.Received = galleryNumber, galleryDay(6)
			p.Events = append([]trail.Entry{{Kind: "submitted", At: galleryDay(6), Public: true, Data: "{}"}}, p.Events...)
			return s.trackCaseView(c, &p, nil)
		}})
	}
	return list
}

// galleryReporting are the first page and those of the report.
func galleryReporting() []galleryState {
	list := []galleryState{
		{"home", "home/show", func(s *Server, c echo.Context) pager { return s.homeView(c) }},
		{"home-no-hotline", "home/show", func(s *Server, c echo.Context) pager {
			v := s.homeView(c)
			v.Hotline = ""
			return v
		}},
		{"type", "report/type", galleryReport(reportType, nil, fresh)},
		{"type-unsent", "report/type", func(s *Server, c echo.Context) pager {
			v := s.reportView(c, reportType, filled(), answers{})
			v.Unsent, v.GoOn = v.T("report.unsent", "when", v.T("report.today", "time", "16:20")), reportContact.path
			v.Drop = web.Button{Label: v.T("report.drop"), Look: "secondary", Small: true, Form: "drop"}
			return v
		}},
		{"type-error", "report/type", galleryReport(reportType, lead.Problems{"cat": errs.T("report.cat.required")}, fresh)},
		{"school", "report/school", galleryReport(reportSchool, nil, fresh)},
		{"school-error", "report/school", galleryReport(reportSchool, lead.Problems{
			"district": errs.T("report.district.required"), "about": errs.T("report.about.required"),
		}, fresh)},
		{"higher", "report/higher", func(s *Server, c echo.Context) pager {
			return &higherView{Page: s.page(c), Number: "12388", GoOn: web.Button{Label: s.Texts.T("report.higher.go_on"), Look: "secondary"}}
		}},
		{"what", "report/what", galleryReport(reportWhat, nil, fresh)},
		{"what-fee", "report/what", galleryReport(reportWhat, nil, filled)},
		{"what-beside", "report/what", func(s *Server, c echo.Context) pager { return s.galleryBeside(c) }},
		{"what-error", "report/what", galleryReport(reportWhat, lead.Problems{
			"text": errs.T("report.text.short", "min", lead.TextMin, "n", 2), "amount": errs.T("report.amount.words", "n", 35000),
		}, filled)},
		{"mask", "report/mask", func(s *Server, c echo.Context) pager { return s.maskView(c, formKey{}, galleryPrivate) }},
		{"mask-error", "report/mask", func(s *Server, c echo.Context) pager {
			return s.wrong(s.maskView(c, formKey{}, galleryPrivate), lead.Problems{"mask": errs.T("report.mask.required")})
		}},
		{"files", reportEvidence.view, func(s *Server, c echo.Context) pager { return s.evidenceView(c, filled(), nil) }},
		{"files-added", reportEvidence.view, func(s *Server, c echo.Context) pager { return s.evidenceView(c, withFiles(2), nil) }},
		{"files-full", reportEvidence.view, func(s *Server, c echo.Context) pager { return s.evidenceView(c, withFiles(6), nil) }},
		{"files-error", reportEvidence.view, func(s *Server, c echo.Context) pager {
			problem := lead.Problems{"photo": errs.T("evidence.big", "max", 10)}
			return s.wrong(s.evidenceView(c, withFiles(1), errs.Fields(problem)), problem)
		}},
	}
	return append(list, gallerySending()...)
}

// gallerySending are the pages of the report from the contact on, and the receipt.
func gallerySending() []galleryState {
	return []galleryState{
		{"contact", "report/contact", galleryReport(reportContact, nil, fresh)},
		{"contact-kept", "report/contact", galleryReport(reportContact, nil, filled)},
		{"contact-error", "report/contact", galleryReport(reportContact, lead.Problems{
			"phone": errs.T("report.phone.wrong"), "consent": errs.T("report.consent.required"),
		}, filled)},
		{"check", "report/check", func(s *Server, c echo.Context) pager {
			u := filled()
			return &checkView{
				Page: s.page(c), Rows: s.reportRows(&u.Report),
				Send: web.Button{Label: s.Texts.T("button.submit")},
			}
		}},
		{"toll", "report/toll", func(s *Server, c echo.Context) pager { return s.galleryToll(c) }},
		{"toll-error", "report/toll", func(s *Server, c echo.Context) pager {
			v, problem := s.galleryToll(c), lead.Problems{"sum": errs.T("toll.sum.wrong")}
			v.Sum.Value, v.Sum.Error = "8", s.Texts.T("toll.sum.wrong")
			return s.wrong(v, problem)
		}},
		{"done", "report/done", galleryDone(true)},
		{"done-anonymous", "report/done", galleryDone(false)},
		{"done-over", "report/done", func(s *Server, c echo.Context) pager {
			return &doneView{Page: s.page(c), Again: web.Button{Label: s.Texts.T("done.again"), Look: "secondary"}}
		}},
		{"all", "report/all", galleryReport(reportAll, nil, fresh)},
		{"all-error", "report/all", galleryReport(reportAll, checkAll(&lead.Report{}), fresh)},
		{"other", "report/other", func(s *Server, c echo.Context) pager {
			return &otherView{
				Page: s.page(c), Start: web.Button{Label: s.Texts.T("report.anew")},
				Typed: []web.Field{{ID: "typed-1", Label: s.Texts.T("error.typed"), Value: galleryText, Rows: 10, ReadOnly: true}},
			}
		}},
	}
}

// galleryTracking are the pages of who looks what became of a report.
func galleryTracking() []galleryState {
	return []galleryState{
		{"track", "track/show", galleryTrack("", "")},
		{"track-digit", "track/show", galleryTrack("4821 0937 5562 1047", "track.code.digit")},
		{"track-unknown", "track/show", galleryTrack("4821 0937 5562 1048", "track.code.unknown")},
		{"track-often", "track/show", galleryTrack("4821 0937 5562 1048", "track.code.often")},
		{"lost", "track/lost", func(s *Server, c echo.Context) pager { return s.galleryLost(c, nil) }},
		{"lost-error", "track/lost", func(s *Server, c echo.Context) pager {
			problem := lead.Problems{"number": errs.T("lost.number.wrong"), "phone": errs.T("lost.phone.wrong")}
			return s.wrong(s.galleryLost(c, problem), problem)
		}},
		{"lost-none", "track/lost", func(s *Server, c echo.Context) pager {
			v := s.galleryLost(c, nil)
			v.Sends = false
			return v
		}},
		{"add", "track/add", func(s *Server, c echo.Context) pager { return s.addView(c, &lead.Public{Number: galleryNumber}, nil) }},
		{"add-error", "track/add", func(s *Server, c echo.Context) pager {
			problem := lead.Problems{"words": errs.T("add.required", "min", 2)}
			return s.wrong(s.addView(c, &lead.Public{Number: galleryNumber}, errs.Fields(problem)), problem)
		}},
		{"done-replaced", "report/done", func(s *Server, c echo.Context) pager {
			return &doneView{Page: s.page(c), Replaced: galleryNumber, Again: web.Button{Label: s.Texts.T("done.again"), Look: "secondary"}}
		}},
		{"erase", "track/erase", func(s *Server, c echo.Context) pager { return s.eraseView(c, &lead.Public{Number: galleryNumber}) }},
		{"withdraw", "track/withdraw", func(s *Server, c echo.Context) pager {
			return s.withdrawView(c, &lead.Public{Number: galleryNumber}, nil)
		}},
		{"letter", "letter/print", func(s *Server, c echo.Context) pager { return &letterView{Page: s.page(c), Letter: galleryLetter} }},
	}
}

// What stands in the pages: fiction.
const (
	galleryNumber  = "2026-000128-7"
	galleryCode    = "4821093755621048"
	galleryText    = "报名时工作人员要求先交三万元共建费才给学位，只写收条不开票据，请核查"
	galleryPrivate = "我儿子张小明的身份证号是650102201801011237，请打19900001234。"
)

func galleryDay(day int) int64 {
	return clock.Milli(time.Date(2026, 7, day, 16, 20, 0, 0, clock.Beijing))
}

func fresh() *unsent {
	u := &unsent{cookies: true}
	u.Contact.Hide = true
	return u
}

func filled() *unsent {
	return &unsent{cookies: true, saved: galleryDay(6), Report: lead.Report{
		Category: "fee", District: "650102", SchoolName: "示例一小", Stage: "primary", About: lead.AboutDistrict, Nature: lead.NatureWork, Text: galleryText,
		When: "earlier", WhenText: "2026年6月", Amount: "3万", Payee: "学校财务室", Affects: "yes", AffectsBy: "7月15日", Mode: lead.ModePhone, Consent: true,
		Contact: vault.Contact{Phone: "19900001234", Name: "王女士", Relation: "parent", Lang: "zh", Hide: true},
	}}
}

// wrong is the page after a form with mistakes.
func (s *Server) wrong(v pager, problems lead.Problems) pager {
	p := v.base()
	p.HasErrors, p.Errors = true, s.summary(nil, errs.As(errs.Fields(problems)))
	return v
}

// withFiles is a report with so many files.
func withFiles(n int) *unsent {
	u := filled()
	for i := range n {
		u.Files = append(u.Files, lead.File{
			ID: int64(i + 1), Kind: evidence.Kinds()[i*3], Size: int64(i+1) * 700_000, Hash: make([]byte, 32), Name: "示例收条" + strconv.Itoa(i+1) + ".jpg",
		})
	}
	return u
}

func galleryReport(p *reportPage, problems lead.Problems, u func() *unsent) func(*Server, echo.Context) pager {
	return func(s *Server, c echo.Context) pager {
		v := s.reportView(c, p, u(), answers{err: errs.Fields(problems)})
		if len(problems) == 0 {
			return v
		}
		return s.wrong(v, problems)
	}
}

// galleryWork cannot be solved: the page stays.
var galleryWork = `{"salt":"","challenge":"` + strings.Repeat("0", 64) + `","maxnumber":0}`

func (s *Server) galleryToll(c echo.Context) *tollView {
	send := web.Button{Label: s.Texts.T("button.submit")}
	return &tollView{Page: s.page(c), Action: reportCheckPath, Lead: s.Texts.T("toll.lead"), Work: galleryWork, Send: send, Sum: web.Field{
		Name: "sum", Width: "4", InputMode: "numeric", Label: s.Texts.T("toll.sum.label", "a", s.Texts.T("toll.3"), "b", s.Texts.T("toll.4")),
	}}
}

func galleryDone(phone bool) func(*Server, echo.Context) pager {
	return func(s *Server, c echo.Context) pager {
		v := &doneView{
			Page: s.page(c), Receipt: &web.Receipt{Title: s.Texts.T("done.heading"), Code: galleryCode, Number: galleryNumber}, HasPhone: phone, SMS: phone, Picture: galleryPicturePath,
			Proof: inGroups(strings.Repeat("0f1e2d3c", 8)), Again: web.Button{Label: s.Texts.T("done.again"), Look: "secondary"},
		}
		s.fillPromises(c.Request().Context(), v)
		return v
	}
}

func galleryTrack(typed, problem string) func(*Server, echo.Context) pager {
	return func(s *Server, c echo.Context) pager {
		if problem == "" {
			return s.trackView(c, typed, nil)
		}
		problems := lead.Problems{"code": errs.T(problem, "n", 3)}
		return s.wrong(s.trackView(c, typed, errs.Fields(problems)), problems)
	}
}

// galleryFailures are the pages of failures.
var galleryFailures = map[string]failure{
	"lost":    generic(kinds[errs.NotFound]),
	"ours":    generic(kinds[errs.Internal]),
	"outage":  generic(kinds[errs.Unavailable]),
	"busy":    {kinds[errs.Unavailable], errs.T("error.busy")},
	"often":   generic(kinds[errs.TooMany]),
	"large":   generic(kinds[errs.TooLarge]),
	"expired": {kinds[errs.Conflict], errs.T("error.track.text")},
}

var galleryLetter = letter.Letter{
	Unit: "天山区教育局", Number: "天教阳光告〔2026〕1 号", Title: "答复意见书", To: "王女士：", Intro: "您反映的事项，答复如下：",
	Rows: []letter.Row{{Name: "登记编号", Value: galleryNumber}}, Parts: []letter.Part{{Heading: "核查情况", Text: galleryText}}, Signed: "天山区教育局", Date: "2026年7月9日",
}

// galleryCases are a report on its way, as its reporter sees it.
var galleryCases = []struct {
	name string
	lead lead.Public
}{
	{"new", lead.Public{State: lead.StateNew, Status: errs.T("public.new"), Due: galleryDay(13), CanWithdraw: true}},
	{"working", lead.Public{State: lead.InProgress, Status: galleryStatus(lead.InProgress), Due: galleryDay(13), CanWithdraw: true, Events: galleryEvents("signed")}},
	{"waiting", lead.Public{
		State: lead.WaitingReporter, Status: errs.T("public.waiting_reporter"),
		Questions: []lead.Question{{ID: 1, Question: "请问收条上写的是哪一天，交给了谁？", Asked: galleryDay(7), Until: galleryDay(10)}},
	}},
	{"late", lead.Public{State: lead.InProgress, Late: true, Status: errs.T("public.late", "unit", "天山区教育局"), Explained: &lead.Explanation{
		Told: "没有按时答复您，很抱歉，还在核实", Day: "2026-07-20",
	}, Due: galleryDay(13)}},
	{"replied", lead.Public{State: lead.Replied, Status: galleryStatus(lead.Replied), Answer: galleryAnswer, CanRate: true, CanReopen: true, Events: galleryEvents("signed", "replied")}},
	{"closed", lead.Public{State: lead.Closed, Status: galleryStatus(lead.Closed), Answer: galleryAnswer, Rating: lead.Solved, Events: galleryEvents("signed", "replied")}},
	{"reopened", lead.Public{State: lead.Reopened, Status: galleryStatus(lead.Reopened), Answer: galleryAnswer, Earlier: true, Due: galleryDay(20)}},
	{"rejected", lead.Public{State: lead.Rejected, Status: galleryStatus(lead.Rejected), Answer: &lead.Draft{
		Kind: lead.RejectDraft, RejectReason: "out_of_scope", Elsewhere: "请向市场监管部门反映，电话 12315。",
	}}},
	{"merged", lead.Public{State: lead.Merged, Status: galleryStatus(lead.Merged)}},
	{"withdrawn", lead.Public{State: lead.Closed, Ending: lead.Withdrawn, Status: errs.T("public.withdrawn")}},
	{"walled", lead.Public{State: lead.InProgress, Status: errs.T("public.walled")}},
}

func galleryStatus(state lead.State) errs.Text {
	return errs.T("public."+string(state), "unit", "天山区教育局")
}

func galleryEvents(kinds ...string) []trail.Entry {
	list := make([]trail.Entry, len(kinds))
	for i, kind := range kinds {
		list[i] = trail.Entry{Kind: kind, At: galleryDay(7 + i), Public: true, Data: `{"unit":650102}`}
	}
	return list
}

var galleryAnswer = &lead.Draft{
	Kind: lead.ReplyDraft, Finding: lead.Proven, Found: "经查，学校在报名时收取了与入学挂钩的费用，收条属实。",
	Result: "已责令全额退还。", Remedy: "如有异议，可在三十日内申请复查。",
}

// galleryLost asks for a fresh 查询码, as where there is a way to send it.
func (s *Server) galleryLost(c echo.Context, p lead.Problems) *lostView {
	v := s.lostView(c, errs.Fields(p))
	v.Sends = true
	return v
}
