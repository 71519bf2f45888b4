package lead

import (
	"regexp"
	"slices"
	"strings"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Facts is all that routing looks at.
type Facts struct {
	Category    string
	About       string
	Nature      string
	ToCity      bool
	District    string          // six digits, or empty
	Affiliation org.Affiliation // of the school; empty when it is not known
	Suspicious  bool
}

// Decision is who handles a lead, who assists, whose 台账 it counts in, whom it is walled from, and why.
// Hold means that a person at city dispatch decides.
type Decision struct {
	Owner, Co, Territory, Wall int64
	Hold                       bool
	Reason                     errs.Text
}

// WallAny walls a lead about a district bureau nobody named: no district may see it.
const WallAny int64 = -1

// Route decides. It is pure; the order is: the wall, what a person must look at, the reporter's wish, the
// table 隶属 × category, the chosen district, the city's dispatch.
func Route(f Facts) Decision {
	territory := org.DistrictUnit(f.District)
	switch {
	case f.wall() != 0:
		return walled(f.wall())
	case f.Suspicious:
		return Decision{Owner: org.CityID, Hold: true, Reason: errs.T("route.suspicious")}
	case f.About == AboutCity:
		return Decision{Owner: org.CityID, Territory: territory, Reason: errs.T("route.city_work")}
	case f.ToCity:
		return Decision{Owner: org.CityID, Territory: territory, Reason: errs.T("route.to_city")}
	case territory == 0:
		return Decision{Owner: org.CityID, Hold: true, Reason: errs.T("route.no_district")}
	default:
		return byJurisdiction(f, territory)
	}
}

// wall is the unit whose misconduct is reported (domain rule 1.2); work is not misconduct.
func (f Facts) wall() int64 {
	switch {
	case f.Nature != NatureConduct:
		return 0
	case f.About == AboutCity:
		return org.CityID
	case f.About == AboutDistrict && org.DistrictUnit(f.District) == 0:
		return WallAny
	case f.About == AboutDistrict:
		return org.DistrictUnit(f.District)
	default:
		return 0
	}
}

// walled: misconduct of a district goes to named city staff, misconduct of the city to one recipient outside
// of its tree. Neither counts in a district's 台账.
func walled(unit int64) Decision {
	if unit == org.CityID {
		return Decision{Owner: org.DisciplineID, Wall: unit, Reason: errs.T("route.wall_city")}
	}
	return Decision{Owner: org.CityID, Wall: unit, Reason: errs.T("route.wall_district")}
}

// jurisdiction: who leads and who assists, by 隶属 and topic (domain rule 1.3). Data, not code.
var jurisdiction = map[org.Affiliation]map[topic]struct {
	lead, assist party
	reason       string
}{
	org.ByDistrict:   {byTerritory: {theTerritory, nobody, "route.district"}, byAuthority: {theTerritory, nobody, "route.district"}},
	org.ByPrivate:    {byTerritory: {theTerritory, nobody, "route.private"}, byAuthority: {theTerritory, nobody, "route.private"}},
	org.ByCity:       {byTerritory: {theTerritory, theCity, "route.city_school_territory"}, byAuthority: {theCity, theTerritory, "route.city_school_authority"}},
	org.ByUniversity: {byTerritory: {theTerritory, theCity, "route.university_territory"}, byAuthority: {theCity, theTerritory, "route.university_authority"}},
	org.ByCorps:      {byTerritory: {theCity, theTerritory, "route.corps"}, byAuthority: {theCity, theTerritory, "route.corps"}},
	org.ByRegion:     {byTerritory: {theCity, theTerritory, "route.region"}, byAuthority: {theCity, theTerritory, "route.region"}},
}

type party int

const (
	nobody party = iota
	theTerritory
	theCity
)

func (p party) unit(territoryUnit int64) int64 {
	switch p {
	case theTerritory:
		return territoryUnit
	case theCity:
		return org.CityID
	default:
		return 0
	}
}

func byJurisdiction(f Facts, unit int64) Decision {
	c, _ := CategoryByID(f.Category)
	rule, ok := jurisdiction[f.Affiliation][c.topic]
	if !ok {
		return Decision{Owner: unit, Territory: unit, Reason: errs.T("route.chosen_district", "unit", org.UnitName(unit))}
	}
	return Decision{
		Owner: rule.lead.unit(unit), Co: rule.assist.unit(unit), Territory: unit,
		Reason: errs.T(rule.reason, "unit", org.UnitName(unit)),
	}
}

// The words by which a report about something else may really be about a bureau's people.
var (
	bureauWords  = []string{"教育局", "教体局", "教委", "教育厅", "局长", "局领导", "局里", "招生办", "区领导", "市领导", "科长", "主任科员"}
	conductWords = []string{
		"收钱", "收了钱", "打招呼", "关系户", "吃拿卡要", "红包", "好处费", "送礼", "走后门", "打了招呼",
		"受贿", "行贿", "贿赂", "索贿", "以权谋私", "权钱交易", "利益输送",
	}
)

// suspicious reports a report that may be about a bureau's people though it does not say so: its text joins
// bureau words with misconduct, or it chose 工作人员 and not whose. It waits for a named person and never goes
// to the district first.
func (r *Report) suspicious() bool {
	said := strings.Join([]string{unaddressed(r.Text), r.Payee, r.SchoolName, r.WhenText}, "\n")
	return containsAny(said, bureauWords) && containsAny(said, conductWords) ||
		r.Category == "staff" && r.About != AboutSchool && !aboutBureau(r.About)
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// salutation finds 尊敬的某某领导, 某某同志：, with every addressee it goes on to. What is said of an addressee is no
// part of it.
var salutation = regexp.MustCompile(`(?:尊敬|敬爱|亲爱)的(?:[^，,：:。！!？?；;、\n]{0,20}` +
	`(?:领导们?|书记|局长|[县区市州省厅]长|[省州市区县]委|主任|科长|教育局|教体局|教委|教育厅|政府|部门|同志们?|人员)` +
	`(?:[，,：:！!、\s]|您好|你们?好|好)+)+`)

// dearWords are how the pattern begins; they are of one length.
var dearWords = []string{"尊敬的", "敬爱的", "亲爱的"}

// salutationBy is where a text's salutation begins at the latest, in bytes: a title may stand above it.
const salutationBy = 400

// youWords speak to whom the text is addressed.
var youWords = []string{"你们", "您们", "你局", "贵局", "您局", "你单位", "贵单位", "您单位"}

// unaddressed is a text without its salutation: who writes to a bureau does not accuse it, unless the text goes on
// to say 你们.
func unaddressed(text string) string {
	if !containsAny(text[:min(len(text), salutationBy+len(dearWords[0]))], dearWords) { // most texts: the pattern is slow
		return text
	}
	at := salutation.FindStringIndex(text)
	if at == nil || at[0] > salutationBy {
		return text
	}
	rest := text[:at[0]] + "\n" + text[at[1]:]
	if containsAny(rest, youWords) {
		return text
	}
	return rest
}
