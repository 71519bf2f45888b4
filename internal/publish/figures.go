package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// Least is the smallest number that is ever shown; what is below is hidden (domain rule 1.7).
const Least = 10

// Tally is how many leads of one month had one category and one territory. Walled ones are none of them.
type Tally struct {
	Month     string // 2026-07
	Topic     string
	Territory string // code of the district; "" for none
	Leads     int
}

// Figures is a release: months by topics, and territories, each with sums. The last row and the last column are the sums.
// Values are kept so that a later release of the same period can be held against this one; what is hidden never leaves
// the room.
type Figures struct {
	At          int64      `json:"At"` // when the leads were counted, Case ms
	Months      []string   `json:"Months"`
	Topics      []string   `json:"Topics"`
	Territories []string   `json:"Territories"`
	Cells       [][]Figure `json:"Cells"`  // by month, then topic
	Places      []Figure   `json:"Places"` // by territory; their sum is the grand total
}

// Figure is one number.
type Figure struct {
	Value  int  `json:"Value"`
	Hidden bool `json:"Hidden"`
}

// Total is the grand total.
func (f *Figures) Total() int { return f.Cells[len(f.Months)][len(f.Topics)].Value }

// Shown is what may be shown: the values of hidden numbers are taken out.
func (f *Figures) Shown() Figures {
	out := *f
	out.Places = blank(f.Places)
	out.Cells = make([][]Figure, len(f.Cells))
	for i, row := range f.Cells {
		out.Cells[i] = blank(row)
	}
	return out
}

func blank(list []Figure) []Figure {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Hidden {
			list[i].Value = 0
		}
	}
	return list
}

func count(months, topics, territories []string, tallies []Tally) Figures {
	f := Figures{Months: months, Topics: topics, Territories: territories, Places: make([]Figure, len(territories))}
	f.Cells = make([][]Figure, len(months)+1)
	for i := range f.Cells {
		f.Cells[i] = make([]Figure, len(topics)+1)
	}
	for _, t := range tallies {
		m, c, p := slices.Index(months, t.Month), slices.Index(topics, t.Topic), slices.Index(territories, t.Territory)
		if m < 0 || c < 0 || p < 0 {
			continue
		}
		for _, at := range [][2]int{{m, c}, {m, len(topics)}, {len(months), c}, {len(months), len(topics)}} {
			f.Cells[at[0]][at[1]].Value += t.Leads
		}
		f.Places[p].Value += t.Leads
	}
	return f
}

// place is the figure of a territory, behind the last one their sum.
func (f *Figures) place(i int) Figure {
	if i == len(f.Places) {
		return Figure{Value: f.Total()}
	}
	return f.Places[i]
}

// hide marks what must not be shown, also beside what earlier releases of exactly this period showed. False when nothing
// can be shown.
func (f *Figures) hide(least int, earlier []Figures) bool {
	table, at := f.tableArcs()
	places, place := f.placeArcs()
	for _, e := range earlier {
		mind(table, at, least, func(i, j int) Figure { return e.Cells[i][j] })
		mind(places, place, least, func(i, _ int) Figure { return e.place(i) })
	}
	if !suppress(table, least) || !suppress(places, least) {
		return false
	}
	for n, a := range table {
		f.Cells[at[n][0]][at[n][1]].Hidden = a.hidden
	}
	for n, a := range places {
		if i := place[n][0]; i < len(f.Places) {
			f.Places[i].Hidden = a.hidden
		}
	}
	return true
}

// tableArcs are the numbers of the first table, and where each stands. Nodes: the months, the topics, bottom and side.
func (f *Figures) tableArcs() (arcs []arc, at [][2]int) {
	m, c := len(f.Months), len(f.Topics)
	bottom, side := m+c, m+c+1
	for i := range f.Cells {
		for j := range f.Cells[i] {
			a := arc{from: i, to: m + j, value: f.Cells[i][j].Value}
			switch {
			case i == m && j == c:
				a.from, a.to, a.fixed = bottom, side, true
			case i == m:
				a.from, a.to = m+j, bottom
			case j == c:
				a.from, a.to = side, i
			}
			arcs, at = append(arcs, a), append(at, [2]int{i, j})
		}
	}
	return arcs, at
}

// placeArcs are the territories and, last, their sum.
func (f *Figures) placeArcs() (arcs []arc, at [][2]int) {
	for i := range f.Places {
		arcs, at = append(arcs, arc{from: 0, to: 1, value: f.Places[i].Value}), append(at, [2]int{i, 0})
	}
	return append(arcs, arc{from: 1, to: 0, value: f.Total(), fixed: true}), append(at, [2]int{len(f.Places), 0})
}

func (f *Figures) samePeriod(o *Figures) bool {
	return slices.Equal(f.Months, o.Months) && slices.Equal(f.Topics, o.Topics) && slices.Equal(f.Territories, o.Territories)
}

func (f *Figures) overlaps(o *Figures) bool {
	return slices.ContainsFunc(f.Months, func(m string) bool { return slices.Contains(o.Months, m) })
}

// Encode is how a release is stored.
func (f *Figures) Encode() (string, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return "", fmt.Errorf("encode figures: %w", err)
	}
	return string(b), nil
}

// FiguresOf reads a stored release.
func (c *Content) FiguresOf() (Figures, error) {
	var f Figures
	if err := json.Unmarshal([]byte(c.Figures), &f); err != nil {
		return f, fmt.Errorf("decode figures: %w", err)
	}
	return f, nil
}

// Draw makes the tables of a period from what was counted. A month is public once: a period that shares a month with
// another one, or with a release that still stands, is a Conflict, for with the sums of two periods the difference tells
// what is hidden. Too little to show anything is Invalid, and so is too little that is new.
func (s *Service) Draw(ctx context.Context, months, topics, territories []string, tallies []Tally) (Figures, error) {
	f := count(months, topics, territories, tallies)
	f.At = clock.Milli(s.Case.Now())
	before, err := earlier(ctx, s.DB, &f, false)
	if err != nil {
		return f, err
	}
	if !f.hide(Least, before) {
		key := "publish.figures.few"
		if len(before) > 0 {
			key = "publish.figures.near"
		}
		return f, errs.Fields(map[string]errs.Text{"from": errs.T(key, "least", Least)})
	}
	return f, nil
}

// freePeriod asks again when a release is approved: whatever became public since it was drawn was not minded.
func freePeriod(ctx context.Context, tx db.Tx, p *Publication) error {
	f, err := p.FiguresOf()
	if err != nil {
		return err
	}
	_, err = earlier(ctx, tx, &f, true)
	return err
}

// earlier returns the releases that these figures must be held against. Known says that they were: then none may be newer.
func earlier(ctx context.Context, c db.Conn, f *Figures, known bool) ([]Figures, error) {
	rows, err := released(ctx, c, known)
	if err != nil {
		return nil, err
	}
	var out []Figures
	for i := range rows {
		e, err := rows[i].FiguresOf()
		if err != nil {
			return nil, err
		}
		if !f.overlaps(&e) {
			continue
		}
		if !f.samePeriod(&e) || rows[i].State == Published || known && rows[i].Published >= f.At {
			return nil, errs.New(errs.Conflict, "publish.figures.taken", "title", rows[i].Title)
		}
		out = append(out, e)
	}
	return out, nil
}
