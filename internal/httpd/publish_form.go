package httpd

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/web"
)

// publicationForm declares the fields of a draft.
func publicationForm(more ...string) *fieldSet {
	set := fields("label").long("basis").with(0, []string{"title", "district", "school"}).multi("topics").long("body").with(0, []string{"doc_no"})
	return set.digits("doc_date", "valid_from", "valid_to").with(0, []string{"go"}).with(0, more)
}

// goSubmit is the button that also puts the draft before a leader.
const goSubmit = "submit"

type publicationFormView struct {
	Page
	Heading string
	Action  string
	Cancel  string
	Key     string // of a new draft
	Version int64
	Kind    string
	Hidden  map[string]string
	Notices []web.Notice
	Fields  []web.Field
}

// writing is a draft in hand.
type writing struct {
	id       int64 // 0 for a new one
	version  int64
	kind     publish.Kind
	replaces int64
	content  publish.Content
	key      formKey
	period   [2]string // of a new release: first and last month
}

func (s *Server) getPublishNew(c echo.Context) error {
	w := writing{kind: publish.Kind(s.query(c).Get("kind")), key: newFormKey()}
	if id := idOf(s.query(c).Get("replaces")); id != 0 {
		old, _, err := s.Publish.Get(c.Request().Context(), s.actor(c), id)
		if err != nil {
			return err
		}
		w.kind, w.content, w.replaces = old.Kind, old.Content, old.ID
	}
	q := s.query(c)
	if !slices.Contains(s.kindsOf(s.actor(c)), w.kind) || w.kind == publish.Statistics && w.replaces != 0 {
		q.Fail("kind", "error.choice")
		return q.Err()
	}
	return s.render(c, http.StatusOK, "publish/form", s.publicationFormView(c, w, nil))
}

// postPublishNew keeps a new draft; the same form again is the same draft.
func (s *Server) postPublishNew(c echo.Context) error {
	ctx, f := c.Request().Context(), s.form(c)
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	w := writing{kind: publish.Kind(f.Get("kind")), replaces: idOf(f.Get("replaces")), key: key, period: [2]string{f.Get("from"), f.Get("to")}}
	if !slices.Contains(s.kindsOf(s.actor(c)), w.kind) {
		return malformed("kind of publication")
	}
	if err := s.readContent(c, &w); err != nil {
		return err
	}
	if w.kind == publish.Statistics {
		w.content.Figures, err = s.draw(ctx, f)
	}
	err = firstError(f.Err(), err)
	if err == nil {
		w.id, err = s.Publish.Create(ctx, s.actor(c), key, w.kind, w.content, w.replaces)
	}
	if err == nil && f.Get("go") == goSubmit {
		err = s.Publish.Submit(ctx, s.actor(c), publish.Ref{ID: w.id, Version: 1})
	}
	return s.wrote(c, w, err)
}

func (s *Server) getPublicationEdit(c echo.Context) error {
	p, history, err := s.Publish.Get(c.Request().Context(), s.actor(c), idOf(c.Param("pub")))
	if err != nil {
		return err
	}
	if err := publish.Can(s.actor(c), publish.Write, p, publish.Wrote(history, s.actor(c).ID)); err != nil {
		if errs.Is(err, errs.Forbidden) {
			return err
		}
		return s.publicationDone(c, p.ID, errs.As(err).Text.Key)
	}
	w := writing{id: p.ID, version: p.Version, kind: p.Kind, content: p.Content, replaces: p.Replaces}
	return s.render(c, http.StatusOK, "publish/form", s.publicationFormView(c, w, nil))
}

func (s *Server) postPublicationEdit(c echo.Context) error {
	ctx, f := c.Request().Context(), s.form(c)
	ref, err := publicationRef(c, f)
	if err != nil {
		return err
	}
	p, _, err := s.Publish.Get(ctx, s.actor(c), ref.ID)
	if err != nil {
		return err
	}
	w := writing{id: p.ID, version: ref.Version, kind: p.Kind}
	if err := s.readContent(c, &w); err != nil {
		return err
	}
	if err = f.Err(); err == nil {
		err = s.Publish.Save(ctx, s.actor(c), ref, w.content)
	}
	if err == nil && f.Get("go") == goSubmit {
		err = s.Publish.Submit(ctx, s.actor(c), publish.Ref{ID: ref.ID, Version: ref.Version + 1})
	}
	return s.wrote(c, w, err)
}

// wrote goes to the draft, or says why not and keeps what was typed.
func (s *Server) wrote(c echo.Context, w writing, err error) error {
	if err == nil {
		return s.publicationDone(c, w.id, "publish.done.write")
	}
	if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Conflict) {
		return err
	}
	if w.id == 0 && errs.Is(err, errs.Conflict) {
		w.key = newFormKey() // what is typed now is another draft
	}
	return s.invalid(c, "publish/form", s.publicationFormView(c, w, err), err)
}

func publicationRef(c echo.Context, f *Form) (publish.Ref, error) {
	version, err := strconv.ParseInt(f.Get(fieldVersion), 10, 64)
	if err != nil {
		return publish.Ref{}, malformed("version of the publication")
	}
	return publish.Ref{ID: idOf(c.Param("pub")), Version: version}, nil
}

// readContent reads what was typed; what is to be corrected is noted in the form.
func (s *Server) readContent(c echo.Context, w *writing) error {
	f := s.form(c)
	w.content = publish.Content{
		Label: f.Get("label"), Title: f.Get("title"), Body: f.Get("body"), District: f.Get("district"), DocNo: f.Get("doc_no"),
		DocDate: typedDay(f.Get("doc_date")), ValidFrom: typedDay(f.Get("valid_from")), ValidTo: typedDay(f.Get("valid_to")),
	}
	if w.kind != publish.Clarification || w.content.Label == publish.Rumour { // beside another label it is folded away
		w.content.Basis = f.Get("basis")
	}
	if code := org.UnitByID(s.actor(c).Unit).Code; code != "" {
		w.content.District = code
	}
	if w.kind == publish.Response || w.kind == publish.Clarification {
		w.content.Topics = s.readTopics(f)
	}
	if w.kind == publish.Statistics || f.Get("school") == "" {
		return nil
	}
	return s.readSchool(c.Request().Context(), f, &w.content)
}

func (s *Server) readTopics(f *Form) string {
	all, known := f.All("topics"), topicIDs()
	for _, topic := range all {
		if !slices.Contains(known, topic) {
			f.Fail("topics", "error.choice")
			return ""
		}
	}
	slices.SortFunc(all, func(a, b string) int { return slices.Index(known, a) - slices.Index(known, b) })
	return publish.TopicsOf(slices.Compact(all))
}

// hitsShown is how many schools a correction names.
const hitsShown = 5

// readSchool finds the one school of that name, or names those that may be meant.
func (s *Server) readSchool(ctx context.Context, f *Form, content *publish.Content) error {
	typed := f.Get("school")
	content.SchoolName = typed
	hits, err := s.Org.FindSchools(ctx, typed)
	if err != nil {
		return err
	}
	hits = slices.DeleteFunc(hits, func(h org.School) bool { return content.District != "" && h.District != content.District })
	exact := slices.DeleteFunc(slices.Clone(hits), func(h org.School) bool { return !h.Called(typed) })
	if len(exact) == 1 {
		content.SchoolID, content.SchoolName, content.District = exact[0].ID, exact[0].Name, exact[0].District
		return nil
	}
	var names []string
	for _, h := range hits[:min(len(hits), hitsShown)] {
		names = append(names, h.Name)
	}
	if len(names) == 0 {
		f.Fail("school", "publish.school.unknown")
	} else {
		f.Fail("school", "publish.school.which", "names", strings.Join(names, "、"))
	}
	return nil
}

var dayWords = regexp.MustCompile(`^(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?$`)

// typedDay writes 2026年6月1日 and its like as 2026-06-01; what is no day stays as it was typed, to be corrected.
func typedDay(typed string) string {
	m := dayWords.FindStringSubmatch(strings.ReplaceAll(typed, " ", ""))
	if m == nil {
		return typed
	}
	two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return m[1] + "-" + two(m[2]) + "-" + two(m[3])
}

func (s *Server) publicationFormView(c echo.Context, w writing, err error) *publicationFormView {
	v := &publicationFormView{Page: s.page(c), Kind: string(w.kind), Version: w.version, Hidden: map[string]string{}}
	v.Heading, v.Action, v.Cancel = s.Texts.T("publish.new."+string(w.kind)), publishPath+"/new", publishPath
	if w.id != 0 {
		v.Heading, v.Action, v.Cancel = s.Texts.T("publish.edit"), publicationPath(w.id)+"/edit", publicationPath(w.id)
	} else {
		v.Key = s.keyField(w.key)
		v.Hidden["kind"], v.Hidden["replaces"] = string(w.kind), idText(w.replaces)
	}
	v.Back = v.Cancel
	if w.replaces != 0 {
		v.Notices = append(v.Notices, web.Notice{Title: v.T("publish.replaces.title"), Text: v.T("publish.replaces.text")})
	}
	q := asked{s: s, c: c, key: "publish.field.", err: err, fresh: blankForm(w)}
	if err != nil {
		q.form = s.form(c)
	}
	v.Fields = s.publicationFields(q, w, s.actor(c))
	return v
}

// blankForm is what a form shows that nobody has typed in yet.
func blankForm(w writing) map[string][]string {
	ct := w.content
	return map[string][]string{
		"label": {ct.Label}, "basis": {ct.Basis}, "title": {ct.Title}, "district": {ct.District}, "school": {ct.SchoolName}, "topics": ct.TopicList(),
		"body": {ct.Body}, "doc_no": {ct.DocNo}, "doc_date": {ct.DocDate}, "valid_from": {ct.ValidFrom}, "valid_to": {ct.ValidTo},
		"from": {w.period[0]}, "to": {w.period[1]},
	}
}

// publicationFields are the fields of a kind, in the order of the declaration.
func (s *Server) publicationFields(q asked, w writing, a org.Actor) []web.Field {
	var list []web.Field
	if labels := publish.Labels(w.kind); labels != nil {
		list = append(list, s.labelField(q, w.kind, labels))
	}
	list = append(list, q.field("input", "title"))
	if a.Unit == org.CityID && w.kind != publish.Statistics {
		list = append(list, s.districtField(q))
	}
	if w.kind != publish.Statistics {
		f := q.field("input", "school")
		f.Optional, f.Autocomplete = w.kind != publish.Response, "off"
		list = append(list, f)
	}
	switch w.kind {
	case publish.Policy: // of every topic
	case publish.Response:
		list = append(list, s.topicField(q, "radios"))
	case publish.Clarification:
		list = append(list, s.topicField(q, "checkboxes"))
	case publish.Statistics:
		if w.id == 0 {
			list = append(list, q.month("from"), q.month("to"))
		}
	}
	list = append(list, q.text("body", 12))
	if w.kind == publish.Policy {
		list = append(list, q.field("input", "doc_no"), q.day("doc_date"), optional(q.day("valid_from")), optional(q.day("valid_to")))
	}
	return list
}

// month asks for a month, as 2026-07.
func (q asked) month(name string) web.Field {
	f := q.field("input", name)
	f.Width, f.Autocomplete = "10", "off"
	return f
}

func optional(f web.Field) web.Field {
	f.Optional = true
	return f
}

// labelField asks what sort of entry it is; a 辟谣 also how it was verified.
func (s *Server) labelField(q asked, k publish.Kind, labels []string) web.Field {
	f := q.choice("label", "public.label."+string(k)+".", labels...)
	for i := range f.Options {
		f.Options[i].Hint = s.textOr("publish.label."+string(k)+"."+f.Options[i].Value+".hint", "")
		if f.Options[i].Value == publish.Rumour {
			f.Options[i].Fields = []web.Field{q.text("basis", 3)}
		}
	}
	return f
}

func (s *Server) districtField(q asked) web.Field {
	f := q.field("select", "district")
	f.Options = s.districtOptions(s.Texts.T("public.city"))
	return f
}

func (s *Server) topicField(q asked, kind string) web.Field {
	f := q.field(kind, "topics")
	f.Values = q.all("topics")
	for _, id := range topicIDs() {
		f.Options = append(f.Options, web.Option{Value: id, Label: s.Texts.T("cat." + id)})
	}
	if kind == "radios" {
		f.Values, f.Inline = nil, true
	} else {
		f.Optional = true
	}
	return f
}
