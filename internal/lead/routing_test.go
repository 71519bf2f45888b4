package lead

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sunlead/internal/org"
)

func TestRoute_byJurisdiction(t *testing.T) {
	t.Parallel()
	school := func(a org.Affiliation, cat string) Facts {
		return Facts{Category: cat, About: AboutSchool, District: "650102", Affiliation: a}
	}
	cases := map[string]struct {
		facts     Facts
		owner, co int64
		territory int64
		hold      bool
	}{
		"chosen district":           {school("", "zone"), tianshan, 0, tianshan, false},
		"district school":           {school(org.ByDistrict, "fee"), tianshan, 0, tianshan, false},
		"city school, 划片":           {school(org.ByCity, "zone"), tianshan, org.CityID, tianshan, false},
		"city school, 收费":           {school(org.ByCity, "fee"), org.CityID, tianshan, tianshan, false},
		"university school, 划片":     {school(org.ByUniversity, "priority"), tianshan, org.CityID, tianshan, false},
		"兵团 school":                 {school(org.ByCorps, "noseat"), org.CityID, tianshan, tianshan, false},
		"自治区 school":                {school(org.ByRegion, "fee"), org.CityID, tianshan, tianshan, false},
		"private school":            {school(org.ByPrivate, "promise"), tianshan, 0, tianshan, false},
		"no district":               {Facts{Category: "fee", About: AboutSchool}, org.CityID, 0, 0, true},
		"work, 请市级办理":               {Facts{About: AboutDistrict, Nature: NatureWork, ToCity: true, District: "650102"}, org.CityID, 0, tianshan, false},
		"work of the city":          {Facts{About: AboutCity, Nature: NatureWork, District: "650102"}, org.CityID, 0, tianshan, false},
		"conduct of a district":     {Facts{About: AboutDistrict, Nature: NatureConduct, District: "650102"}, org.CityID, 0, 0, false},
		"conduct of the city":       {Facts{About: AboutCity, Nature: NatureConduct}, org.DisciplineID, 0, 0, false},
		"suspicious, with a school": {Facts{About: AboutSchool, District: "650102", Suspicious: true}, org.CityID, 0, 0, true},
	}
	for name, c := range cases {
		d := Route(c.facts)
		if d.Owner != c.owner || d.Co != c.co || d.Territory != c.territory || d.Hold != c.hold || d.Reason.Key == "" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// Whatever is reported: a bureau accused of misconduct neither owns, assists nor counts the lead.
func TestRoute_accusedHasNoPart(t *testing.T) {
	t.Parallel()
	codes := []string{"", org.DistrictUnknown}
	for _, d := range org.Districts() {
		codes = append(codes, d.Code)
	}
	rapid.Check(t, func(t *rapid.T) {
		f := Facts{
			Category: rapid.SampledFrom(Categories()).Draw(t, "cat").ID, About: rapid.SampledFrom(Abouts()).Draw(t, "about"),
			Nature: rapid.SampledFrom([]string{"", NatureWork, NatureConduct}).Draw(t, "nature"), ToCity: rapid.Bool().Draw(t, "to city"),
			District: rapid.SampledFrom(codes).Draw(t, "district"), Suspicious: rapid.Bool().Draw(t, "suspicious"),
			Affiliation: rapid.SampledFrom([]org.Affiliation{"", org.ByDistrict, org.ByCity, org.ByCorps, org.ByRegion, org.ByUniversity, org.ByPrivate}).Draw(t, "affiliation"),
		}
		d, accused := Route(f), f.wall()
		if d.Owner == 0 {
			t.Fatalf("nobody owns it: %+v", f)
		}
		if accused == 0 {
			return
		}
		if d.Wall != accused || d.Owner == accused || d.Co != 0 || d.Territory != 0 {
			t.Fatalf("accused %d has a part in %+v", accused, d)
		}
		if accused == org.CityID && d.Owner != org.DisciplineID {
			t.Fatalf("the city bureau handles a report about itself: %+v", d)
		}
	})
}

// Who writes to a bureau does not accuse it; who accuses it in the salutation, or says 你们, does.
func TestSuspicious_salutationIsNoAccusation(t *testing.T) {
	t.Parallel()
	cases := map[string]bool{
		"尊敬的示例区教育局领导：示例一小有人收钱才给学位，请核查":                             false,
		"请查示例一小\n尊敬的政府、示例区教育局领导：\n有家长给校长送红包":                       false,
		"尊敬的示例市教育局局长，示例区教育局领导，您好！学校里都是关系户":                         false,
		"敬爱的局长 示例三小招的都是关系户，请管一管":                                   false,
		"尊敬的示例区教育局：我去教育局问过，有人打招呼就能换学校":                             true,
		"尊敬的局长收了红包，示例一小的名额才给了别人":                                   true,
		"尊敬的示例区教育局领导：你们的人收红包，没有人管":                                 true,
		"尊敬的书记：教育局有人受贿，片区外的孩子也进来了":                                 true,
		"示例一小收钱，老师说是教育局同意的":                                        true,
		"尊敬的示例区教育局领导：示例一小门口的路太窄，请修一修":                              false,
		"示例一小有人收钱。" + strings.Repeat("经过很长，", 50) + "尊敬的教育局领导，请核查": true,
	}
	for text, want := range cases {
		r := report()
		r.Text = text
		if r.suspicious() != want {
			t.Errorf("%.60s: suspicious is not %v", text, want)
		}
	}
}
