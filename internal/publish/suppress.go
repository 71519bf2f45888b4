package publish

import "slices"

// arc is one number of a table with totals, seen as a flow: from its row to its column, a column's total from the column
// to the bottom, a row's total from the side to the row, the grand total from the bottom to the side. What comes into a
// node goes out of it, so that every sum of the table is a node. Whoever looks for other numbers that fit what is shown
// looks for a round trip over hidden arcs: along one it grows, against one it shrinks, never below 0.
type arc struct {
	from, to int
	value    int
	hidden   bool
	fixed    bool // never hidden: the grand total
	known    bool // shown with the same value by an earlier release: hiding it hides nothing
}

// suppress hides every number below least, and as many others as it takes that none of the hidden can be worked out from
// the shown. False when that is not possible: then nothing may be shown.
func suppress(arcs []arc, least int) bool {
	for i := range arcs {
		arcs[i].hidden = arcs[i].hidden || arcs[i].value < least
		if arcs[i].hidden && arcs[i].fixed {
			return false
		}
	}
	for {
		i := openSecret(arcs)
		if i < 0 {
			return true
		}
		if !cover(arcs, i) {
			return false
		}
	}
}

// openSecret finds a hidden number that can be worked out, -1 for none.
func openSecret(arcs []arc) int {
	for i := range arcs {
		if arcs[i].secret() && determined(arcs, i) {
			return i
		}
	}
	return -1
}

// secret is what nobody can know by simply reading.
func (a *arc) secret() bool { return a.hidden && !a.known }

// determined reports that a hidden number can have only one value: no round trip over secret numbers changes it.
func determined(arcs []arc, i int) bool {
	for _, w := range ways(arcs, i) {
		if w.found && w.cost == 0 {
			return false
		}
	}
	return true
}

// cover hides the numbers of the cheapest round trip over one that could be worked out; false when there is none.
func cover(arcs []arc, i int) bool {
	var best way
	for _, w := range ways(arcs, i) {
		if w.found && (!best.found || w.cost < best.cost) {
			best = w
		}
	}
	for _, n := range best.arcs {
		arcs[n].hidden = true
	}
	return best.found
}

// way is how a round trip goes on after its first number: over which others, and how much of what is shown it would hide.
type way struct {
	found bool
	cost  int
	arcs  []int
}

// ways are the cheapest round trips on which a number grows and, if it is above 0, shrinks.
func ways(arcs []arc, i int) []way {
	a := &arcs[i]
	list := []way{cheapest(arcs, i, a.to, a.from)}
	if a.value > 0 {
		list = append(list, cheapest(arcs, i, a.from, a.to))
	}
	return list
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

// open reports a number that is secret or can be made so.
func (a *arc) open() bool { return !a.known && !a.fixed }

// cost is what hiding a number takes from the reader; what is hidden takes nothing.
func (a *arc) cost() int {
	if a.hidden {
		return 0
	}
	return a.value + 1
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
