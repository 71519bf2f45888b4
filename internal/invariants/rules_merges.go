package invariants

// merges: a merged lead has one main case, and all that they have in common.
var merges = []Invariant{
	{
		ID: "merge", Says: "a lead is merged exactly while a row names its main case, which is to be answered, or whose news are on their way",
		lead: func(_ *env, f *file) bool { return !f.mergedWell() },
	},
	{
		ID: "merge-chain", Says: "a main case is not merged itself",
		lead: func(_ *env, f *file) bool { return f.merge != nil && f.merge.Followed == 0 && f.merge.InTurn },
	},
	{
		ID: "merge-count", Says: "a main case knows how many were merged into it",
		lead: func(_ *env, f *file) bool { return f.Children != f.children },
	},
	{
		ID: "merge-wall", Says: "a merged lead has the owner and the wall of its main case, or the news of another one are on their way",
		lead: func(_ *env, f *file) bool {
			m := f.merge
			return m != nil && m.Followed == 0 && !m.Waits && (m.OwnerUnit != f.OwnerUnit || m.WallUnit != f.WallUnit)
		},
	},
	{
		ID: "merge-answer", Says: "the answer of a lead that was merged is a copy of the main case's approved one, without the violation",
		lead: func(_ *env, f *file) bool { return f.unlike || f.merge != nil && f.merge.Followed != 0 && !f.hasCopy() },
	},
}

func (f *file) mergedWell() bool {
	m := f.merge
	if (f.State == merged) != (m != nil && m.Followed == 0) {
		return false
	}
	over := m != nil && m.Followed == 0 && (!m.Open || m.State == replied || m.State == merged || m.State == stateNew)
	return !over || m.Waits
}

func (f *file) hasCopy() bool {
	for _, d := range f.drafts {
		if d.CopyOf != 0 {
			return true
		}
	}
	return false
}
