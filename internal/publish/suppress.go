package publish

import "slices"

// arc is one number of a table with totals, seen as a flow: from its row to its column, a column's total from the column
// to the bottom, a row's total from the side to the row, the grand total from the bottom to the side. What comes into a
// node goes out of it, so that every sum of the table is a node. Whoever looks for other numbers that fit what is shown
// looks for a round trip over hidden arcs: along one it grows, against one it shrinks, never below 0.
type arc struct {
	from, to int
	value    int
	was      []int // in each earlier release of the same period, shown or not
	hidden   bool
	fixed    bool // never hidden: the grand total
	known    bool // shown with the same value by an earlier release: hiding it hides nothing
}

// suppress hides every number below least, and as many others as it takes that nobody can work out a hidden one, nor that
// several of them together are below least, nor that they have changed by less since an earlier release. False when that
// is not possible: then nothing may be shown. What is hidden only grows, so that it ends.
func suppress(arcs []arc, least int) bool {
	for i := range arcs {
		arcs[i].hidden = arcs[i].hidden || arcs[i].value < least
		if arcs[i].hidden && arcs[i].fixed {
			return false
		}
	}
	for before := -1; before != hidden(arcs); {
		before = hidden(arcs)
		if !coverAll(arcs, least) || !coverChanges(arcs, least) {
			return false
		}
	}
	return true
}

func hidden(arcs []arc) (n int) {
	for i := range arcs {
		if arcs[i].hidden {
			n++
		}
	}
	return n
}

func coverAll(arcs []arc, least int) bool {
	for i := range arcs {
		if arcs[i].secret() && !cover(arcs, i, least) {
			return false
		}
	}
	return true
}

// secret is what nobody can know by simply reading.
func (a *arc) secret() bool { return a.hidden && !a.known }

// open reports a number that is secret or can be made so.
func (a *arc) open() bool { return !a.known && !a.fixed }

// cost is what hiding a number takes from the reader; what is hidden takes nothing.
func (a *arc) cost() int {
	if a.hidden {
		return 0
	}
	return a.value + 1
}

// cover sees to it that a hidden number may as well be another one, and one that is not small. Numbers that are together
// below least, as the hidden ones of a row, can none of them reach it: so they are found. It hides what the nearest such
// table changes; false when there is none.
func cover(arcs []arc, i, least int) bool {
	v := arcs[i].value
	best := another(arcs, i, max(least, v+1))
	if v >= least {
		if w := another(arcs, i, v-1); w.found && (!best.found || w.cost < best.cost) {
			best = w
		}
	}
	for _, n := range best.arcs {
		arcs[n].hidden = true
	}
	return best.found
}

// way leads from table to table: which numbers change, and how much of what is shown it would hide.
type way struct {
	found bool
	cost  int
	arcs  []int
}

// another looks for a table with the same sums in which a number is what is wanted, round trip by round trip.
func another(arcs []arc, i, want int) way {
	trial, all := slices.Clone(arcs), way{found: true}
	for trial[i].value != want {
		from, to, by := trial[i].to, trial[i].from, want-trial[i].value
		if by < 0 {
			from, to, by = to, from, -by
		}
		w := cheapest(trial, i, from, to)
		if !w.found {
			return w
		}
		push(trial, append([]int{i}, w.arcs...), to, by)
		all.cost, all.arcs = all.cost+w.cost, append(all.arcs, w.arcs...)
	}
	return all
}

// push sends as much as fits, at most by, over numbers that follow each other from a node on, and hides them.
func push(arcs []arc, over []int, at, by int) {
	signs := make([]int, len(over))
	for n, i := range over {
		a := &arcs[i]
		if a.from == at {
			signs[n], at = 1, a.to
		} else {
			signs[n], at, by = -1, a.from, min(by, a.value)
		}
	}
	for n, i := range over {
		arcs[i].value += signs[n] * by
		arcs[i].hidden = true
	}
}

// cheapest finds the way from one node to another, without one number, that hides the least of what is shown: it looks
// at every number until nothing gets cheaper.
func cheapest(arcs []arc, but, from, to int) way {
	best := map[int]way{from: {found: true}}
	for changed := true; changed; {
		changed = false
		for n := range arcs {
			if n == but || !arcs[n].open() {
				continue
			}
			for _, at := range []int{arcs[n].from, arcs[n].to} {
				here, next := best[at], arcs[n].onward(at)
				cost := here.cost + arcs[n].cost()
				if !here.found || next < 0 || best[next].found && best[next].cost <= cost {
					continue
				}
				best[next], changed = way{true, cost, append(slices.Clone(here.arcs), n)}, true
			}
		}
	}
	return best[to]
}

// onward is where a step over the number leads from a node: along it always, against it while it is above 0; -1 for nowhere.
func (a *arc) onward(at int) int {
	switch {
	case a.from == at:
		return a.to
	case a.to == at && a.value > 0:
		return a.from
	default:
		return -1
	}
}
