package httpd

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/web"
)

const statsPath = "/stats"

// statsView shows the releases, each as it was stored.
type statsView struct {
	Page
	Preview  bool
	Releases []releaseView
	Empty    string
}

type releaseView struct {
	entry
	Stats *statsTable
}

// statsTable are the two tables of a release.
type statsTable struct{ Months, Places web.Table }

func (s *Server) getStats(c echo.Context) error {
	shelf, err := s.readShelf(c.Request().Context())
	if err != nil {
		return err
	}
	if !s.statsOn() {
		shelf = nothing
	}
	return s.renderSame(c, "stats/show", "", func(string) (pager, error) { return s.statsView(c, shelf, false) })
}

func (s *Server) showStats(c echo.Context, shelf *publish.Shelf) error {
	v, err := s.statsView(c, shelf, true)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "stats/show", v)
}

func (s *Server) statsView(c echo.Context, shelf *publish.Shelf, preview bool) (*statsView, error) {
	v := &statsView{Page: s.page(c), Preview: preview}
	if !preview {
		v.Back = "/"
	}
	list := shelf.Releases()
	for i := range list {
		f, err := list[i].FiguresOf()
		if err != nil {
			return nil, err
		}
		v.Releases = append(v.Releases, releaseView{s.entry(&list[i]), s.statsTable(&f)})
	}
	if len(list) == 0 {
		v.Empty = v.T("stats.empty")
	}
	return v, nil
}

// statsTable writes what a release shows; of what is hidden only that it is.
func (s *Server) statsTable(released *publish.Figures) *statsTable {
	f := released.Shown()
	t := &statsTable{
		Months: web.Table{Caption: s.Texts.T("stats.months"), Wide: true, Columns: []web.Column{{Label: s.Texts.T("stats.month")}}},
		Places: web.Table{Caption: s.Texts.T("stats.places"), Columns: []web.Column{{Label: s.Texts.T("stats.place")}, {Label: s.Texts.T("stats.leads"), Number: true}}},
	}
	for _, topic := range f.Topics {
		t.Months.Columns = append(t.Months.Columns, web.Column{Label: s.Texts.T("cat." + topic), Number: true})
	}
	t.Months.Columns = append(t.Months.Columns, web.Column{Label: s.Texts.T("stats.sum"), Number: true})
	for i, row := range f.Cells {
		cells := []web.Cell{{Text: s.monthWords(&f, i)}}
		for _, n := range row {
			cells = append(cells, s.figureCell(n))
		}
		t.Months.Rows = append(t.Months.Rows, cells)
	}
	for i, n := range f.Places {
		t.Places.Rows = append(t.Places.Rows, []web.Cell{{Text: s.territoryWords(f.Territories[i])}, s.figureCell(n)})
	}
	t.Places.Rows = append(t.Places.Rows, []web.Cell{{Text: s.Texts.T("stats.sum")}, {Text: strconv.Itoa(f.Total())}})
	return t
}

func (s *Server) monthWords(f *publish.Figures, i int) string {
	if i == len(f.Months) {
		return s.Texts.T("stats.sum")
	}
	at, err := time.Parse("2006-01", f.Months[i])
	if err != nil {
		return f.Months[i]
	}
	return s.Texts.T("stats.month.of", "y", at.Year(), "m", int(at.Month()))
}

func (s *Server) territoryWords(code string) string {
	if d, ok := org.DistrictByCode(code); ok {
		return s.Texts.Name(d.Name)
	}
	return s.Texts.T("stats.place.none")
}

func (s *Server) figureCell(n publish.Figure) web.Cell {
	if n.Hidden {
		return web.Cell{Text: s.Texts.T("stats.hidden")}
	}
	return web.Cell{Text: strconv.Itoa(n.Value)}
}
