package lead

// countKind is what a row of the counters counts by; migration 0003 tells of each.
type countKind string

// The kinds of counters.
const (
	countAll  countKind = "all"  // every lead, by state and category
	countDue  countKind = "due"  // while an answer is owed, by its dates, and the red lane apart
	countItem countKind = "item" // by item of the checklist and state
)

// countKey is what a number is about: a row of lead_counts without its number. The columns that scopes and filters
// speak of have the names they have in `leads`, so that one condition fits both.
type countKey struct {
	Kind          countKind
	PrintNo       int64
	OwnerUnit     int64
	CoUnit        int64
	TerritoryUnit int64
	WallUnit      int64
	Suspicious    bool
	Routed        bool
	Open          bool
	State         State
	Category      string
	Due           int64
	SortAt        int64
	Campaign      int64
}

// countPlace is all that decides where a lead counts, beside its items.
func countPlace(l *Lead) countKey {
	k := countKey{
		OwnerUnit: l.OwnerUnit, CoUnit: l.CoUnit, TerritoryUnit: l.TerritoryUnit, WallUnit: l.WallUnit,
		Suspicious: l.Suspicious, Routed: l.Routed > 0, Open: l.Open, State: l.State, Category: l.Category, Campaign: l.Campaign,
	}
	if l.owed() {
		k.Due, k.SortAt = l.Due, l.sortAt()
	}
	return k
}

// countKeys are the rows that a lead counts in.
func countKeys(l *Lead, items []int) []countKey {
	all := countPlace(l)
	if all.Kind, all.SortAt = countAll, 0; all.State != WaitingReporter { // of those that wait, a list asks which were late before
		all.Due = 0
	}
	keys := []countKey{all}
	if l.owed() {
		due := countPlace(l)
		due.Kind, due.State = countDue, ""
		if due.Category != NoSeat {
			due.Category = ""
		}
		keys = append(keys, due)
	}
	for _, n := range items {
		it := all
		it.Kind, it.Category, it.PrintNo = countItem, "", int64(n)
		keys = append(keys, it)
	}
	return keys
}

// counts gathers what changes in the numbers, so that a batch of leads is few rows.
type counts map[countKey]int64

// add counts a lead n times more; -1 takes it away.
func (c counts) add(l *Lead, items []int, n int64) {
	for _, k := range countKeys(l, items) {
		if c[k] += n; c[k] == 0 {
			delete(c, k)
		}
	}
}

// kind says which counters cover the filter; false when none does, and leads must be counted.
func (f Filter) kind() (countKind, bool) {
	switch {
	case f.Query != "" || f.Stage != "":
		return "", false
	case f.dated():
		return countDue, f.State == "" && (f.Category == "" || f.Category == NoSeat) && f.Item == 0
	case f.Item != 0:
		return countItem, f.Category == ""
	default:
		return countAll, true
	}
}
