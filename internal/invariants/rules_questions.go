package invariants

// pending is the question that waits for the reporter; nil for none.
func (f *file) pending() *question {
	for i := range f.questions {
		if f.questions[i].Ended == 0 {
			return &f.questions[i]
		}
	}
	return nil
}

// askedWell: questions come one after the other, each ended by its last day and as the trail tells; only the last may
// wait.
func (f *file) askedWell() bool {
	n, before := map[string]int64{}, int64(0)
	for i, q := range f.questions {
		n[q.Outcome]++
		last := i == len(f.questions)-1
		switch {
		case q.Asked < before || q.Until <= q.Asked || (q.Outcome == "") != (q.Ended == 0):
			return false
		case q.Ended == 0 && !last, q.Ended != 0 && (q.Ended < q.Asked || q.Ended > q.Until):
			return false
		case q.Outcome == "unanswered" && q.Ended != q.Until:
			return false
		}
		before = q.Ended
	}
	t := f.told.count
	return (f.State == waiting) == (f.pending() != nil) && int64(len(f.questions)) == t["asked"] &&
		n["answered"] == t["answered"] && n["unanswered"] == t["unanswered"] && n["withdrawn"] <= t["withdrawn"] && n["moot"] <= t["respondent"]+t["restrict_asked"]+t["restricted"]+t["taken_over"]
}

// endedWell: a withdrawal that nobody overruled is how a lead ended; every other one ended by its answer.
func (f *file) endedWell() bool {
	ending := ""
	for _, e := range f.entries {
		switch e.Kind {
		case "withdrawn":
			ending = e.Kind
		case "resumed":
			ending = ""
		}
	}
	return f.Ending == ending && (ending == "" || f.State == closed && !f.Open)
}
