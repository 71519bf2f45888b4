package org

// UnitKind says where a unit stands.
type UnitKind string

// The kinds of units.
const (
	City       UnitKind = "city"
	District   UnitKind = "district"
	Discipline UnitKind = "discipline"
)

// Unit is an office that owns leads.
type Unit struct {
	ID        int64
	ParentID  int64
	Kind      UnitKind
	Code      string // six-digit district code; empty for the city and the discipline body
	Name      string
	TrailSeq  int64
	TrailHash []byte
}

// The ids of the units are fixed: one installation is one city.
const (
	CityID       int64 = 1
	DisciplineID int64 = 2
)

// DistrictUnknown is the code a reporter chooses who does not know the district.
const DistrictUnknown = "unsure"

// DistrictInfo is one of the eight districts, in the plan's order.
type DistrictInfo struct {
	Code string
	Name string
}

// UnitID is the id of the district's bureau: its code as a number.
func (d DistrictInfo) UnitID() int64 { return unitID(d.Code) }

// districts: codes of GB/T 2260, names as the plan writes them.
var districts = []DistrictInfo{
	{"650102", "天山区"},
	{"650103", "沙依巴克区"},
	{"650104", "高新区（新市区）"},
	{"650105", "水磨沟区"},
	{"650106", "经开区（头屯河区）"},
	{"650109", "米东区"},
	{"650107", "达坂城区"},
	{"650121", "乌鲁木齐县"},
}

// Districts returns the eight districts.
func Districts() []DistrictInfo { return append([]DistrictInfo(nil), districts...) }

// DistrictByCode finds a district.
func DistrictByCode(code string) (DistrictInfo, bool) {
	for _, d := range districts {
		if d.Code == code {
			return d, true
		}
	}
	return DistrictInfo{}, false
}

// DistrictUnit is the id of the bureau of a district code, 0 for an unknown one.
func DistrictUnit(code string) int64 {
	if _, ok := DistrictByCode(code); !ok {
		return 0
	}
	return unitID(code)
}

func unitID(code string) int64 {
	var n int64
	for _, r := range code {
		n = n*10 + int64(r-'0')
	}
	return n
}

// bureau is what the office of a district, and of the city, is called.
const bureau = "教育局"

// Units returns all units of the city with their fixed ids.
func Units() []Unit {
	units := []Unit{
		{ID: CityID, Kind: City, Name: "乌鲁木齐市" + bureau},
		{ID: DisciplineID, Kind: Discipline, Name: "驻市" + bureau + "纪检监察组"},
	}
	for _, d := range districts {
		units = append(units, Unit{ID: d.UnitID(), ParentID: CityID, Kind: District, Code: d.Code, Name: d.Name + bureau})
	}
	return units
}

// unitsByID answers names without a query: units are fixed in number and never renamed at run time.
var unitsByID = func() map[int64]Unit {
	m := map[int64]Unit{}
	for _, u := range Units() {
		m[u.ID] = u
	}
	return m
}()

// UnitByID finds a unit; the zero Unit for an id that is none.
func UnitByID(id int64) Unit { return unitsByID[id] }

// UnitName is the name of a unit, empty for an id that is none.
func UnitName(id int64) string { return unitsByID[id].Name }
