package httpd

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/settings"
)

// badForm is the valid form of a POST route: who sends it, for which lead, and what is in it. Where follows it
// to the pages that show what it stored.
type badForm struct {
	as     string            // "" for the public
	step   string            // of the lead in the address
	user   string            // account in the address
	fields map[string]string // without csrf, key and version
	keyed  bool              // a staff form that carries a form key
	shut   bool              // this house has no use for the page any more: it may refuse the valid form too
	own    map[string]string // classes of fields that mean something else here than elsewhere
	pub    string            // the publication in the address
	track  string            // step of the lead whose page a parent has opened, when it is not the answered one
	sealed bool              // what it stores lies sealed
	plain  map[string]string // answers that may mean something, which a page then shows, as they are when they mean nothing
	shows  func(b *badSite) []badShow
}

// badShow is a page that shows what was stored.
type badShow struct {
	as, path string
	track    string // step of the lead whose public page is meant
}

// key names the page in a comparison; numbers of leads differ.
func (s badShow) key(route string) string {
	return route + " " + s.as + digitRun.ReplaceAllString(s.path, "#") + s.track
}

const badText = "报名时要求先交三万元共建费才给学位，请核查处理"

// badForms has a line for every POST route. A new route wants its own here: a form that the route accepts from
// the account, every declared field in it that may be.
var badForms = map[string]badForm{
	"POST /report/start":  {},
	"POST /report/drop":   {},
	"POST /report/higher": {sealed: true},
	"POST /report/type":   {fields: wholeReport("cat"), sealed: true},
	"POST /report/school": {
		fields: wholeReport("district", "school_q", "stage", "about", "nature", "to_city", "school_id"), sealed: true,
		shows: showReport("/report/school"),
	},
	"POST /report/school/find": {
		fields: wholeReport("district", "school_q", "stage", "about", "nature", "to_city", "school_id", "find"), sealed: true,
		shows: showReport("/report/school"),
	},
	"POST /report/school/suggest": {fields: wholeReport("school_q")},
	"POST /report/what": {
		fields: wholeReport("text", "when", "when_text", "amount", "payee", "deadline", "deadline_date"), sealed: true,
		shows: showReport("/report/what"),
	},
	"POST /report/mask": {fields: wholeReport("mask"), sealed: true},
	"POST /report/contact": {
		fields: wholeReport("mode", "phone", "name", "rel", "hide", "lang", "consent"), sealed: true, shows: showReport("/report/contact"),
	},
	"POST /report/evidence/remove": {fields: map[string]string{"id": "1"}},
	"POST /report/evidence/next":   {},
	"POST /report/check":           {fields: wholeReport("website", "altcha", "sum")},
	"POST /report/all": {
		fields: wholeReport("cat", "district", "school_q", "school_id", "stage", "about", "nature", "to_city", "text", "when",
			"when_text", "amount", "payee", "deadline", "deadline_date", "mode", "phone", "name", "rel", "hide", "lang", "consent", "mask", "website", "altcha", "sum"), shows: showNewest("city"), plain: map[string]string{"deadline_date": "开学以前"},
		own: made("mask", "files", "website", "altcha", "sum"),
	},
	"POST /prefs":               {fields: map[string]string{"mode": modeElder, "at": "/track"}, own: map[string]string{"mode": "button", "at": "button"}},
	"POST /track":               {},
	"POST /track/lost":          {fields: map[string]string{"number": "2025-000001-3", "phone": "19900001234"}, sealed: true, own: map[string]string{"phone": "mobile"}},
	"POST /track/case":          {fields: map[string]string{"contacted": "yes", "solved": "solved", "satisfied": "good", "words": "办得很快，谢谢"}},
	"POST /track/case/add":      {fields: map[string]string{"words": "收条的照片找到了，是6月30日写的"}},
	"POST /track/case/erase":    {},
	"POST /track/case/withdraw": {fields: map[string]string{"reason": "学校已经同意补报材料"}, track: badAsked, shows: showCase(badAsked)},
	"POST /track/case/answer": {fields: map[string]string{"question": "0", "answer": "收条是6月30日写的，交给了学校总务处"}, track: badAsked, shows: func(b *badSite) []badShow {
		return append(showCase(badAsked)(b), badShow{path: trackCasePath, track: badAsked})
	}},
	"POST /signin":  {fields: map[string]string{"user": "handler", "password": badPassword, "next": "/cases"}},
	"POST /signout": {as: "handler"},

	"POST /cases/:number/sign":    {as: "handler", step: badAssigned},
	"POST /cases/:number/accept":  {as: "handler", step: badWorking, fields: map[string]string{"procedure": "violation"}},
	"POST /cases/:number/contact": {as: "handler", step: badWorking, fields: map[string]string{"method": "phone", "result": "reached", "note": "已向反映人说明办理程序和时限"}, shows: showCase(badWorking)},
	"POST /cases/:number/reply":   {as: "handler", step: badWorking, fields: badReply(), shows: showReplied},
	"POST /cases/:number/reject": {
		as: "handler", step: badWorking, fields: map[string]string{"reason": "out_of_scope", "elsewhere": "请向示例区市场监督管理部门反映"}, shows: showCase(badWorking),
	},
	"POST /cases/:number/complex":   {as: "leader", step: badWorking, fields: map[string]string{"reason": "涉及多所学校，需要逐校核实"}, shows: showCase(badWorking)},
	"POST /cases/:number/take-over": {as: "cityleader", step: badWorking, fields: map[string]string{"reason": "区里人员全部回避，由市局办理"}, shows: showCase(badWorking)},
	"POST /cases/:number/keep":      {as: "leader", step: badTaken, fields: map[string]string{"reason": "反映的问题可能违规，继续核查"}, shows: showCase(badTaken)},
	"POST /cases/:number/ask": {
		as: "handler", step: badWorking, fields: map[string]string{"days": "3", "question": "请问收条上写的是哪一天，交给了谁？"}, own: map[string]string{"days": "choice"},
		shows: func(b *badSite) []badShow {
			return append(showCase(badWorking)(b), badShow{path: trackCasePath, track: badWorking})
		},
	},
	"POST /cases/:number/answer": {as: "handler", step: badAsked, fields: map[string]string{"answer": "电话补充：收条在孩子父亲手里"}, shows: showCase(badAsked)},
	"POST /cases/:number/extend": {as: "handler", step: badWorking, fields: map[string]string{
		"reason": "on_site", "days": "5", "done": "已到示例一小核对收条和报名登记，还需向其他家长核实", "told": "您反映的问题还需要核实，办理时间会延长",
	}, shows: showCase(badWorking)},
	"POST /cases/:number/merge":   {as: "handler", step: badAssigned, fields: map[string]string{"main": otherMain, "number": ""}},
	"POST /cases/:number/unmerge": {as: "handler", step: badMerged, fields: map[string]string{"reason": "不是同一件事，单独办理"}, shows: showCase(badMerged)},
	"POST /cases/:number/return": {
		as: "handler", step: badAssigned, fields: map[string]string{"reason": "not_here", "unit": "650109", "basis": "示例第九小学在米东区，不在我区的划片范围内"},
		shows: showCase(badAssigned),
	},
	"POST /cases/:number/decide": {
		as: "city", step: badReturn, fields: map[string]string{"agree": "no", "unit": "650109", "co": "", "why": "学校属你区管理，请继续办理"}, shows: showCase(badReturn),
	},
	"POST /cases/:number/transfer": {
		as: "handler", step: badWorking, fields: map[string]string{"body": "corps", "name": "示例师教育局", "summary": "反映示例一小划片问题", "ask": "该校为兵团所属，请协助核实招生范围并函告结果"},
		shows: showCase(badWorking),
	},
	"POST /cases/:number/receipt": {
		as: "handler", step: badTransfer, fields: map[string]string{"day": "2025-07-07", "text": "已核实，招生范围包括该小区"}, shows: showCase(badTransfer),
	},
	"POST /cases/:number/recuse": {as: "handler", step: badWorking, fields: map[string]string{"ground": "relative", "text": "孩子在该校就读"}, shows: showRecused},
	"POST /cases/:number/hand-over": {as: "handler", step: badWorking, fields: map[string]string{
		"recipient": "police", "name": "天山区公安分局", "way": wayPaper, "reason": "收取费用查实，涉嫌违法，按规定移交", "contact": lead.ContactLegal,
	}, shows: showCase(badWorking)},
	"POST /cases/:number/hand-over/:over/decide": {as: "leader", step: badProposed, fields: map[string]string{
		"decision": decisionApprove, "legal": "核查需要联系本人", "reason": "",
	}, own: unasked("reason"), shows: showCase(badProposed)},
	"POST /cases/:number/hand-over/:over/record": {as: "handler", step: badPaper, fields: map[string]string{
		"step": "return", "day": "", "receiver": "", "outcome": "", "told": "", "why": "material", "note": "请补充收条原件",
	}, own: unasked("day", "receiver", "outcome", "told"), shows: showCase(badPaper)},
	"POST /ji/:over": {as: "discipline", step: badPackage, fields: map[string]string{
		"step": "answer", "outcome": "handled", "told": "已对有关责任人作出处理", "why": "", "note": "",
	}, own: unasked("why", "note"), shows: showPackage},
	"POST /ji/:over/reveal": {as: "discipline", step: badPackage, fields: map[string]string{"reason": "再次核实缴费时间"}, shows: showPackage},
	"POST /ji/:over/allow":  {as: "discipline", step: badPackage, fields: map[string]string{"reveal": ""}},
	"POST /cases/:number/respondent": {as: "city", step: badWorking, fields: map[string]string{
		"about": "district_bureau", "nature": "work", "district": "650102", "why": "电话核实，反映的是区里划片工作的问题",
	}, shows: showCase(badWorking)},
	"POST /cases/:number/restrict":        {as: "city", step: badWorking, fields: map[string]string{"why": "内容涉及更高级别领导干部，按规定限制知悉"}},
	"POST /cases/:number/grant-restrict":  {as: "second", step: badHidden},
	"POST /cases/:number/refuse-restrict": {as: "second", step: badHidden},
	"POST /restricted/:number":            {as: "second", step: badAlone, fields: map[string]string{"decision": decisionRefuse, "reason": "请写明移交的去向"}, shows: showAlone},
	"POST /restricted/:number/hand-over/:over": {
		as: "second", step: badAlone, fields: map[string]string{"decision": decisionApprove, "legal": "核查需要联系本人", "reason": ""}, own: unasked("reason"), shows: showAlone,
	},
	"POST /cases/:number/explain": {as: "leader", step: badLate, fields: map[string]string{
		"reason": "经办人调离，新的经办人正在到校核对", "day": "2025-07-20", "told": "没有按时答复您，很抱歉，还在核实",
	}, own: map[string]string{"day": "count"}, shows: showLate},
	"POST /cases/:number/talk": {as: "cityleader", step: badLate},
	"POST /cases/:number/letters/:id/issue": {
		as: "cityleader", step: badLate, fields: map[string]string{"until": "2025-07-20", "who": "", "day": "", "hour": "", "place": ""},
		own: map[string]string{"until": "count", "who": "unasked", "day": "unasked", "hour": "unasked", "place": "unasked"}, shows: showLate,
	},
	"POST /cases/:number/mute": {
		as: "leader", step: badLate, fields: map[string]string{"reason": "等待自治区对学校隶属的批复", "until": "2025-07-20"},
		own: map[string]string{"until": "count"}, shows: showLate,
	},
	"POST /cases/:number/grant-mute": {as: "cityleader", step: badMuted},
	"POST /cases/:number/unmute":     {as: "leader", step: badMuted},
	"POST /city/overdue/issue":       {as: "cityleader", fields: map[string]string{"pick": "7"}},

	"POST /cases/:number/grant":     {as: "leader", step: badExtend},
	"POST /cases/:number/approve":   {as: "leader", step: badReview},
	"POST /cases/:number/send-back": {as: "leader", step: badReview, fields: map[string]string{"reason": "依据不足，请写明文号"}, shows: showCase(badReview)},
	"POST /cases/:number/close":     {as: "handler", step: badReplied, fields: map[string]string{"remark": "已回访反映人"}, shows: showCase(badReplied)},
	"POST /cases/:number/reveal":    {as: "handler", step: badWorking, fields: map[string]string{"purpose": "verify", "reason": "电话核实缴费时间"}, shows: showCase(badWorking)},

	"POST /city/dispatch/:number": {as: "city", step: badWaiting, fields: map[string]string{"unit": "650102", "wall": "", "after": ""}},
	"POST /desk": {as: "operator", keyed: true, fields: map[string]string{
		"text": badText, "school": "示例第九小学", "district": "650102", "cat": "fee", "item": "14", "about": "district_bureau", "nature": "work", "source": "call",
		"kind": "report", "urgent": "1", "urgent_why": "报名后天截止", "ani": "19900001234", "name": "王女士", "anon": "", "hide": "1", "lang": "zh",
	}, shows: showNewest("handler")},
	"POST /messages":              {as: "handler"},
	"POST /publish/new":           {as: "handler", keyed: true, fields: badPublication("kind", "replaces", "from", "to", "go"), shows: showPublished, own: badPublicationOwn("kind", "replaces", "from", "to")},
	"POST /publish/:pub/edit":     {as: "handler", pub: badDraft, fields: badPublication("go"), shows: showPublished, own: badPublicationOwn()},
	"POST /publish/:pub/submit":   {as: "handler", pub: badDraft},
	"POST /publish/:pub/drop":     {as: "handler", pub: badDraft},
	"POST /publish/:pub/decide":   {as: "leader", pub: badPending, fields: map[string]string{"decision": decisionRefuse, "reason": "文号写错了，请核对"}, shows: showPublished},
	"POST /publish/:pub/agree":    {as: "cityleader", pub: badRumour, fields: map[string]string{"decision": decisionApprove, "reason": "已核实不属实，同意公开", "despite": "", "open": "0"}, own: map[string]string{"despite": "choice", "open": "made"}, shows: showPublished},
	"POST /publish/:pub/withdraw": {as: "leader", pub: badPublic, fields: map[string]string{"reason": "内容有变，先行撤下"}, shows: showPublished},
	"GET /policy":                 {own: map[string]string{"school": "cursor", "q": "name"}},
	"POST /report/similar":        {fields: map[string]string{"stop": "1"}, own: map[string]string{"stop": "button"}},

	"POST /setup": {
		fields: map[string]string{"code": "ABCD-EFGH", "user": "first", "name": "王老师", "password": badNewPassword, "again": badNewPassword}, shut: true,
		own: map[string]string{"code": "button"},
	},
	"POST /join": {fields: map[string]string{"code": "", "password": badNewPassword, "again": badNewPassword}, own: map[string]string{"code": "button"}},
	"POST /admin/users/new": {
		as: "admin", keyed: true, fields: map[string]string{"name": "王老师", "user": "newcomer", "unit": "650102", "role": "handler", "named": ""},
		shows: func(*badSite) []badShow { return []badShow{{as: "admin", path: usersPath}} },
	},
	"POST /admin/users/:id/invite":  {as: "admin", keyed: true, user: "midong"},
	"POST /admin/users/:id/disable": {as: "admin", user: "midong"},
	"POST /admin/users/:id/enable":  {as: "admin", user: "gone"},
	"POST /admin/system/replay":     {as: "admin", fields: map[string]string{"job": "", "kind": "lead.route"}, own: map[string]string{"kind": "button"}},
	"POST /admin/notice": {as: "admin", fields: map[string]string{"notice_zh": "系统维护，预计 18:00 恢复。急事请打电话。", "notice_en": "", "notice_ug": ""}, shows: func(*badSite) []badShow {
		return []badShow{{path: "/track"}, {as: "admin", path: noticePath}}
	}},
	"POST /admin/settings/:setting/confirm": {as: "admin", fields: map[string]string{"digest": settings.Value{Number: 5}.Digest()}},
}

// classUnasked is the class of fields that the answer of the valid form does not ask for: what is in them is refused or
// not looked at.
const classUnasked = "unasked"

func unasked(names ...string) map[string]string { return allOf(classUnasked, names) }

// made are fields that a page fills in itself, or asks for only when it has a reason to: in a form as large as a long text
// wants it, what nobody asked for is refused or counts as nothing, however long it is.
func made(names ...string) map[string]string { return allOf("made", names) }

func allOf(class string, names []string) map[string]string {
	own := map[string]string{}
	for _, name := range names {
		own[name] = class
	}
	return own
}

// badPublication is a draft of a policy entry, and what its form carries besides.
func badPublication(more ...string) map[string]string {
	all := map[string]string{
		"label": "dates", "basis": "", "title": "小学一年级报名时间", "district": "650102", "school": "示例一小", "body": badText, "doc_no": "示教字〔2025〕5号",
		"doc_date": "2025-06-01", "valid_from": "2025-06-02", "valid_to": "2025-12-31", "kind": "policy", "go": "save",
	}
	some := map[string]string{}
	for name, v := range all {
		if name != "kind" && name != "go" || slices.Contains(more, name) {
			some[name] = v
		}
	}
	return some
}

// badPublicationOwn: of a policy entry no topics and no basis are asked, the district is the writer's own, and a school
// is one of those there are.
func badPublicationOwn(more ...string) map[string]string {
	own := unasked("district", "school", "topics", "basis")
	own["go"] = "made"
	for _, name := range more {
		own[name] = classUnasked
	}
	return own
}

// badSetting is a setting with a value to sign.
const badSetting = "answer"

const badNewPassword = "a long sentence is welcome here 7"

// wholeReport picks answers of the report.
func wholeReport(names ...string) map[string]string {
	all := map[string]string{
		"cat": "fee", "district": "650102", "school_q": "示例第九小学", "school_id": noSchool, "stage": "primary", "find": "1",
		"about": lead.AboutDistrict, "nature": lead.NatureWork, "to_city": "1", "text": badText, "when": "earlier", "when_text": "2026年6月",
		"amount": "3万", "payee": "学校总务处", "deadline": "yes", "deadline_date": "7月15日", "mode": lead.ModePhone, "phone": "19900001234",
		"name": "王女士", "rel": "parent", "hide": "yes", "lang": "zh", "consent": "1", "mask": maskKeep,
	}
	some := map[string]string{}
	for _, name := range names {
		some[name] = all[name]
	}
	return some
}

func badReply() map[string]string {
	return map[string]string{
		"found": "经查阅缴费记录并询问经办人员，该校确有收取费用并与学位挂钩的行为。", "result": "责令立即停止收取，全部退还。", "remedy": "可在查询页选择没有解决。",
		"finding": "proven", "items": "14", "violation": "yes", "subject": "示例第九小学", "conduct": "收取与入学挂钩的共建费", "measures": "责令退还，通报批评",
		"hand_over": "no", "hand_over_reason": "情节轻微，已当场纠正", "summary": "反映示例第九小学收取共建费，查实。",
		"placed": "yes", "placed_school": "示例第八小学", "placed_on": "2025-09-01", "no_place": "", "seat_note": "已电话告知家长报到时间",
	}
}

// showReport are a page of the report and the last page, as the parent opens them again.
func showReport(path string) func(*badSite) []badShow {
	return func(*badSite) []badShow { return []badShow{{path: path}, {path: reportCheckPath}} }
}

// showCase is where staff and the register see a lead.
func showCase(step string) func(*badSite) []badShow {
	return func(b *badSite) []badShow {
		at := casePath(b.leads[step].number)
		return []badShow{{as: "handler", path: at}, {as: "leader", path: at}, {as: "handler", path: "/cases"}, {as: "handler", path: ledgerPath}, {as: "handler", path: ledgerPath + ".xlsx"}}
	}
}

// showPublished is where staff and the public see what was written.
func showPublished(b *badSite) []badShow {
	at := publishPath + "/" + idText(b.published[badPublic].ID)
	return []badShow{{as: "handler", path: publishPath}, {as: "leader", path: at}, {path: policyPath + "?district=650102"}, {path: clarificationsPath}}
}

// showRecused is where the others see what somebody said who stepped aside.
func showRecused(b *badSite) []badShow {
	at := casePath(b.leads[badWorking].number)
	return []badShow{{as: "leader", path: at}, {as: "leader", path: "/cases"}}
}

// showPackage is where the two sides of a hand-over see it.
func showPackage(b *badSite) []badShow {
	return []badShow{{as: "discipline", path: packagePath(b.over(badPackage).ID)}, {as: "handler", path: casePath(b.leads[badPackage].number)}}
}

// showLate is where staff and the reporter see what a leader wrote about a delay.
func showLate(b *badSite) []badShow {
	at := casePath(b.leads[badLate].number)
	return []badShow{{as: "handler", path: at}, {as: "cityleader", path: at}, {path: trackCasePath, track: badLate}, {as: "cityleader", path: overduePath}}
}

// showAlone is where the one person reads what the second one wrote.
func showAlone(b *badSite) []badShow {
	return []badShow{{as: "cityleader", path: casePath(b.leads[badAlone].number)}}
}

// showReplied approves and closes the case, so that every register and the reporter see the reply.
func showReplied(b *badSite) []badShow {
	number := b.leads[badWorking].number
	b.ok(b.Leads.Approve(b.t.Context(), b.actor("leader"), b.ref(number)))
	b.ok(b.Leads.Close(b.t.Context(), b.actor("handler"), b.ref(number), ""))
	b.work()
	return append(showCase(badWorking)(b), badShow{path: trackCasePath, track: badWorking}, badShow{as: "handler", path: violationsPath},
		badShow{as: "handler", path: violationsPath + ".xlsx"}, badShow{as: "handler", path: checklistPath + "/14"})
}

// showNewest follows the report that came last.
func showNewest(as string) func(*badSite) []badShow {
	return func(b *badSite) []badShow {
		b.work()
		var numbers []string
		b.ok(b.db.Gorm(b.t.Context()).Table("leads").Order("id DESC").Limit(1).Pluck("number", &numbers).Error)
		list := []badShow{{as: as, path: casePath(numbers[0])}, {as: as, path: "/cases"}, {as: as, path: ledgerPath}, {as: as, path: ledgerPath + ".xlsx"}}
		if as == "city" {
			list = append(list, badShow{as: as, path: dispatchPath})
		}
		return list
	}
}

// badClasses says what sort of value a field takes, for those that no rule names: fields of several lines are
// long, raw ones are passwords. A new field wants its line here.
var badClasses = map[string][]string{
	"name":    {"school_q", "school", "name", "receiver"},
	"short":   {"title", "doc_no", "when_text", "payee", "deadline_date", "urgent_why", "subject", "placed_school"},
	"amount":  {"amount"},
	"phone":   {"phone", "ani"},
	"code":    {"code"},
	"count":   {"days", "placed_on", "doc_date", "valid_from", "valid_to"},
	"number":  {"number"},
	"account": {"user"},
	"address": {"next"},
	"search":  {"q"},
	"cursor":  {"after", "cases_after", "no", "job", "question", "packages_after", "reveal", "pick", "replaces", "id", "files"},
	"button":  {"find", "day", "mask", "website", "altcha", "sum", "go", "stop"},
	"digest":  {"digest"},
	"made":    {fieldLook},
	"choice": {
		"cat", "district", "school_id", "stage", "about", "nature", "to_city", "when", "deadline", "mode", "rel", "hide", "lang", "consent", "solved", "contacted", "satisfied", "purpose",
		"procedure", "method", "result", "finding", "items", "violation", "hand_over", "reason", "unit", "wall", "source", "kind", "item", "urgent", "anon",
		"group", "state", "stage", "ledger", "late", "severe", "rest", "placed", "no_place", "open", "plain", "role", "named",
		"main",
		"agree", "co", "body", "day", "ground",
		"label", "topics",
		"recipient", "way", "contact", "decision", "step", "outcome", "why", "packages",
	},
}

// badClassNames are the classes a case may name.
func badClassNames() []string {
	names := []string{"long", "password", "mobile"}
	for name := range badClasses {
		names = append(names, name)
	}
	return names
}

// classOf is the class of a declared field of a route.
func classOf(key string, set *fieldSet, name string) string {
	if class := badForms[key].own[name]; class != "" {
		return class
	}
	switch rule := set.rules[name]; {
	case rule&ruleLong != 0:
		return "long"
	case rule&ruleRaw != 0:
		return "password"
	}
	for class, names := range badClasses {
		if slices.Contains(names, name) {
			return class
		}
	}
	return ""
}

// A route without its valid form, a field without its class, a handler outside the table: each says what to add.
func TestBadInput_everyRouteIsKnown(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	table := map[string]bool{}
	for _, r := range k.routes {
		key := r.Method + " " + r.Path
		table[key] = true
		if strings.HasPrefix(r.Path, "/t/") {
			continue
		}
		form, known := badForms[key]
		if r.Method == post && !known && !r.Options.File {
			t.Errorf("%s has no valid form: add a line to badForms (badinput_forms_test.go) with the account, the lead's step and the fields", key)
		}
		if known && r.Perm != org.Public && form.as == "" {
			t.Errorf("%s is no page of the public: its line in badForms wants an account", key)
		}
		for _, set := range []*fieldSet{r.Options.Form, r.Options.Query} {
			for _, name := range declared(set) {
				if classOf(key, set, name) == "" {
					t.Errorf("%s: the field %s has no class: add it to badClasses (badinput_forms_test.go)", key, name)
				}
			}
		}
	}
	for _, r := range k.Echo().Routes() {
		if r.Method != "HEAD" && !table[r.Method+" "+r.Path] {
			t.Errorf("%s %s is served and not in the table of routes", r.Method, r.Path)
		}
	}
	for key := range badForms {
		if !table[key] {
			t.Errorf("%s is in badForms and is no route", key)
		}
	}
}

func declared(set *fieldSet) []string {
	if set == nil {
		return nil
	}
	return set.order
}

// form is the valid form of a route, technical fields included, and where it is sent.
func (b *badSite) form(r route) (badForm, url.Values, string) {
	f := badForms[r.Method+" "+r.Path]
	v := url.Values{}
	for name, value := range f.fields {
		v.Set(name, value)
	}
	if f.as != "" {
		v.Set(fieldCSRF, b.tokens[f.as])
	} else if !r.Options.Keyless {
		v.Set(fieldKey, b.keyField(b.formKeyOf(r)))
	}
	if f.keyed {
		v.Set(fieldKey, b.keyField(b.formKeyOf(r)))
	}
	if f.step != "" {
		v.Set(fieldVersion, b.version(f.step))
	}
	if strings.Contains(r.Path, ":over") {
		v.Set(fieldVersion, idText(b.over(f.step).Version))
	}
	if f.pub != "" {
		v.Set(fieldVersion, idText(b.published[f.pub].Version))
	}
	switch r.Path {
	case "/cases/:number/merge":
		v.Set("number", b.leads[badExtend].number)
	case jiPath + "/:over/allow":
		v.Set("reveal", idText(b.reading()))
	case trackPath:
		v.Set("code", b.leads[badReplied].code)
	case trackCasePath + "/answer":
		v.Set("question", idText(b.question))
	case joinPath:
		v.Set("code", b.invited)
	}
	if f.track != "" {
		f.as = badParent
	}
	return f, v, b.address(r.Path, f.step, f.user+f.pub)
}

// formKeyOf: whole reports bring a key of their own, the pages share that of the unsent one.
func (b *badSite) formKeyOf(r route) formKey {
	if r.Path == "/report/all" || r.Perm != org.Public {
		return formKey{1, 2, 3}
	}
	return b.key
}

// address fills in the parameters of a path.
func (b *badSite) address(path, step, user string) string {
	id := b.staff[cmp.Or(user, "midong")].ID // of an account; the user may also be a publication
	return strings.NewReplacer(":number", b.leads[cmp.Or(step, badWorking)].number, "letters/:id", "letters/"+idText(b.letter), ":print_no", "14", ":state", galleryStates()[0].name, ":letter", matrixLetter(path), ":id", idText(id), ":setting", badSetting,
		":over", cmp.Or(idText(b.over(cmp.Or(step, badPackage)).ID), "1"), ":pub", idText(b.published[cmp.Or(user, badPublic)].ID)).Replace(path)
}
