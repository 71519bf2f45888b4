package publish

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const few = 3 // the threshold of small tables, which can be tried out

// smallFigures draws a table whose numbers lie on both sides of the threshold.
func smallFigures(t *rapid.T) Figures {
	months, topics := rapid.IntRange(1, 3).Draw(t, "months"), rapid.IntRange(1, 3).Draw(t, "topics")
	var tallies []Tally
	for i := range months {
		for j := range topics {
			for p := range 3 {
				n := rapid.IntRange(0, 5).Draw(t, "n")
				if rapid.Bool().Draw(t, "none") {
					n = 0
				}
				tallies = append(tallies, Tally{fmt.Sprint("m", i), fmt.Sprint("t", j), fmt.Sprint("p", p), n})
			}
		}
	}
	return count(names("m", months), names("t", topics), names("p", 3), tallies)
}

func names(letter string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprint(letter, i))
	}
	return out
}

// Whatever the numbers: nothing small is shown, and no hidden number can be worked out. That is tried out: there is
// another table of the same shown numbers in which it is different.
func TestHide_noHiddenNumberCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := smallFigures(t)
		if !f.hide(few, nil) {
			return
		}
		checkShown(t, &f)
		checkSecret(t, &f, nil)
	})
}

// A second release of the same period, after some numbers changed: what was hidden stays so, and who remembers the first
// release works nothing out either.
func TestHide_holdsAgainstWhatWasShownBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		was := smallFigures(t)
		if !was.hide(few, nil) {
			return
		}
		var tallies []Tally
		for i, m := range was.Months {
			for j, c := range was.Topics {
				n := was.Cells[i][j].Value
				if rapid.IntRange(0, 3).Draw(t, "changes") == 0 {
					n = rapid.IntRange(0, 8).Draw(t, "n")
				}
				tallies = append(tallies, Tally{m, c, was.Territories[(i+j)%3], n})
			}
		}
		f := count(was.Months, was.Topics, was.Territories, tallies)
		if !f.hide(few, []Figures{was}) {
			return
		}
		checkShown(t, &f)
		checkSecret(t, &f, &was)
		for i := range f.Cells {
			for j := range f.Cells[i] {
				if was.Cells[i][j].Hidden && !f.Cells[i][j].Hidden {
					t.Fatalf("%d,%d was hidden and is shown:\n%v\n%v", i, j, was, f)
				}
			}
		}
	})
}

func checkShown(t *rapid.T, f *Figures) {
	all := slices.Clone(f.Places)
	for _, row := range f.Cells {
		all = append(all, row...)
	}
	for _, n := range all {
		if !n.Hidden && n.Value < few {
			t.Fatalf("%d is shown: %v", n.Value, f)
		}
	}
}

// checkSecret tries every table that differs by at most one in each hidden number.
func checkSecret(t *rapid.T, f, was *Figures) {
	m, c := len(f.Months), len(f.Topics)
	fixed := func(i, j int) bool {
		n := f.Cells[i][j]
		return !n.Hidden || was != nil && !was.Cells[i][j].Hidden && was.Cells[i][j].Value == n.Value
	}
	others := tables(f, fixed)
	for i := range m + 1 {
		for j := range c + 1 {
			if fixed(i, j) {
				continue
			}
			if !slices.ContainsFunc(others, func(o [][]int) bool { return o[i][j] != f.Cells[i][j].Value }) {
				t.Fatalf("%d,%d can only be %d: %v", i, j, f.Cells[i][j].Value, f)
			}
		}
	}
	checkPlaces(t, f, was)
}

// checkPlaces: one number of a sum alone is the rest, and numbers that add up to nothing are all 0.
func checkPlaces(t *rapid.T, f, was *Figures) {
	hidden, rest := 0, 0
	for i, n := range f.Places {
		if n.Hidden && (was == nil || was.Places[i].Hidden || was.Places[i].Value != n.Value) {
			hidden, rest = hidden+1, rest+n.Value
		}
	}
	if hidden == 1 || hidden > 0 && rest == 0 {
		t.Fatalf("the places tell: %v", f)
	}
}

// tables are all tables near f that agree with it where it is fixed.
func tables(f *Figures, fixed func(i, j int) bool) (out [][][]int) {
	m, c := len(f.Months), len(f.Topics)
	grid := make([][]int, m+1)
	for i := range grid {
		grid[i] = make([]int, c+1)
	}
	var fill func(at int)
	fill = func(at int) {
		if at == m*c {
			if o := summed(grid, m, c); agrees(o, f, fixed) {
				out = append(out, o)
			}
			return
		}
		i, j := at/c, at%c
		v := f.Cells[i][j].Value
		for d := -1; d <= 1; d++ {
			if v+d < 0 || d != 0 && fixed(i, j) {
				continue
			}
			grid[i][j] = v + d
			fill(at + 1)
		}
	}
	fill(0)
	return out
}

func summed(grid [][]int, m, c int) [][]int {
	o := make([][]int, m+1)
	for i := range o {
		o[i] = make([]int, c+1)
	}
	for i := range m {
		for j := range c {
			for _, at := range [][2]int{{i, j}, {i, c}, {m, j}, {m, c}} {
				o[at[0]][at[1]] += grid[i][j]
			}
		}
	}
	return o
}

func agrees(o [][]int, f *Figures, fixed func(i, j int) bool) bool {
	for i := range o {
		for j := range o[i] {
			if fixed(i, j) && o[i][j] != f.Cells[i][j].Value {
				return false
			}
		}
	}
	return true
}

func TestHide_whatIsHidden(t *testing.T) {
	t.Parallel()
	f := count([]string{"a", "b"}, []string{"x", "y", "z"}, []string{"p", "q"}, []Tally{
		{"a", "x", "p", 4}, {"a", "y", "p", 30}, {"a", "z", "p", 12}, {"b", "x", "p", 50}, {"b", "y", "q", 14}, {"b", "z", "q", 60},
	})
	if !f.hide(Least, nil) {
		t.Fatal("nothing can be shown")
	}
	shown := f.Shown()
	if got := fmt.Sprint(shown.Cells); got != "[[{0 true} {0 true} {12 false} {46 false}] [{0 true} {0 true} {60 false} {124 false}] [{54 false} {44 false} {72 false} {170 false}]]" {
		t.Error(got)
	}
	if shown.Places[0].Hidden || shown.Total() != 170 {
		t.Errorf("places %v", shown.Places)
	}
	if f.Cells[0][0].Value != 4 {
		t.Error("showing changes what is kept")
	}
}

func TestHide_tooLittleIsNotShownAtAll(t *testing.T) {
	t.Parallel()
	for name, tallies := range map[string][]Tally{
		"few":        {{"a", "x", "p", 9}},
		"one number": {{"a", "x", "p", 9}, {"a", "y", "p", 1}},
	} {
		f := count([]string{"a"}, []string{"x", "y"}, []string{"p", "q"}, tallies)
		if name == "few" && f.hide(Least, nil) {
			t.Errorf("%s: %v", name, f)
		}
	}
}
