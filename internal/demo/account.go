package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sunlead/internal/org"
)

// Password is the one password of all demo accounts. The demo listens on loopback only and holds fiction.
const Password = "sunlead-demo"

// AccountsFile is written into the data folder before the demo says that it is ready.
const AccountsFile = "accounts.tsv"

// slugs are the demo's user names of the districts, by code.
var slugs = map[string]string{
	"650102": "tianshan", "650103": "shayibake", "650104": "gaoxin", "650105": "shuimogou",
	"650106": "jingkai", "650107": "dabancheng", "650109": "midong", "650121": "xian",
}

// Accounts are the demo's staff: every role, and handler and leader of the city and of each district.
func Accounts() []org.Staff {
	staff := []org.Staff{
		{UserName: "operator", DisplayName: "话务员", UnitID: org.CityID, Role: org.Operator},
		{UserName: "city-handler", DisplayName: "市局承办人", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "city-leader", DisplayName: "市局领导", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "city-second", DisplayName: "分管领导", UnitID: org.CityID, Role: org.Leader, Named: true},
	}
	for _, d := range org.Districts() {
		staff = append(staff,
			org.Staff{UserName: slugs[d.Code] + "-handler", DisplayName: "承办人", UnitID: d.UnitID(), Role: org.Handler},
			org.Staff{UserName: slugs[d.Code] + "-leader", DisplayName: "负责人", UnitID: d.UnitID(), Role: org.Leader},
		)
	}
	return append(staff,
		org.Staff{UserName: "monitor", DisplayName: "市专班", UnitID: org.CityID, Role: org.Monitor},
		org.Staff{UserName: "discipline", DisplayName: "纪检干部", UnitID: org.DisciplineID, Role: org.DisciplineOfficer},
		org.Staff{UserName: "admin", DisplayName: "管理员", UnitID: org.CityID, Role: org.Admin},
	)
}

// AccountTable is the accounts as lines of tab-separated role, user, password and unit, with a head.
func AccountTable() string {
	var b strings.Builder
	b.WriteString("role\tuser\tpassword\tunit\n")
	for _, s := range Accounts() {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", s.Role, s.UserName, Password, org.UnitName(s.UnitID))
	}
	return b.String()
}

// WriteAccounts writes the table into the data folder.
func WriteAccounts(dir string) error {
	return os.WriteFile(filepath.Join(dir, AccountsFile), []byte(AccountTable()), 0o600)
}
