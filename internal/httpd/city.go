package httpd

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// cityTiles is what the city does today, in its order. Each number is the list of its filter.
var cityTiles = []struct {
	key    string
	look   string // when there is anything to do
	path   string // "" is /cases
	filter lead.Filter
}{
	{"city.tile.red", web.Late, "", lead.Filter{Group: lead.Red}},
	{"city.tile.dispatch", web.Soon, dispatchPath, lead.Filter{State: lead.StateNew}},
	{"city.tile.today", web.Soon, "", lead.Filter{Group: lead.Today}},
	{"city.tile.late", web.Late, overduePath, lead.Filter{Late: true}},
	{"city.tile.severe", web.Late, "", lead.Filter{VeryLate: true}},
	{"city.tile.sign", "", "", lead.Filter{State: lead.Assigned}},
	{"city.tile.review", "", "", lead.Filter{State: lead.ReviewPending}},
	{"city.tile.return", web.Soon, "", lead.Filter{State: lead.ReturnPending}},
}

// The tiles that the heading speaks of.
const (
	tileRed    = 0
	tileToday  = 2
	tileLate   = 3
	tileSevere = 4
)

// measure is a number that every unit has, and the filter of the list behind it.
type measure struct {
	key    string
	filter lead.Filter
}

var (
	measureLate   = measure{"city.col.late", lead.Filter{Late: true}}
	measureSevere = measure{"city.col.severe", lead.Filter{VeryLate: true}}

	lateMeasures  = []measure{measureLate, measureSevere}
	totalMeasures = []measure{
		{"city.col.open", lead.Filter{OpenOnly: true}},
		{"city.col.sign", lead.Filter{State: lead.Assigned}},
		measureLate,
		{"city.col.closed", lead.Filter{State: lead.Closed}},
	}
)

// sums are the numbers of every unit, by the key of their measure.
type sums map[string]map[int64]int

type cityView struct {
	Page
	Heading string // the finding, in words
	AsOf    string
	Scope   string // whose leads are counted
	Tiles   []web.Tile
	Late    web.Table
	Totals  web.Table
}

// city shows what must be done today, then who is late, then the totals.
func (s *Server) city(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	counts, by, err := s.sums(ctx, a)
	if err != nil {
		return err
	}
	v := &cityView{
		Page: s.page(c), Heading: s.Texts.Text(finding(counts)), AsOf: s.asOf(), Scope: s.Texts.T(scopeKey(a)),
		Tiles: s.tiles(counts), Late: s.lateTable(by), Totals: s.totalTable(by),
	}
	if v.Tiles[tileRed].Note, err = s.firstRed(ctx, a, counts[tileRed]); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "city/show", v)
}

// sums asks once for every tile and measure, however many units there are: a tile is the sum of its owners.
func (s *Server) sums(ctx context.Context, a org.Actor) ([]int, sums, error) {
	measures := append(slices.Clone(totalMeasures), measureSevere)
	var filters []lead.Filter
	for _, t := range cityTiles {
		filters = append(filters, t.filter)
	}
	for _, m := range measures {
		filters = append(filters, m.filter)
	}
	owners, err := s.Leads.CountsByOwner(ctx, a, filters)
	if err != nil {
		return nil, nil, err
	}
	tiles, by := make([]int, len(cityTiles)), sums{}
	for i := range tiles {
		for _, n := range owners[i] {
			tiles[i] += n
		}
	}
	for i, m := range measures {
		by[m.key] = owners[len(tiles)+i]
	}
	return tiles, by, nil
}

// finding says in words what the tiles show.
func finding(counts []int) errs.Text {
	today, late, severe := counts[tileToday], counts[tileLate], counts[tileSevere]
	switch {
	case severe > 0:
		return errs.T("city.finding.severe", "late", late, "severe", severe)
	case late > 0:
		return errs.T("city.finding.late", "late", late)
	case today > 0:
		return errs.T("city.finding.today", "today", today)
	default:
		return errs.T("city.finding.none")
	}
}

// asOf is the time of the Case clock on the page: numbers are never live.
func (s *Server) asOf() string {
	return s.Texts.T("list.as_of", "at", s.caseDay("1月2日 15:04"))
}

func (s *Server) tiles(counts []int) []web.Tile {
	tiles := make([]web.Tile, len(cityTiles))
	for i, t := range cityTiles {
		href := t.path
		if href == "" {
			href = caseList(t.filter)
		}
		tiles[i] = web.Tile{Label: s.Texts.T(t.key), Count: counts[i], Href: href}
		if counts[i] > 0 {
			tiles[i].Look = t.look
		}
	}
	return tiles
}

// firstRed tells since when the most pressing child of the red lane waits; nothing when there is none.
func (s *Server) firstRed(ctx context.Context, a org.Actor, n int) (string, error) {
	if n == 0 {
		return "", nil
	}
	page, err := s.Leads.List(ctx, a, lead.Filter{Group: lead.Red, Limit: 1})
	if err != nil || len(page.Leads) == 0 {
		return "", err
	}
	return s.Texts.T("city.tile.red.first", "day", beijing(page.Leads[0].Received, "1月2日")), nil
}

// lateTable names the units that are late, the latest first.
func (s *Server) lateTable(by sums) web.Table {
	late := slices.DeleteFunc(owners(), func(u org.Unit) bool { return by[measureLate.key][u.ID] == 0 })
	slices.SortStableFunc(late, func(a, b org.Unit) int {
		return by[measureLate.key][b.ID] - by[measureLate.key][a.ID]
	})
	t := s.unitTable(lateMeasures, late, by)
	t.Empty = s.Texts.T("city.late.none")
	return t
}

// totalTable has a line for every unit, and the city's sum.
func (s *Server) totalTable(by sums) web.Table {
	t := s.unitTable(totalMeasures, owners(), by)
	sum := []web.Cell{{Text: s.Texts.T("city.all")}}
	for _, m := range totalMeasures {
		n := 0
		for _, of := range by[m.key] {
			n += of
		}
		sum = append(sum, number(n, caseList(m.filter)))
	}
	t.Rows = append(t.Rows, sum)
	return t
}

func (s *Server) unitTable(measures []measure, units []org.Unit, by sums) web.Table {
	t := web.Table{Columns: []web.Column{{Label: s.Texts.T("city.col.unit")}}}
	for _, m := range measures {
		t.Columns = append(t.Columns, web.Column{Label: s.Texts.T(m.key), Number: true})
	}
	for _, u := range units {
		row := []web.Cell{{Text: u.Name}}
		for _, m := range measures {
			f := m.filter
			f.Unit = u.ID
			row = append(row, number(by[m.key][u.ID], caseList(f)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
