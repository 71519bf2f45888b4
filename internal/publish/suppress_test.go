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
		checkSums(t, &f, nil)
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
		f := smallChanges(t, &was)
		if !f.hide(few, []Figures{was}) {
			return
		}
		checkShown(t, &f)
		checkSecret(t, &f, &was)
		checkSums(t, &f, &was)
		checkChanges(t, &f, &was)
		for i := range f.Cells {
			for j := range f.Cells[i] {
				if was.Cells[i][j].Hidden && !f.Cells[i][j].Hidden {
					t.Fatalf("%d,%d was hidden and is shown:\n%v\n%v", i, j, was, f)
				}
			}
		}
	})
}

// smallChanges draws what the ledger says later: some leads have another category, some are gone, some are new.
func smallChanges(t *rapid.T, was *Figures) Figures {
	m, c := len(was.Months), len(was.Topics)
	cells := make([]int, m*c)
	for i := range cells {
		cells[i] = was.Cells[i/c][i%c].Value
	}
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		from, to, n := rapid.IntRange(0, m*c-1).Draw(t, "from"), rapid.IntRange(0, m*c-1).Draw(t, "to"), rapid.IntRange(0, 5).Draw(t, "n")
		if n = min(n, cells[from]); rapid.IntRange(0, 3).Draw(t, "new") > 0 {
			cells[from] -= n
		}
		cells[to] += n
	}
	var tallies []Tally
	for i, n := range cells {
		place := was.Territories[i%len(was.Territories)]
		tallies = append(tallies, Tally{was.Months[i/c], was.Topics[i%c], place, n})
	}
	return count(was.Months, was.Topics, was.Territories, tallies)
}

// line is a sum of a table and what it is the sum of.
type line struct {
	sum  pair
	part []pair
}

// pair is a number of a release and the same one of the release before, which is Hidden from everybody when there is none.
type pair struct{ now, was Figure }

// secret is what cannot be read, neither in this release nor, when it is still the same, in the one before.
func (p pair) secret() bool {
	return p.now.Hidden && (p.was.Hidden || p.was.Value != p.now.Value)
}

// lines are the rows, the columns, the sums of both, and the places.
func lines(f, was *Figures) (list []line) {
	m, c := len(f.Months), len(f.Topics)
	at := func(i, j int) pair {
		if was == nil {
			return pair{f.Cells[i][j], Figure{Hidden: true}}
		}
		return pair{f.Cells[i][j], was.Cells[i][j]}
	}
	for i := range m + 1 {
		l := line{sum: at(i, c)}
		for j := range c {
			l.part = append(l.part, at(i, j))
		}
		list = append(list, l)
	}
	for j := range c + 1 {
		l := line{sum: at(m, j)}
		for i := range m {
			l.part = append(l.part, at(i, j))
		}
		list = append(list, l)
	}
	places := line{sum: at(m, c)}
	for i, n := range f.Places {
		p := pair{n, Figure{Hidden: true}}
		if was != nil {
			p.was = was.Places[i]
		}
		places.part = append(places.part, p)
	}
	return append(list, places)
}

// rest are the secret parts of a line whose sum can be read: together they can be worked out.
func (l line) rest() (parts []pair) {
	if l.sum.secret() {
		return nil
	}
	for _, p := range l.part {
		if p.secret() {
			parts = append(parts, p)
		}
	}
	return parts
}

// checkSums: what several hidden numbers are together is never small either.
func checkSums(t *rapid.T, f, was *Figures) {
	for _, l := range lines(f, was) {
		sum := 0
		for _, p := range l.rest() {
			sum += p.now.Value
		}
		if len(l.rest()) > 0 && sum < few {
			t.Fatalf("%v are together %d: %v", l.rest(), sum, f)
		}
	}
}

// checkChanges: whoever holds two releases beside each other finds no change that is small, not by a sum either.
func checkChanges(t *rapid.T, f, was *Figures) {
	small := func(d int) bool { return d != 0 && -few < d && d < few }
	for _, l := range lines(f, was) {
		change := 0
		for _, p := range l.rest() {
			change += p.now.Value - p.was.Value
		}
		if small(change) {
			t.Fatalf("%v have changed by %d:\n%v\n%v", l.rest(), change, was, f)
		}
		for _, p := range append(l.part, l.sum) {
			if !p.now.Hidden && !p.was.Hidden && small(p.now.Value-p.was.Value) {
				t.Fatalf("%v is shown:\n%v\n%v", p, was, f)
			}
		}
	}
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

// Places of 30, 25, 3 and 0 of 58: with the last two hidden everybody reads that they have 3 together.
func TestHide_noSmallSumOfHiddenNumbers(t *testing.T) {
	t.Parallel()
	f := count([]string{"a"}, []string{"x"}, []string{"p", "q", "r", "s"}, []Tally{{"a", "x", "p", 30}, {"a", "x", "q", 25}, {"a", "x", "r", 3}})
	if !f.hide(Least, nil) {
		t.Fatal("nothing can be shown")
	}
	if got := fmt.Sprint(f.Shown().Places); got != "[{30 false} {0 true} {0 true} {0 true}]" {
		t.Error(got)
	}
}

// A second release of the same period with 21 where 20 was would tell of one lead.
func TestHide_aSmallChangeIsNotShown(t *testing.T) {
	t.Parallel()
	draw := func(fee, zone, exam int) Figures {
		return count([]string{"a", "b"}, []string{"fee", "zone", "exam"}, []string{"p"}, []Tally{
			{"a", "fee", "p", fee}, {"a", "zone", "p", zone}, {"a", "exam", "p", exam}, {"b", "fee", "p", 20}, {"b", "zone", "p", 20}, {"b", "exam", "p", 20},
		})
	}
	was := draw(20, 40, 30)
	if !was.hide(Least, nil) {
		t.Fatal("nothing can be shown")
	}
	for name, v := range map[string]struct {
		now  Figures
		want string // of the first month
	}{
		"the same":       {draw(20, 40, 30), "[{20 false} {40 false} {30 false} {90 false}]"},
		"recategorised":  {draw(21, 39, 30), "[{0 true} {0 true} {30 false} {90 false}]"},
		"many more":      {draw(20, 50, 30), "[{20 false} {50 false} {30 false} {100 false}]"},
		"one is walled":  {draw(19, 40, 30), ""},
		"one and twelve": {draw(20, 52, 29), "[{20 false} {0 true} {0 true} {101 false}]"},
	} {
		if shown := v.now.hide(Least, []Figures{was}); shown != (v.want != "") {
			t.Errorf("%s: shown %v", name, shown)
		} else if got := fmt.Sprint(v.now.Shown().Cells[0]); shown && got != v.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The largest release there is comes to an end.
func TestHide_theLargestTable(t *testing.T) {
	t.Parallel()
	var tallies []Tally
	for i := range 12 {
		for j := range 14 {
			tallies = append(tallies, Tally{fmt.Sprint("m", i), fmt.Sprint("t", j), fmt.Sprint("p", j%9), (i*j*7 + 3*i + j) % 31})
		}
	}
	if f := count(names("m", 12), names("t", 14), names("p", 9), tallies); !f.hide(Least, nil) {
		t.Error("nothing can be shown")
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
