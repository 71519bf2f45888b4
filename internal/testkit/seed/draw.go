package seed

import (
	"encoding/binary"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/lead"
	"sunlead/internal/org"
)

// share is one of several things that happen, and how often.
type share[T any] struct {
	what  T
	parts int
}

// pick draws one of the shares.
func pick[T any](w *writer, list []share[T]) T {
	all := 0
	for _, s := range list {
		all += s.parts
	}
	n := w.rand.IntN(all)
	for _, s := range list {
		if n -= s.parts; n < 0 {
			return s.what
		}
	}
	return list[0].what
}

var (
	districts = []share[string]{
		{"650102", 20}, {"650103", 20}, {"650104", 22}, {"650105", 14}, {"650106", 10}, {"650109", 9}, {"650107", 2}, {"650121", 3},
	}
	categories = []share[string]{
		{"fee", 22},
		{"zone", 18},
		{"noseat", 12},
		{"class", 8},
		{"promise", 7},
		{"process", 7},
		{"test", 6},
		{"info", 6},
		{"migrant", 6},
		{"special", 4},
		{"priority", 3},
		{"other", 1},
	}
	sources  = []share[lead.Source]{{lead.FromWeb, 60}, {lead.FromCall, 25}, {lead.From12345, 10}, {lead.FromVisit, 5}}
	findings = []share[lead.Finding]{{lead.Unproven, 40}, {lead.Proven, 20}, {lead.Partly, 15}, {lead.Answered, 15}, {lead.Unverifiable, 10}}
	schools  = []string{"示例一小", "示例二小", "示例三小", "示例四中", "示例五中", "示例七中", "示例实验中学", "示例民办学校"}
	texts    = []string{
		"报名时要求先交三万元共建费才给学位，只写收条不开票据，请核查并告诉我们应该怎么办。",
		"我们小区今年改划到两公里外的学校，没看到公示和说明，想知道划片依据是什么。",
		"开学前组织了摸底测试，说考得好才能进好班，请核实这样做是不是符合规定。",
		"材料跑了四趟还没报上名，每次都说缺一样，希望一次告知需要哪些材料。",
		"听说隔壁班是重点班，老师都不一样，请核实是不是违反均衡编班的要求。",
	}
	endings     = []share[lead.State]{{lead.Closed, 97}, {lead.Rejected, 3}}
	lateStates  = []share[lead.State]{{lead.InProgress, 12}, {lead.ReviewPending, 4}, {lead.Assigned, 4}}
	freshStates = []share[lead.State]{{lead.InProgress, 40}, {lead.Assigned, 25}, {lead.ReviewPending, 10}, {lead.Replied, 15}, {lead.Closed, 8}, {lead.StateNew, 2}}
)

const (
	fresh     = 4 * 24 * time.Hour  // how long a lead may be at work without being late
	stale     = 14 * 24 * time.Hour // until then an answer waits to be rated
	lateFor   = 90 * 24 * time.Hour // the latest of the late are so old
	lateShare = 0.02                // of all leads
)

// row draws a lead as it is received: who it is about, where, and by whom it will be worked.
func (w *writer) row(id int64, number string, at time.Time) *lead.Lead {
	l := &lead.Lead{
		ID: id, Number: number, Campaign: int64(at.In(clock.Beijing).Year()), State: lead.StateNew, Source: pick(w, sources), Kind: lead.Complaint,
		Procedure: lead.ByHotline, Category: pick(w, categories), About: lead.AboutSchool, District: pick(w, districts), SchoolName: schools[w.rand.IntN(len(schools))],
		Anonymous: w.rand.IntN(10) < 6, OwnerUnit: org.CityID, Received: clock.Milli(at), Open: true, LastForm: make([]byte, 32),
		KeyMAC: w.bytes(), CodeMAC: w.bytes(), BodyMAC: w.bytes(), Pepper: w.ring.Pepper().ID,
	}
	if w.rand.IntN(100) == 0 {
		w.wall(l)
	}
	return l
}

// wall makes it a report of misconduct.
func (w *writer) wall(l *lead.Lead) {
	l.Category, l.About, l.Nature, l.WallUnit = "staff", lead.AboutDistrict, lead.NatureConduct, org.DistrictUnit(l.District)
	if w.rand.IntN(50) == 0 {
		l.About, l.WallUnit, l.OwnerUnit = lead.AboutCity, org.CityID, org.DisciplineID
	}
}

// place is whose the lead becomes when it is routed.
func (w *writer) place(l *lead.Lead) {
	if l.WallUnit != 0 {
		return
	}
	district := org.DistrictUnit(l.District)
	l.OwnerUnit, l.CoUnit, l.TerritoryUnit = district, 0, district
	switch w.rand.IntN(30) {
	case 0:
		l.OwnerUnit, l.ToCity = org.CityID, true
	case 1:
		l.OwnerUnit, l.CoUnit = org.CityID, district
	case 2:
		l.CoUnit = org.CityID
	}
}

// bytes stand for a keyed digest.
func (w *writer) bytes() []byte {
	b := make([]byte, 0, 32)
	for range 4 {
		b = binary.BigEndian.AppendUint64(b, w.rand.Uint64())
	}
	return b
}
