package httpd

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

const checklistPath = "/checklist"

type checklistView struct {
	Page
	AsOf   string
	Total  string
	Groups []taskGroup
}

// taskGroup is one of the plan's five tasks.
type taskGroup struct {
	ID, Title, Count string
	Tasks            []checkTask
}

// checkTask is an item with the live leads and the proven violations beside it; Tag is nil for none.
type checkTask struct {
	web.Task
	Proven *web.Tag
}

func (s *Server) checklist(c echo.Context) error {
	ctx, a := c.Request().Context(), s.actor(c)
	leads, err := s.Leads.ItemCounts(ctx, a)
	if err != nil {
		return err
	}
	proven, err := s.Checklist.Counts(ctx, a, s.campaign())
	if err != nil {
		return err
	}
	v := &checklistView{Page: s.page(c), AsOf: s.asOf(), Total: s.Texts.T("checklist.total", "n", len(checklist.Items()))}
	for i, g := range checklist.Groups() {
		group := taskGroup{ID: "task-" + strconv.Itoa(i+1), Title: g.Title, Count: s.Texts.T("checklist.total", "n", len(g.Items))}
		for _, it := range g.Items {
			group.Tasks = append(group.Tasks, s.checkTask(a, it, leads[it.PrintNo], proven[it.PrintNo]))
		}
		v.Groups = append(v.Groups, group)
	}
	return s.render(c, http.StatusOK, "checklist/list", v)
}

func (s *Server) checkTask(a org.Actor, it checklist.Item, leads lead.ItemCount, proven int) checkTask {
	no := strconv.Itoa(it.PrintNo)
	task := checkTask{Task: web.Task{Mark: no, Title: it.Text, Href: checklistPath + "/" + no}}
	if leads.All > 0 {
		task.Hint = s.itemLeads(a, leads)
	}
	if proven > 0 {
		task.Proven = &web.Tag{Look: web.Soon, Text: s.Texts.T("checklist.proven", "n", proven)}
	}
	return task
}

// itemLeads says how many leads speak of an item: 本区相关线索 7 件（3 件未办结）.
func (s *Server) itemLeads(a org.Actor, n lead.ItemCount) string {
	key := "checklist.leads.city"
	if a.Kind == org.District {
		key = "checklist.leads.district"
	}
	return s.Texts.T(key, "n", n.All, "open", n.Open)
}

// campaign is the year whose register and checklist are worked on.
func (s *Server) campaign() int64 { return int64(s.Leads.Case.Now().In(clock.Beijing).Year()) }

// itemShown is how many leads and violations the page of an item shows itself.
const itemShown = 10

type itemView struct {
	Page
	Item       checklist.Item
	Good       string
	AsOf       string
	Found      string // how many leads speak of it
	All        web.Cell
	Leads      []web.WorkRow
	More       bool
	Proven     string
	Violations web.Table
	Prev, Next string
}

// checklistItem shows one item by its printed number; the plan prints no 6.
func (s *Server) checklistItem(c echo.Context) error {
	no, err := strconv.Atoi(c.Param("print_no"))
	item, known := checklist.ItemByNo(no)
	if err != nil || !known {
		return errs.New(errs.NotFound, "error.404.text")
	}
	v := &itemView{Page: s.page(c), Item: item, AsOf: s.asOf()}
	v.Back, v.Good = checklistPath, v.T("checklist.good", "answer", string(item.Good))
	v.Prev, v.Next = neighbours(no)
	if err := s.fillItemLeads(c, v); err != nil {
		return err
	}
	if err := s.fillItemViolations(c, v); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "checklist/item", v)
}

func (s *Server) fillItemLeads(c echo.Context, v *itemView) error {
	ctx, a := c.Request().Context(), s.actor(c)
	f := lead.LedgerFilter(a)
	f.Item = v.Item.PrintNo
	open := f
	open.OpenOnly = true
	counts, err := s.Leads.Counts(ctx, a, []lead.Filter{f, open})
	if err != nil {
		return err
	}
	n, unfinished := counts[0], counts[1]
	f.Limit = itemShown
	page, err := s.Leads.List(ctx, a, f)
	if err != nil {
		return err
	}
	v.Found, v.More = s.itemLeads(a, lead.ItemCount{All: n, Open: unfinished}), page.More
	v.All = number(n, caseList(f))
	v.All.Text = v.T("checklist.all", "n", n)
	v.Leads = s.workRows(a, page.Leads)
	return nil
}

func (s *Server) fillItemViolations(c echo.Context, v *itemView) error {
	ctx, a := c.Request().Context(), s.actor(c)
	proven, err := s.Checklist.Counts(ctx, a, s.campaign())
	if err != nil {
		return err
	}
	list, err := s.Checklist.OnItem(ctx, a, s.campaign(), v.Item.PrintNo, itemShown)
	if err != nil {
		return err
	}
	v.Proven = v.T("checklist.proven", "n", proven[v.Item.PrintNo])
	v.Violations = web.Table{
		Empty: v.T("checklist.violations.none"),
		Columns: []web.Column{
			{Label: v.T("checklist.col.number")},
			{Label: v.T("checklist.col.subject")},
			{Label: v.T("checklist.col.conduct")},
			{Label: v.T("checklist.col.measures")},
		},
	}
	for i := range list {
		r := s.violationRow(&list[i])
		v.Violations.Rows = append(v.Violations.Rows, []web.Cell{
			{Text: list[i].Number, Href: casePath(list[i].Number), Code: true}, {Text: r.Subject}, {Text: r.Behaviour}, {Text: r.Sanction},
		})
	}
	return nil
}

// neighbours are the addresses of the items before and after, "" at the ends.
func neighbours(no int) (prev, next string) {
	items := checklist.Items()
	for i, it := range items {
		if it.PrintNo != no {
			continue
		}
		if i > 0 {
			prev = checklistPath + "/" + strconv.Itoa(items[i-1].PrintNo)
		}
		if i < len(items)-1 {
			next = checklistPath + "/" + strconv.Itoa(items[i+1].PrintNo)
		}
	}
	return prev, next
}
