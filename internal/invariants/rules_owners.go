package invariants

// owners: each lead has one owner, and whose it is makes sense.
var owners = []Invariant{
	{
		ID: "INV-3", Says: "a lead has one owner that is a unit, and owner, co-owner, territory and wall fit together",
		lead: func(e *env, f *file) bool { return !e.owned(f) },
	},
	{
		ID: "INV-3-routed", Says: "what is not routed yet is new, with the city, and has its job; what is routed says so in its trail",
		lead: func(_ *env, f *file) bool { return !f.routedWell() },
	},
}

// The units whose ids are fixed.
const (
	city       int64 = 1
	discipline int64 = 2
)

const kindDistrict = "district"

func (e *env) owned(f *file) bool {
	owner, territory := e.kinds[f.OwnerUnit], e.kinds[f.TerritoryUnit]
	switch {
	case owner == "", f.CoUnit != 0 && e.kinds[f.CoUnit] == "", f.CoUnit == f.OwnerUnit:
		return false
	case f.TerritoryUnit != 0 && territory != kindDistrict:
		return false
	case owner == kindDistrict:
		return f.TerritoryUnit == f.OwnerUnit && f.WallUnit == 0
	default:
		return f.restricted() || (f.OwnerUnit == discipline) == (f.WallUnit == city)
	}
}

func (f *file) routedWell() bool {
	if f.Routed != 0 {
		return f.told.routed == f.Routed
	}
	fresh := f.State == stateNew && f.CoUnit == 0 && f.TerritoryUnit == 0 && f.told.routed == 0
	return fresh && f.waits("lead.route")
}

// waits reports a job about the lead that is not done; a dead one waits for a person.
func (f *file) waits(kind string) bool {
	for _, j := range f.jobs {
		if j.Kind == kind {
			return true
		}
	}
	return false
}
