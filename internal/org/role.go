package org

// Role says what work an account is for.
type Role string

// The roles; accounts.tsv of the demo names them so.
const (
	Operator          Role = "operator"   // answers the hotline
	Handler           Role = "handler"    // works the cases of a unit
	Leader            Role = "leader"     // decides for a unit
	Monitor           Role = "monitor"    // the city's 专班; sees no walled lead
	DisciplineOfficer Role = "discipline" // receives notices and restricted leads
	Admin             Role = "admin"      // accounts and settings, no leads
)

// Actor is who asks: made from a session, or the system.
type Actor struct {
	ID    int64
	Name  string
	Unit  int64
	Kind  UnitKind
	Role  Role
	Named bool   // may open walled leads (限知): named in the settings, one by one
	Proof string // changes with the password: a session begun with another one is over
}

// Permission opens a route. Object-level questions are lead.Can and lead.Scope.
type Permission string

// The permissions; each route of httpd has exactly one.
const (
	Public           Permission = "public"       // no account
	AnyStaff         Permission = "staff"        // any account
	Desk             Permission = "desk"         // the hotline console
	ReadCases        Permission = "cases.read"   // work list, case page
	WorkCases        Permission = "cases.work"   // moves
	RevealCase       Permission = "cases.reveal" // the reporter's contact
	ReadLedger       Permission = "ledger"       // ledger, register, checklist
	Dashboard        Permission = "city"         // the city's day
	DispatchCases    Permission = "city.dispatch"
	ReadNotices      Permission = "ji"
	DecideRestricted Permission = "restricted" // what waits for the second person of a restricted lead
	ReadPublications Permission = "publish"    // what is to be told to everybody, before it is
	WritePublication Permission = "publish.write"
	DecidePublished  Permission = "publish.decide" // approve, send back, withdraw
	AgreePublished   Permission = "publish.agree"  // the city's word on a 辟谣
	ManageUsers      Permission = "admin.users"
	ManageSystem     Permission = "admin.system" // how the program itself is; no lead
	SignSettings     Permission = "admin.settings"
)

type seat struct {
	role Role
	kind UnitKind // empty: anywhere
}

// grants is the whole policy of routes.
var grants = map[Permission][]seat{
	Desk:             {{Operator, ""}},
	ReadCases:        {{Handler, ""}, {Leader, ""}, {Monitor, ""}, {DisciplineOfficer, ""}},
	WorkCases:        {{Handler, ""}, {Leader, ""}},
	RevealCase:       {{Handler, ""}, {Leader, ""}},
	ReadLedger:       {{Handler, ""}, {Leader, ""}, {Monitor, ""}},
	Dashboard:        {{Handler, City}, {Leader, City}, {Monitor, ""}},
	DispatchCases:    {{Handler, City}, {Leader, City}, {Monitor, ""}},
	ReadNotices:      {{DisciplineOfficer, ""}},
	DecideRestricted: {{Leader, City}},
	ReadPublications: {{Handler, City}, {Handler, District}, {Leader, City}, {Leader, District}},
	WritePublication: {{Handler, City}, {Handler, District}},
	DecidePublished:  {{Leader, City}, {Leader, District}},
	AgreePublished:   {{Leader, City}},
	ManageUsers:      {{Admin, ""}},
	ManageSystem:     {{Admin, ""}},
	SignSettings:     {{Admin, ""}},
}

// Can reports whether the actor's role opens routes with this permission.
func (a Actor) Can(p Permission) bool {
	switch p {
	case Public:
		return true
	case AnyStaff:
		return a.ID != 0
	default:
		return a.ID != 0 && a.sits(grants[p])
	}
}

func (a Actor) sits(seats []seat) bool {
	for _, s := range seats {
		if s.role == a.Role && (s.kind == "" || s.kind == a.Kind) {
			return true
		}
	}
	return false
}
