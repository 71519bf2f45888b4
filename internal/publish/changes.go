package publish

// mind tells the numbers what an earlier release of the same period did with them: what was hidden stays hidden, what was
// shown cannot serve to hide something else, and what has changed by less than least is hidden, for the two releases
// beside each other would tell of those few leads.
func mind(arcs []arc, at [][2]int, least int, was func(i, j int) Figure) {
	for n := range arcs {
		e, a := was(at[n][0], at[n][1]), &arcs[n]
		a.was = append(a.was, e.Value)
		switch {
		case e.Hidden:
			a.hidden = true
		case e.Value == a.value:
			a.known = true
		case small(a.value-e.Value, least):
			a.hidden = true
		}
	}
}

func small(change, least int) bool { return change != 0 && -least < change && change < least }

// coverChanges hides one number more of every sum whose hidden parts have changed, together, by less than least. False when
// there is none to hide.
func coverChanges(arcs []arc, least int) bool {
	for node := range nodes(arcs) {
		for release := range len(arcs[0].was) {
			if !small(restChange(arcs, node, release), least) {
				continue
			}
			i := smallestChanged(arcs, node, release)
			if i < 0 {
				return false
			}
			arcs[i].hidden = true
		}
	}
	return true
}

func nodes(arcs []arc) (n int) {
	for _, a := range arcs {
		n = max(n, a.from+1, a.to+1)
	}
	return n
}

// restChange is by how much the secret numbers of a sum have changed together; 0 where they are on both of its sides, so
// that nobody can tell.
func restChange(arcs []arc, node, release int) (change int) {
	in, out := false, false
	for i := range arcs {
		if a := &arcs[i]; a.secret() && (a.from == node || a.to == node) {
			in, out = in || a.to == node, out || a.from == node
			change += a.value - a.was[release]
		}
	}
	if in && out {
		return 0
	}
	return change
}

// smallestChanged is the smallest number of a sum that is shown and has changed, -1 for none.
func smallestChanged(arcs []arc, node, release int) int {
	best := -1
	for i := range arcs {
		a := &arcs[i]
		fits := (a.from == node || a.to == node) && a.open() && !a.hidden && a.value != a.was[release]
		if fits && (best < 0 || a.value < arcs[best].value) {
			best = i
		}
	}
	return best
}
