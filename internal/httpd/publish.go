package httpd

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/web"
)

// publishPath is where a handler writes what is told to everybody, and a leader decides.
const publishPath = "/publish"

func publicationPath(id int64) string { return publishPath + "/" + idText(id) }

// publishRoutes are the pages of what is told to everybody, before it is.
func publishRoutes() []route {
	one := publishPath + "/:pub"
	return []route{
		{get, publishPath, org.ReadPublications, (*Server).getPublish, options{Query: fields("state", "kind", "after")}},
		{get, publishPath + "/new", org.WritePublication, (*Server).getPublishNew, options{Query: fields("kind", "replaces")}},
		{post, publishPath + "/new", org.WritePublication, (*Server).postPublishNew, options{Form: publicationForm("kind", "replaces", "from", "to"), Limit: textLimit}},
		{get, one, org.ReadPublications, (*Server).getPublication, options{}},
		{get, one + "/preview", org.ReadPublications, (*Server).getPreview, options{}},
		{get, one + "/edit", org.WritePublication, (*Server).getPublicationEdit, options{}},
		{post, one + "/edit", org.WritePublication, (*Server).postPublicationEdit, options{Form: publicationForm(), Limit: textLimit}},
		{post, one + "/submit", org.WritePublication, pressPublication(publish.Submit, (*publish.Service).Submit), options{}},
		{post, one + "/drop", org.WritePublication, pressPublication(publish.Drop, (*publish.Service).Drop), options{}},
		{post, one + "/decide", org.DecidePublished, (*Server).postPublicationDecide, options{Form: fields("decision").long("reason"), Limit: textLimit}},
		{post, one + "/agree", org.AgreePublished, (*Server).postPublicationAgree, options{Form: fields("decision", "despite", "open").long("reason"), Limit: textLimit}},
		{post, one + "/withdraw", org.DecidePublished, (*Server).postPublicationWithdraw, options{Form: fields().long("reason"), Limit: textLimit}},
	}
}

type publishView struct {
	Page
	News   []web.Button // one for each kind that the actor may write
	Filter []web.Cell   // the states with their numbers
	Table  web.Table
	Pager  web.Pager
}

// getPublish lists what the actor's unit has written, the city all of it; what waits for somebody is counted above.
func (s *Server) getPublish(c echo.Context) error {
	ctx, a, q := c.Request().Context(), s.actor(c), s.query(c)
	f := publish.Filter{State: publish.State(q.Get("state")), Kind: publish.Kind(q.Get("kind")), After: idOf(q.Get("after"))}
	q.OneOf("state", "error.choice", append([]string{""}, wordsOf(publish.States())...)...)
	q.OneOf("kind", "error.choice", append([]string{""}, wordsOf(publish.Kinds())...)...)
	if err := q.Err(); err != nil {
		return err
	}
	page, err := s.Publish.List(ctx, a, f)
	if err != nil {
		return err
	}
	counts, err := s.Publish.Count(ctx, a)
	if err != nil {
		return err
	}
	v := &publishView{Page: s.page(c), Table: s.publicationTable(page.Publications)}
	v.Filter, v.News = s.stateLinks(counts, f), s.newButtons(a)
	query := url.Values{}
	for name, value := range map[string]string{"state": string(f.State), "kind": string(f.Kind)} {
		if value != "" {
			query.Set(name, value)
		}
	}
	v.Pager = onward(publishPath, query, "after", f.After, page.Next())
	return s.render(c, http.StatusOK, "publish/list", v)
}

// wordsOf are the values of a type as they stand in addresses.
func wordsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// stateLinks lead to the states that have any.
func (s *Server) stateLinks(counts map[publish.State]int, f publish.Filter) []web.Cell {
	links := []web.Cell{{Text: s.Texts.T("publish.all"), Href: publishPath}}
	for _, st := range publish.States() {
		if n := counts[st]; n > 0 || st == f.State {
			links = append(links, web.Cell{Text: s.Texts.T("publish.count", "state", s.Texts.T("publish.state."+string(st)), "n", n), Href: publishPath + "?state=" + string(st)})
		}
	}
	return links
}

// newButtons offer the kinds that the actor may write.
func (s *Server) newButtons(a org.Actor) []web.Button {
	var list []web.Button
	for _, k := range s.kindsOf(a) {
		list = append(list, web.Button{Label: s.Texts.T("publish.new." + string(k)), Href: publishPath + "/new?kind=" + string(k), Look: "secondary", Small: true})
	}
	return list
}

// kindsOf are the kinds an actor writes: statistics are the city's, and only while the operator has them on.
func (s *Server) kindsOf(a org.Actor) []publish.Kind {
	if !a.Can(org.WritePublication) {
		return nil
	}
	kinds := []publish.Kind{publish.Policy, publish.Response, publish.Clarification}
	if a.Unit == org.CityID && s.statsOn() {
		kinds = append(kinds, publish.Statistics)
	}
	return kinds
}

func (s *Server) publicationTable(list []publish.Publication) web.Table {
	t := web.Table{Caption: s.Texts.T("nav.publish"), Quiet: true, Empty: s.Texts.T("publish.none")}
	for _, key := range []string{"title", "kind", "place", "unit", "state", "written"} {
		t.Columns = append(t.Columns, web.Column{Label: s.Texts.T("publish.column." + key)})
	}
	for i := range list {
		p := &list[i]
		tag := s.publicationTag(p.State)
		t.Rows = append(t.Rows, []web.Cell{
			{Text: p.Title, Href: publicationPath(p.ID)},
			{Text: s.kindWords(p)},
			{Text: s.placeWords(&p.Content)},
			{Text: org.UnitName(p.UnitID)},
			{Tag: &tag},
			{Text: beijing(p.Written, "01-02 15:04")},
		})
	}
	return t
}

// kindWords is the kind, and the label where there is one: 公开说明 · 辟谣.
func (s *Server) kindWords(p *publish.Publication) string {
	words := s.Texts.T("publish.kind." + string(p.Kind))
	if p.Label != "" {
		words += " · " + s.labelWords(p)
	}
	return words
}

func (s *Server) labelWords(p *publish.Publication) string {
	return s.Texts.T("public.label." + string(p.Kind) + "." + p.Label)
}

// placeWords is where it holds: a school, a district, the whole city.
func (s *Server) placeWords(c *publish.Content) string {
	return strings.TrimSpace(s.areaWords(c) + " " + c.SchoolName)
}

// areaWords is the district, or the whole city.
func (s *Server) areaWords(c *publish.Content) string {
	if d, known := org.DistrictByCode(c.District); known {
		return s.Texts.Name(d.Name)
	}
	return s.Texts.T("public.city")
}

// topicWords are the topics in words, all of them for none.
func (s *Server) topicWords(c *publish.Content) string {
	var words []string
	for _, topic := range c.TopicList() {
		words = append(words, s.Texts.T("cat."+topic))
	}
	if len(words) == 0 {
		return s.Texts.T("public.topics.all")
	}
	return strings.Join(words, s.Texts.T("public.topics.and"))
}

var publicationLooks = map[publish.State]string{
	publish.Pending: web.Soon, publish.Agreeing: web.Soon, publish.Returned: web.Soon, publish.Published: web.Done, publish.Draft: web.Moving,
}

func (s *Server) publicationTag(st publish.State) web.Tag {
	return web.Tag{Look: publicationLooks[st], Text: s.Texts.T("publish.state." + string(st))}
}

// topicIDs are the topics there are: the categories of reports.
func topicIDs() []string {
	var ids []string
	for _, c := range lead.Categories() {
		ids = append(ids, c.ID)
	}
	return ids
}
