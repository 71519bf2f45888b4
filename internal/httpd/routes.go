package httpd

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

// route is one line of the table: how an address is asked for, who may, and what answers.
type route struct {
	Method  string
	Path    string // a :name must have a rule in pathRules
	Perm    org.Permission
	Handler func(*Server, echo.Context) error
	Options options
}

// options declares what a route reads. The zero value reads nothing but the technical fields.
type options struct {
	Form    *fieldSet // POST: the fields of the body; anything else is 400
	Query   *fieldSet // the query; nil ignores it, otherwise anything else is 400
	Shared  bool      // GET: a link that is passed on; what chat programs append to its query is ignored
	Limit   int64     // POST: bytes of the body; 0 is bodyLimit
	Keyless bool      // public POST that needs no form key because it stores nothing
	File    bool      // GET: a file, which takes its time. POST: the body is a form with one, which the handler reads as it comes
	Quiet   bool      // logged at debug level only
}

// textLimit is for forms with a long text: over-long writing is answered with a count (422), not with 413.
const textLimit = 1 << 20

const (
	get  = http.MethodGet // answers HEAD too, and never writes (except the trail)
	post = http.MethodPost
)

// routes is the whole map of the site, in the order of the pages. There is no other place that registers one.
func routes() []route {
	return append([]route{
		// The parent's pages.
		{get, "/", org.Public, (*Server).getHome, options{}},
		{post, "/report/start", org.Public, (*Server).postReportStart, options{Keyless: true}},
		{post, "/report/drop", org.Public, (*Server).postReportDrop, options{}},
		{get, "/report/type", org.Public, (*Server).getReportType, options{}},
		{post, "/report/type", org.Public, postReport(reportType), options{Form: reportFields(reportType.questions)}},
		{get, "/report/school", org.Public, getReport(reportSchool), options{}},
		{post, "/report/school", org.Public, (*Server).postReportSchool, options{Form: reportFields(reportSchool.questions, "school_id")}},
		{get, "/report/school/find", org.Public, (*Server).getReportFind, options{}},
		{post, "/report/school/find", org.Public, (*Server).postReportFind, options{Form: reportFields(reportSchool.questions, "school_id", "find")}},
		{post, reportSuggestPath, org.Public, (*Server).postReportSuggest, options{Form: fields("school_q"), Keyless: true}},
		{get, reportHigherPath, org.Public, (*Server).getReportHigher, options{}},
		{post, reportHigherPath, org.Public, (*Server).postReportHigher, options{}},
		{get, "/report/what", org.Public, getReport(reportWhat), options{}},
		{post, "/report/what", org.Public, postReport(reportWhat), options{Form: reportFields(reportWhat.questions), Limit: textLimit}},
		{get, reportMask.path, org.Public, (*Server).getReportMask, options{}},
		{post, reportMask.path, org.Public, (*Server).postReportMask, options{Form: fields("mask")}},
		{get, reportSimilarPath, org.Public, (*Server).getReportSimilar, options{}},
		{post, reportSimilarPath, org.Public, (*Server).postReportSimilar, options{Form: fields("stop")}},
		{get, reportFilesPath, org.Public, (*Server).getReportEvidence, options{}},
		{post, reportFilesPath, org.Public, (*Server).postReportEvidence, options{File: true}},
		{post, reportFilesPath + "/remove", org.Public, (*Server).postReportEvidenceRemove, options{Form: fields("id")}},
		{post, reportFilesPath + "/next", org.Public, (*Server).postReportEvidenceNext, options{}},
		{get, "/report/contact", org.Public, getReport(reportContact), options{}},
		{post, "/report/contact", org.Public, postReport(reportContact), options{Form: reportFields(reportContact.questions)}},
		{get, "/report/check", org.Public, (*Server).getReportCheck, options{}},
		{post, "/report/check", org.Public, (*Server).postReportCheck, options{Form: tollFields(fields())}},
		{get, "/report/done", org.Public, (*Server).getReportDone, options{}},
		{get, reportPicturePath, org.Public, (*Server).getReceiptPicture, options{}},
		{get, "/report/all", org.Public, getReport(reportAll), options{}},
		{post, "/report/all", org.Public, (*Server).postReportAll, options{Form: tollFields(reportFields(reportAll.questions, "school_id", "mask", "files")), Limit: textLimit}},
		{get, "/track", org.Public, (*Server).getTrack, options{}},
		{post, "/track", org.Public, newTrackDoor().post, options{Form: fields().digits("code"), Keyless: true}},
		{get, trackLostPath, org.Public, (*Server).getTrackLost, options{}},
		{post, trackLostPath, org.Public, newLostDesk().post, options{Form: fields().digits("number", "phone"), Limit: textLimit}},
		{get, "/track/case", org.Public, (*Server).getTrackCase, options{}},
		{get, trackCasePath + lettersPath, org.Public, (*Server).getTrackLetter, options{}},
		{post, "/track/case", org.Public, (*Server).postTrackCase, options{Form: fields("contacted", "solved", "satisfied").long("words"), Limit: textLimit}},
		{get, trackAddPath, org.Public, (*Server).getTrackAdd, options{}},
		{post, trackAddPath, org.Public, (*Server).postTrackAdd, options{Form: fields().long("words"), Limit: textLimit}},
		{get, trackStayPath, org.Public, (*Server).getTrackStay, options{}},
		{get, trackErasePath, org.Public, (*Server).getTrackErase, options{}},
		{post, trackErasePath, org.Public, (*Server).postTrackErase, options{}},
		{get, trackWithdrawPath, org.Public, (*Server).getTrackWithdraw, options{}},
		{post, trackWithdrawPath, org.Public, (*Server).postTrackWithdraw, options{Form: fields().long("reason"), Limit: textLimit}},
		{post, trackFilesPath, org.Public, (*Server).postTrackEvidence, options{File: true}},
		{post, trackCasePath + "/answer", org.Public, (*Server).postTrackAnswer, options{Form: fields("question").long("answer"), Limit: textLimit}},

		{get, galleryPath, org.Public, (*Server).getGallery, options{}},
		{get, galleryPicturePath, org.Public, (*Server).getGalleryPicture, options{}},
		{get, galleryPath + "/:state", org.Public, (*Server).getGalleryState, options{}},
		{post, prefsPath, org.Public, (*Server).postPrefs, options{Form: fields("mode", "at"), Keyless: true}},

		// What is told to everybody.
		{get, policyPath, org.Public, (*Server).getPolicy, options{Query: fields("district", "q", "school"), Shared: true}},
		{get, clarificationsPath, org.Public, (*Server).getClarifications, options{Query: fields("district", "after"), Shared: true}},
		{get, statsPath, org.Public, (*Server).getStats, options{}},
		{get, beforePath, org.Public, (*Server).getBefore, options{}},
		{get, privacyPath, org.Public, (*Server).getPrivacy, options{}},
		{get, accessibilityPath, org.Public, (*Server).getAccessibility, options{}},

		// The house.
		{get, "/healthz", org.Public, (*Server).healthz, options{Quiet: true}},
		{get, "/readyz", org.Public, (*Server).readyz, options{Quiet: true}},
		{get, web.StaticPrefix + "*", org.Public, (*Server).static, options{Quiet: true}},

		// Signing in.
		{get, signInPath, org.Public, (*Server).getSignIn, options{Query: fields("next")}},
		{post, signInPath, org.Public, (*Server).postSignIn, options{Form: fields("user", "next").raw("password"), Keyless: true}},
		{get, setupPath, org.Public, (*Server).getSetup, options{}},
		{post, setupPath, org.Public, (*Server).postSetup, options{Form: fields("code", "user", "name").raw("password", "again")}},
		{get, joinPath, org.Public, (*Server).getJoin, options{}},
		{post, joinPath, org.Public, (*Server).postJoin, options{Form: fields("code").raw("password", "again")}},
		{post, "/signout", org.AnyStaff, (*Server).postSignOut, options{}},
	}, slices.Concat(caseRoutes(), officeRoutes(), publishRoutes(), adminRoutes())...)
}

// caseRoutes are the work list, a case and its moves.
func caseRoutes() []route {
	return []route{
		{get, "/cases", org.ReadCases, (*Server).getCases, options{Query: caseQuery()}},
		{get, "/cases/:number", org.ReadCases, (*Server).getCase, options{Query: fields("after")}},
		{post, "/cases/:number/sign", org.WorkCases, (*Server).postSign, options{}},
		{get, "/cases/:number" + filePath, org.ReadCases, (*Server).getCaseFile, options{File: true}},
		{get, "/cases/:number/accept", org.WorkCases, (*Server).getAccept, options{}},
		{post, "/cases/:number/accept", org.WorkCases, (*Server).postAccept, options{Form: fields("procedure")}},
		{get, "/cases/:number/contact", org.WorkCases, (*Server).getContact, options{}},
		{post, "/cases/:number/contact", org.WorkCases, (*Server).postContact, options{Form: fields("method", "result").long("note"), Limit: textLimit}},
		{get, "/cases/:number/reply", org.WorkCases, (*Server).getReply, options{}},
		{post, "/cases/:number/reply", org.WorkCases, (*Server).postReply, options{Form: replyForm(), Limit: textLimit}},
		{get, "/cases/:number/reject", org.WorkCases, (*Server).getReject, options{}},
		{post, "/cases/:number/reject", org.WorkCases, (*Server).postReject, options{Form: fields("reason").long("elsewhere"), Limit: textLimit}},
		{get, "/cases/:number/ask", org.WorkCases, (*Server).getAsk, options{}},
		{post, "/cases/:number/ask", org.WorkCases, (*Server).postAsk, options{Form: fields("days").long("question"), Limit: textLimit}},
		{get, "/cases/:number/answer", org.WorkCases, (*Server).getAnswer, options{}},
		{post, "/cases/:number/answer", org.WorkCases, (*Server).postAnswer, options{Form: fields().long("answer"), Limit: textLimit}},
		{get, "/cases/:number/complex", org.WorkCases, (*Server).getComplex, options{}},
		{post, "/cases/:number/complex", org.WorkCases, (*Server).postComplex, options{Form: fields().long("reason"), Limit: textLimit}},
		{get, "/cases/:number/take-over", org.WorkCases, (*Server).getTakeOver, options{}},
		{post, "/cases/:number/take-over", org.WorkCases, (*Server).postTakeOver, options{Form: fields().long("reason"), Limit: textLimit}},
		{get, "/cases/:number/keep", org.WorkCases, (*Server).getKeep, options{}},
		{post, "/cases/:number/keep", org.WorkCases, (*Server).postKeep, options{Form: fields().long("reason"), Limit: textLimit}},
		{get, "/cases/:number/extend", org.WorkCases, (*Server).getExtend, options{}},
		{post, "/cases/:number/extend", org.WorkCases, (*Server).postExtend, options{Form: fields("reason").digits("days").long("done", "told"), Limit: textLimit}},
		{get, "/cases/:number/merge", org.WorkCases, (*Server).getMerge, options{}},
		{post, "/cases/:number/merge", org.WorkCases, (*Server).postMerge, options{Form: fields("main").digits("number"), Limit: textLimit}},
		{get, "/cases/:number/unmerge", org.WorkCases, (*Server).getUnmerge, options{}},
		{post, "/cases/:number/unmerge", org.WorkCases, (*Server).postUnmerge, options{Form: fields().long("reason"), Limit: textLimit}},
		{get, "/cases/:number/hand-over", org.WorkCases, (*Server).getHandOver, options{}},
		{post, "/cases/:number/hand-over", org.WorkCases, (*Server).postHandOver, options{Form: fields("recipient", "name", "way").long("reason").with(0, []string{"contact"}), Limit: textLimit}},
		{get, "/cases/:number/hand-over/:over/decide", org.WorkCases, (*Server).getDecideOver, options{}},
		{post, "/cases/:number/hand-over/:over/decide", org.WorkCases, (*Server).postDecideOver, options{Form: fields("decision").long("legal", "reason"), Limit: textLimit}},
		{get, "/cases/:number/hand-over/:over/record", org.WorkCases, (*Server).getRecordOver, options{}},
		{post, "/cases/:number/hand-over/:over/record", org.WorkCases, (*Server).postRecordOver, options{Form: overFields("day", "receiver"), Limit: textLimit}},
		{post, "/cases/:number/grant", org.WorkCases, (*Server).postGrant, options{}},
		{get, "/cases/:number/return", org.WorkCases, (*Server).getReturn, options{}},
		{post, "/cases/:number/return", org.WorkCases, (*Server).postReturn, options{Form: fields("reason", "unit").long("basis"), Limit: textLimit}},
		{get, "/cases/:number/decide", org.WorkCases, (*Server).getDecide, options{}},
		{post, "/cases/:number/decide", org.WorkCases, (*Server).postDecide, options{Form: fields("agree", "unit", "co").long("why"), Limit: textLimit}},
		{get, "/cases/:number/transfer", org.WorkCases, (*Server).getTransfer, options{}},
		{post, "/cases/:number/transfer", org.WorkCases, (*Server).postTransfer, options{Form: fields("body", "name").long("summary", "ask"), Limit: textLimit}},
		{get, "/cases/:number/receipt", org.WorkCases, (*Server).getReceipt, options{}},
		{post, "/cases/:number/receipt", org.WorkCases, (*Server).postReceipt, options{Form: fields("day").long("text"), Limit: textLimit}},
		{get, "/cases/:number/recuse", org.WorkCases, (*Server).getRecuse, options{}},
		{post, "/cases/:number/recuse", org.WorkCases, (*Server).postRecuse, options{Form: fields("ground").long("text"), Limit: textLimit}},
		{post, "/cases/:number/approve", org.WorkCases, (*Server).postApprove, options{}},
		{post, "/cases/:number/send-back", org.WorkCases, (*Server).postSendBack, options{Form: fields().long("reason"), Limit: textLimit}},
		{get, "/cases/:number/close", org.WorkCases, (*Server).getClose, options{}},
		{post, "/cases/:number/close", org.WorkCases, (*Server).postClose, options{Form: fields().long("remark"), Limit: textLimit}},
		{get, "/cases/:number/respondent", org.WorkCases, (*Server).getRespondent, options{}},
		{post, "/cases/:number/respondent", org.WorkCases, (*Server).postRespondent, options{Form: fields("about", "nature", "district").long("why"), Limit: textLimit}},
		{get, "/cases/:number/restrict", org.WorkCases, (*Server).getRestrict, options{}},
		{post, "/cases/:number/restrict", org.WorkCases, (*Server).postRestrict, options{Form: fields().long("why"), Limit: textLimit}},
		{post, "/cases/:number/grant-restrict", org.WorkCases, (*Server).postGrantRestrict, options{}},
		{post, "/cases/:number/refuse-restrict", org.WorkCases, (*Server).postRefuseRestrict, options{}},
		{get, "/cases/:number/explain", org.WorkCases, (*Server).getExplain, options{}},
		{post, "/cases/:number/explain", org.WorkCases, (*Server).postExplain, options{Form: fields().digits("day").long("reason", "told"), Limit: textLimit}},
		{post, "/cases/:number/talk", org.WorkCases, (*Server).postTalk, options{}},
		{get, "/cases/:number/letters/:id/issue", org.WorkCases, (*Server).getIssue, options{}},
		{post, "/cases/:number/letters/:id/issue", org.WorkCases, (*Server).postIssue, options{Form: fields("who", "place").digits("until", "day", "hour")}},
		{get, "/cases/:number/mute", org.WorkCases, (*Server).getMute, options{}},
		{post, "/cases/:number/mute", org.WorkCases, (*Server).postMute, options{Form: fields().digits("until").long("reason"), Limit: textLimit}},
		{post, "/cases/:number/grant-mute", org.WorkCases, (*Server).postGrantMute, options{}},
		{post, "/cases/:number/unmute", org.WorkCases, (*Server).postUnmute, options{}},
		{get, "/cases/:number/reveal", org.RevealCase, (*Server).getReveal, options{}},
		{post, "/cases/:number/reveal", org.RevealCase, (*Server).postReveal, options{Form: fields("purpose").long("reason"), Limit: textLimit}},
		{get, "/cases/:number" + lettersPath, org.ReadCases, (*Server).getLetter, options{}},
	}
}

// officeRoutes are the pages of the city and the desk, registers and messages.
func officeRoutes() []route {
	return []route{
		{get, "/city", org.Dashboard, (*Server).city, options{}},
		{get, dispatchPath, org.DispatchCases, (*Server).cityDispatch, options{Query: fields("after")}},
		{post, dispatchPath + "/:number", org.DispatchCases, (*Server).postCityDispatch, options{Form: fields("unit", "wall", "after")}},
		{get, overduePath, org.Dashboard, (*Server).cityOverdue, options{Query: fields("stage", "unit", "after")}},
		{get, overduePath + "/issue", org.Dashboard, (*Server).cityIssue, options{Query: fields().multi("pick")}},
		{post, overduePath + "/issue", org.Dashboard, (*Server).postCityIssue, options{Form: fields().multi("pick")}},
		{get, restrictedPath, org.DecideRestricted, (*Server).getRestrictedList, options{}},
		{get, restrictedPath + "/:number", org.DecideRestricted, (*Server).getRestricted, options{}},
		{post, restrictedPath + "/:number", org.DecideRestricted, (*Server).postRestricted, options{Form: fields("decision").long("reason"), Limit: textLimit}},
		{post, restrictedPath + "/:number/hand-over/:over", org.DecideRestricted, (*Server).postRestrictedOver, options{Form: fields("decision").long("legal", "reason"), Limit: textLimit}},
		{get, deskPath, org.Desk, (*Server).desk, options{}},
		{post, deskPath, org.Desk, (*Server).postDesk, options{Form: deskForm(), Limit: textLimit}},
		{get, deskDonePath, org.Desk, (*Server).deskDone, options{}},
		{get, deskPath + "/lookup", org.Desk, (*Server).deskLookup, options{Query: fields().digits("number")}},
		{get, jiPath, org.ReadNotices, (*Server).ji, options{Query: fields("after", "cases_after", "packages", "packages_after")}},
		{get, jiPath + "/:over" + filePath, org.ReadNotices, (*Server).getPackageFile, options{File: true}},
		{get, jiPath + "/:over", org.ReadNotices, (*Server).getPackage, options{}},
		{get, jiPath + "/:over" + lettersPath, org.ReadNotices, (*Server).getPackageLetter, options{}},
		{post, jiPath + "/:over", org.ReadNotices, (*Server).postPackage, options{Form: overFields(), Limit: textLimit}},
		{post, jiPath + "/:over/reveal", org.ReadNotices, (*Server).postPackageReveal, options{Form: fields().long("reason"), Limit: textLimit}},
		{post, jiPath + "/:over/allow", org.ReadNotices, (*Server).postPackageAllow, options{Form: fields("reveal")}},
		{get, ledgerPath, org.ReadLedger, (*Server).ledger, options{Query: ledgerQuery("after", "no")}},
		{get, ledgerPath + ".xlsx", org.ReadLedger, (*Server).ledgerFile, options{Query: ledgerQuery()}},
		{get, violationsPath, org.ReadLedger, (*Server).violations, options{Query: fields("after", "no")}},
		{get, violationsPath + ".xlsx", org.ReadLedger, (*Server).violationsFile, options{}},
		{get, checklistPath, org.ReadLedger, (*Server).checklist, options{}},
		{get, checklistPath + "/:print_no", org.ReadLedger, (*Server).checklistItem, options{}},
		{get, messagesPath, org.AnyStaff, (*Server).messages, options{Query: fields("after")}},
		{post, messagesPath, org.AnyStaff, (*Server).postMessages, options{}},
	}
}

// adminRoutes are the administrator's pages: accounts, the program itself, settings.
func adminRoutes() []route {
	return []route{
		{get, usersPath, org.ManageUsers, (*Server).adminUsers, options{}},
		{get, usersPath + "/new", org.ManageUsers, (*Server).newUser, options{}},
		{post, usersPath + "/new", org.ManageUsers, (*Server).postNewUser, options{Form: newUserForm()}},
		{get, usersPath + "/:id", org.ManageUsers, (*Server).showUser, options{}},
		{post, usersPath + "/:id/invite", org.ManageUsers, (*Server).postInviteUser, options{}},
		{post, usersPath + "/:id/disable", org.ManageUsers, (*Server).postDisableUser, options{}},
		{post, usersPath + "/:id/enable", org.ManageUsers, (*Server).postEnableUser, options{}},
		{get, systemPath, org.ManageSystem, (*Server).adminSystem, options{Query: fields("after")}},
		{post, systemPath + "/replay", org.ManageSystem, (*Server).postSystemReplay, options{Form: fields("job", "kind")}},
		{get, noticePath, org.ManageSystem, (*Server).getNotice, options{}},
		{post, noticePath, org.ManageSystem, (*Server).postNotice, options{Form: fields().long("notice_zh", "notice_en", "notice_ug"), Limit: textLimit}},
		{get, smsPath, org.ManageSystem, (*Server).adminSMS, options{}},
		{get, settingsPath, org.SignSettings, (*Server).adminSettings, options{}},
		{post, settingsPath + "/:setting/confirm", org.SignSettings, (*Server).postSettingConfirm, options{Form: fields("digest")}},
	}
}

// Route is a line of the table as tests and the operator's documents see it.
type Route struct {
	Method, Path string
	Perm         org.Permission
}

// Routes lists the table.
func (s *Server) Routes() []Route {
	list := make([]Route, len(s.routes))
	for i, r := range s.routes {
		list[i] = Route{r.Method, r.Path, r.Perm}
	}
	return list
}
