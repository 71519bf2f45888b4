package httpd

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/internal/testkit"
)

// matrixOpen says, for every staff route, which seats open it. It is written by hand from the design, not
// from org's table: a route without a line here fails, and so does a line that says something else.
var matrixOpen = map[string]string{
	"POST /signout": "operator handler leader cityhandler cityleader monitor discipline admin",

	"GET /cases":                     "handler leader cityhandler cityleader monitor discipline",
	"GET /cases/:number":             "handler leader cityhandler cityleader monitor discipline",
	"POST /cases/:number/sign":       "handler leader cityhandler cityleader",
	"GET /cases/:number/accept":      "handler leader cityhandler cityleader",
	"POST /cases/:number/accept":     "handler leader cityhandler cityleader",
	"GET /cases/:number/contact":     "handler leader cityhandler cityleader",
	"POST /cases/:number/contact":    "handler leader cityhandler cityleader",
	"GET /cases/:number/reply":       "handler leader cityhandler cityleader",
	"POST /cases/:number/reply":      "handler leader cityhandler cityleader",
	"GET /cases/:number/reject":      "handler leader cityhandler cityleader",
	"POST /cases/:number/reject":     "handler leader cityhandler cityleader",
	"GET /cases/:number/complex":     "handler leader cityhandler cityleader",
	"POST /cases/:number/complex":    "handler leader cityhandler cityleader",
	"GET /cases/:number/take-over":   "handler leader cityhandler cityleader",
	"POST /cases/:number/take-over":  "handler leader cityhandler cityleader",
	"GET /cases/:number/keep":        "handler leader cityhandler cityleader",
	"POST /cases/:number/keep":       "handler leader cityhandler cityleader",
	"GET /cases/:number/ask":         "handler leader cityhandler cityleader",
	"POST /cases/:number/ask":        "handler leader cityhandler cityleader",
	"GET /cases/:number/answer":      "handler leader cityhandler cityleader",
	"POST /cases/:number/answer":     "handler leader cityhandler cityleader",
	"GET /cases/:number/extend":      "handler leader cityhandler cityleader",
	"POST /cases/:number/extend":     "handler leader cityhandler cityleader",
	"GET /cases/:number/merge":       "handler leader cityhandler cityleader",
	"POST /cases/:number/merge":      "handler leader cityhandler cityleader",
	"GET /cases/:number/unmerge":     "handler leader cityhandler cityleader",
	"POST /cases/:number/unmerge":    "handler leader cityhandler cityleader",
	"POST /cases/:number/grant":      "handler leader cityhandler cityleader",
	"GET /cases/:number/return":      "handler leader cityhandler cityleader",
	"POST /cases/:number/return":     "handler leader cityhandler cityleader",
	"GET /cases/:number/decide":      "handler leader cityhandler cityleader",
	"POST /cases/:number/decide":     "handler leader cityhandler cityleader",
	"GET /cases/:number/transfer":    "handler leader cityhandler cityleader",
	"POST /cases/:number/transfer":   "handler leader cityhandler cityleader",
	"GET /cases/:number/receipt":     "handler leader cityhandler cityleader",
	"POST /cases/:number/receipt":    "handler leader cityhandler cityleader",
	"GET /cases/:number/recuse":      "handler leader cityhandler cityleader",
	"POST /cases/:number/recuse":     "handler leader cityhandler cityleader",
	"POST /cases/:number/approve":    "handler leader cityhandler cityleader",
	"POST /cases/:number/send-back":  "handler leader cityhandler cityleader",
	"GET /cases/:number/close":       "handler leader cityhandler cityleader",
	"POST /cases/:number/close":      "handler leader cityhandler cityleader",
	"GET /cases/:number/respondent":  "handler leader cityhandler cityleader",
	"POST /cases/:number/respondent": "handler leader cityhandler cityleader",
	"GET /cases/:number/restrict":    "handler leader cityhandler cityleader",
	"POST /cases/:number/restrict":   "handler leader cityhandler cityleader",

	"POST /cases/:number/grant-restrict":       "handler leader cityhandler cityleader",
	"POST /cases/:number/refuse-restrict":      "handler leader cityhandler cityleader",
	"GET /restricted":                          "cityleader",
	"GET /restricted/:number":                  "cityleader",
	"POST /restricted/:number":                 "cityleader",
	"POST /restricted/:number/hand-over/:over": "cityleader",
	"GET /cases/:number/reveal":                "handler leader cityhandler cityleader",
	"POST /cases/:number/reveal":               "handler leader cityhandler cityleader",

	"GET /cases/:number/explain":            "handler leader cityhandler cityleader",
	"POST /cases/:number/explain":           "handler leader cityhandler cityleader",
	"POST /cases/:number/talk":              "handler leader cityhandler cityleader",
	"GET /cases/:number/letters/:id/issue":  "handler leader cityhandler cityleader",
	"POST /cases/:number/letters/:id/issue": "handler leader cityhandler cityleader",
	"GET /cases/:number/mute":               "handler leader cityhandler cityleader",
	"POST /cases/:number/mute":              "handler leader cityhandler cityleader",
	"POST /cases/:number/grant-mute":        "handler leader cityhandler cityleader",
	"POST /cases/:number/unmute":            "handler leader cityhandler cityleader",
	"GET /city/overdue":                     "cityhandler cityleader monitor",
	"GET /city/overdue/issue":               "cityhandler cityleader monitor",
	"POST /city/overdue/issue":              "cityhandler cityleader monitor",

	"GET /cases/:number/evidence/:id":    "handler leader cityhandler cityleader monitor discipline",
	"GET /cases/:number/letters/:letter": "handler leader cityhandler cityleader monitor discipline",

	"GET /city":                     "cityhandler cityleader monitor",
	"GET /city/dispatch":            "cityhandler cityleader monitor",
	"POST /city/dispatch/:number":   "cityhandler cityleader monitor",
	"GET /desk":                     "operator",
	"POST /desk":                    "operator",
	"GET /desk/done":                "operator",
	"GET /desk/lookup":              "operator",
	"GET /ji":                       "discipline",
	"GET /ji/:over/evidence/:id":    "discipline",
	"GET /ledger":                   "handler leader cityhandler cityleader monitor",
	"GET /ledger.xlsx":              "handler leader cityhandler cityleader monitor",
	"GET /violations":               "handler leader cityhandler cityleader monitor",
	"GET /violations.xlsx":          "handler leader cityhandler cityleader monitor",
	"GET /checklist":                "handler leader cityhandler cityleader monitor",
	"GET /checklist/:print_no":      "handler leader cityhandler cityleader monitor",
	"GET /messages":                 "operator handler leader cityhandler cityleader monitor discipline admin",
	"POST /messages":                "operator handler leader cityhandler cityleader monitor discipline admin",
	"GET /admin/users":              "admin",
	"GET /admin/users/new":          "admin",
	"POST /admin/users/new":         "admin",
	"GET /admin/users/:id":          "admin",
	"POST /admin/users/:id/invite":  "admin",
	"POST /admin/users/:id/disable": "admin",
	"POST /admin/users/:id/enable":  "admin",
	"GET /admin/system":             "admin",
	"POST /admin/system/replay":     "admin",
	"GET /admin/sms":                "admin",
	"GET /cases/:number/hand-over":  "handler leader cityhandler cityleader",
	"POST /cases/:number/hand-over": "handler leader cityhandler cityleader",

	"GET /cases/:number/hand-over/:over/decide":  "handler leader cityhandler cityleader",
	"POST /cases/:number/hand-over/:over/decide": "handler leader cityhandler cityleader",
	"GET /cases/:number/hand-over/:over/record":  "handler leader cityhandler cityleader",
	"POST /cases/:number/hand-over/:over/record": "handler leader cityhandler cityleader",
	"GET /ji/:over":                 "discipline",
	"GET /ji/:over/letters/:letter": "discipline",
	"POST /ji/:over":                "discipline",
	"POST /ji/:over/reveal":         "discipline",
	"POST /ji/:over/allow":          "discipline",

	"GET /publish":                "handler leader cityhandler cityleader",
	"GET /publish/new":            "handler cityhandler",
	"POST /publish/new":           "handler cityhandler",
	"GET /publish/:pub":           "handler leader cityhandler cityleader",
	"GET /publish/:pub/preview":   "handler leader cityhandler cityleader",
	"GET /publish/:pub/edit":      "handler cityhandler",
	"POST /publish/:pub/edit":     "handler cityhandler",
	"POST /publish/:pub/submit":   "handler cityhandler",
	"POST /publish/:pub/drop":     "handler cityhandler",
	"POST /publish/:pub/decide":   "leader cityleader",
	"POST /publish/:pub/agree":    "cityleader",
	"POST /publish/:pub/withdraw": "leader cityleader",

	"GET /admin/notice":                     "admin",
	"POST /admin/notice":                    "admin",
	"GET /admin/settings":                   "admin",
	"POST /admin/settings/:setting/confirm": "admin",
}

// The leads of the matrix: own is 天山区's, other is 米东区's, walled is about 天山区's bureau, waiting is the city's.
var (
	matrixSees = map[string]string{ // seat → leads it may know of
		"handler": "own", "leader": "own", "cityhandler": "own other walled waiting", "cityleader": "own other walled waiting",
		"monitor": "own other waiting", "discipline": "",
	}
	matrixWorks = map[string]string{ // seat → leads of its own unit
		"handler": "own", "leader": "own", "cityhandler": "walled waiting", "cityleader": "walled waiting",
	}
	matrixDecides = map[string]string{ // seat → leads whose drafts it decides
		"leader": "own", "cityleader": "own other walled waiting",
	}
	matrixReturns = map[string]string{ // seat → leads that somebody else gave its unit
		"handler": "own", "leader": "own",
	}
	matrixArbitrates = map[string]string{
		"cityhandler": "own other walled waiting", "cityleader": "own other walled waiting",
	}
	matrixLeads = map[string]string{ // seat → leads of its own unit, which only a leader answers for
		"leader": "own", "cityleader": "walled waiting",
	}
	matrixSupervises = map[string]string{"cityleader": "own other walled waiting"}
	matrixDispatches = map[string]string{
		"cityhandler": "own other walled waiting", "cityleader": "own other walled waiting", "monitor": "own other waiting",
	}
)

func among(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

// matrixDoes picks the table that says who may do what a route does.
func matrixDoes(path string) map[string]string {
	switch {
	case path == "/cases/:number":
		return matrixSees
	case strings.HasSuffix(path, ":over/decide"), strings.HasSuffix(path, "/approve"), strings.HasSuffix(path, "/grant"), strings.HasSuffix(path, "/complex"), strings.HasSuffix(path, "/keep"), strings.HasSuffix(path, "/send-back"), strings.HasSuffix(path, "mute") && !strings.HasSuffix(path, "/grant-mute"):
		return matrixDecides
	case strings.HasSuffix(path, "/return"):
		return matrixReturns
	case strings.HasSuffix(path, "/decide"), strings.HasSuffix(path, "/respondent"), strings.HasSuffix(path, "/restrict"):
		return matrixArbitrates
	case strings.HasSuffix(path, "/recuse"):
		return matrixSees
	case strings.HasSuffix(path, "/explain"):
		return matrixLeads
	case strings.HasSuffix(path, "/grant-mute"), strings.HasSuffix(path, "t-restrict"), strings.HasSuffix(path, "refuse-restrict"), strings.HasSuffix(path, "/talk"), strings.HasSuffix(path, "/take-over"), strings.HasSuffix(path, "/issue"):
		return matrixSupervises
	case strings.HasPrefix(path, "/city/dispatch"):
		return matrixDispatches
	default:
		return matrixWorks
	}
}

// want is the status that must come: 403 for a seat without the route, 404 for a lead it may not know of,
// 403 for a lead it sees and does not work; 0 stands for any answer of the page itself.
func matrixWant(key, path, seat, target string) int {
	switch {
	case !among(matrixOpen[key], seat):
		return 403
	case strings.HasSuffix(path, filePath):
		return 404 // none of these leads has a file; who gets those there are is in evidence_test.go
	case target == "":
		return 0
	case strings.HasPrefix(path, restrictedPath): // none of these is: restricted_test.go has the others
		return 404
	case !among(matrixSees[seat], target), target == "waiting" && strings.Contains(path, ":over"): // nobody signed that one
		return 404
	case strings.HasSuffix(path, lettersPath):
		return 404 // these leads have no letters yet; who reads those there are is in letter_test.go
	case !among(matrixDoes(path)[seat], target):
		return 403
	case strings.HasSuffix(path, ":id/issue") && among("walled waiting", target):
		return 404 // the city writes itself no letters
	default:
		return 0
	}
}

func TestMatrix_everyRouteHasALine(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	left := map[string]bool{}
	for key := range matrixOpen {
		left[key] = true
	}
	for _, r := range b.Routes() {
		key := r.Method + " " + r.Path
		if r.Perm != org.Public && !left[key] {
			t.Errorf("%s has no line in the matrix", key)
		}
		delete(left, key)
	}
	for key := range left {
		t.Errorf("%s is no staff route", key)
	}
}

func TestMatrix_everySeatGetsWhatItMay(t *testing.T) {
	t.Parallel()
	for _, seat := range []string{"operator", "handler", "leader", "cityhandler", "cityleader", "monitor", "discipline", "admin"} {
		t.Run(seat, func(t *testing.T) {
			t.Parallel()
			b := newCaseBench(t)
			numbers := map[string]string{
				"own": b.submit(), "other": b.submit(benchIn("650109")), "walled": b.submit(benchWalled), "waiting": b.submit(benchLost),
			}
			overs, packaged := map[string]int64{
				"own": b.proposed(numbers["own"], benchUnit), "other": b.proposed(numbers["other"], org.DistrictUnit("650109")),
				"walled": b.proposed(numbers["walled"], org.CityID),
			}, b.packaged()
			b.clock.Add(30 * 24 * time.Hour)
			_, err := b.Leads.Escalate(t.Context()) // letters wait to be issued
			must(t, err)
			v := b.as(seat)
			token := v.Get(messagesPath).One("header input[name=csrf]").Attr("value")
			for _, r := range b.Routes() {
				if r.Perm == org.Public || r.Path == "/signout" {
					continue
				}
				if !strings.Contains(r.Path, ":number") {
					b.matrixTry(v, r, matrixCell{seat: seat, token: token, over: packaged})
					continue
				}
				for target, number := range numbers {
					b.matrixTry(v, r, matrixCell{seat, target, number, token, overs[target]})
				}
			}
		})
	}
}

// matrixCell is one seat before one lead, or before a page of no lead.
type matrixCell struct {
	seat, target, number, token string
	over                        int64
}

// matrixActor is somebody of a unit who sits in no seat here.
func matrixActor(unit, id int64, role org.Role) org.Actor {
	return org.Actor{ID: id, Unit: unit, Kind: org.UnitByID(unit).Kind, Role: role, Named: true}
}

// proposed signs a lead and proposes its hand-over; it returns the id.
func (b *caseBench) proposed(number string, unit int64) int64 {
	b.t.Helper()
	a := matrixActor(unit, 901, org.Leader)
	must(b.t, b.Leads.Sign(b.t.Context(), a, lead.Ref{Number: number, Version: b.version(number)}))
	must(b.t, b.Leads.ProposeHandOver(b.t.Context(), a, lead.Ref{Number: number, Version: b.version(number)}, lead.Handing{
		Recipient: lead.ToDiscipline, OnPaper: true, Reason: "涉嫌违反廉洁纪律，按规定移交", Contact: lead.ContactStays,
	}))
	return b.over(number).ID
}

// over is the newest hand-over of a lead.
func (b *caseBench) over(number string) lead.HandOver {
	b.t.Helper()
	var overs []lead.HandOver
	must(b.t, b.db.Gorm(b.t.Context()).Where("lead_id = (SELECT id FROM leads WHERE number = ?)", number).Order("id DESC").Limit(1).Find(&overs).Error)
	if len(overs) == 0 {
		b.t.Fatal("no hand-over")
	}
	return overs[0]
}

// packaged is a hand-over in the account of the discipline body, signed, its contact read once.
func (b *caseBench) packaged() int64 {
	b.t.Helper()
	ctx, number, a := b.t.Context(), b.submit(), matrixActor(benchUnit, 901, org.Leader)
	b.clock.Add(time.Minute)
	must(b.t, b.Leads.Sign(ctx, a, lead.Ref{Number: number, Version: b.version(number)}))
	must(b.t, b.Leads.ProposeHandOver(ctx, a, lead.Ref{Number: number, Version: b.version(number)}, lead.Handing{
		Recipient: lead.ToDiscipline, Reason: "涉嫌违反廉洁纪律，按规定移交", Contact: lead.ContactLegal,
	}))
	h := b.over(number)
	must(b.t, b.Leads.ApproveHandOver(ctx, matrixActor(benchUnit, 902, org.Leader), lead.OverRef{Number: number, ID: h.ID, Version: h.Version}, lead.Agreement{Legal: "核查需要联系本人"}))
	officer := b.who("discipline")
	must(b.t, b.Leads.SignHandOver(ctx, officer, lead.OverRef{ID: h.ID, Version: h.Version + 1}, lead.OverReceipt{}))
	_, err := b.Leads.RevealPackage(ctx, officer, h.ID, "需要电话核实")
	must(b.t, err)
	return h.ID
}

// publication is a draft of the seat's unit, or the district's; it is made when it is first asked for.
func (b *caseBench) publication(seat string) int64 {
	b.t.Helper()
	unit, key := benchUnit, [16]byte{1}
	if strings.HasPrefix(seat, "city") {
		unit, key = org.CityID, [16]byte{2}
	}
	id, err := b.Publish.Create(b.t.Context(), matrixActor(unit, 903, org.Handler), key, publish.Clarification, publish.Content{
		Label: publish.Statement, District: org.UnitByID(unit).Code, Title: "关于报名时间的说明", Body: "今年的报名时间以公告为准，请留意。",
	}, 0)
	must(b.t, err)
	return id
}

func (b *caseBench) reading() (id int64) {
	b.t.Helper()
	must(b.t, b.db.Gorm(b.t.Context()).Table("hand_over_reveals").Select("MAX(id)").Scan(&id).Error)
	return id
}

// matrixLetter is a letter that is there.
func matrixLetter(path string) string {
	if strings.HasPrefix(path, jiPath) {
		return string(lead.LetterHandOver)
	}
	return "accept"
}

// matrixTry asks for one cell, with a form that is complete as far as the guards look.
func (b *caseBench) matrixTry(v *testkit.Visitor, r Route, cell matrixCell) {
	b.t.Helper()
	path := strings.NewReplacer(":number", cell.number, "letters/:id", "letters/"+b.letter(cell.number), ":print_no", "14", ":letter", matrixLetter(r.Path), ":setting", "answer", ":id", idText(b.who("neighbour").ID), ":over", cmp.Or(idText(cell.over), "1"), ":pub", idText(b.publication(cell.seat))).Replace(r.Path)
	if r.Method == get && r.Path == publishPath+"/new" {
		path += "?kind=policy"
	}
	body := ""
	if r.Method == post {
		values := url.Values{"csrf": {cell.token}, "version": {idText(b.version(cell.number))}}
		if strings.HasPrefix(r.Path, dispatchPath) {
			values.Set("unit", idText(benchUnit))
		}
		if strings.HasSuffix(r.Path, "/allow") {
			values.Set("reveal", idText(b.reading()))
		}
		if r.Path == publishPath+"/new" {
			values.Set("kind", "policy")
			values.Set(fieldKey, b.keyField(newFormKey()))
		}
		body = values.Encode()
	}
	p := benchRaw(b.t, v, r.Method, path, body)
	switch want := matrixWant(r.Method+" "+r.Path, r.Path, cell.seat, cell.target); {
	case want != 0 && p.Status != want:
		b.t.Errorf("%s %s %s as %s: %d, want %d", r.Method, r.Path, cell.target, cell.seat, p.Status, want)
	case want == 0 && (p.Status == 401 || p.Status == 403 || p.Status == 404 || p.Status >= 500):
		b.t.Errorf("%s %s %s as %s: %d, want its page", r.Method, r.Path, cell.target, cell.seat, p.Status)
	}
}

// letter is one that waits to be issued, or one that is none.
func (b *caseBench) letter(number string) string {
	b.t.Helper()
	var id int64
	must(b.t, b.db.Gorm(b.t.Context()).Table("letters").Where("lead_id = (SELECT id FROM leads WHERE number = ?) AND issued = 0", number).Limit(1).Pluck("id", &id).Error)
	return idText(max(id, 1))
}

// version is the newest one, whoever may see the lead.
func (b *caseBench) version(number string) int64 {
	b.t.Helper()
	var version int64
	must(b.t, b.db.Gorm(b.t.Context()).Table("leads").Where("number = ?", number).Limit(1).Pluck("version", &version).Error)
	return version
}

func TestMatrix_withoutASessionEveryPageLeadsToSignIn(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := testkit.NewVisitor(t, b.Handler())
	for _, r := range b.Routes() {
		if r.Perm == org.Public {
			continue
		}
		path := strings.NewReplacer(":number", number, "letters/:id", "letters/7", ":print_no", "14", ":letter", "accept", ":setting", "answer", ":id", idText(b.who("neighbour").ID), ":over", "1", ":pub", "1").Replace(r.Path)
		p := benchRaw(t, v, r.Method, path, "")
		switch {
		case r.Method == get && (p.Status != 303 || !strings.HasPrefix(p.Header.Get("Location"), signInPath)):
			t.Errorf("GET %s: %d to %q", r.Path, p.Status, p.Header.Get("Location"))
		case r.Method == post && p.Status != 401:
			t.Errorf("POST %s: %d", r.Path, p.Status)
		}
	}
}
