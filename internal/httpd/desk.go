package httpd

import (
	"context"
	"encoding/binary"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/checklist"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

const (
	deskPath     = "/desk"
	deskDonePath = "/desk/done"
	cookieDesk   = "desk" // the receipt an operator reads out
	deskReceipt  = 30 * time.Minute
)

// deskForm is the form in the order in which callers speak: the story first.
func deskForm() *fieldSet {
	form := fields().long("text")
	form.with(0, []string{"school", "district", "cat", "item", "about", "nature", "source", "kind", "urgent", "urgent_why"})
	form.digits("ani")
	return form.with(0, []string{"name", "anon", "hide", "lang"})
}

// What an operator may choose from. A form without a kind is a 举报.
var (
	deskSources = []string{string(lead.FromCall), string(lead.FromLetter), string(lead.FromVisit)}
	deskKinds   = []string{string(lead.Complaint), string(lead.Appeal), string(lead.Enquiry), string(lead.Suggestion)}
)

func (s *Server) desk(c echo.Context) error {
	r := lead.Report{Key: newFormKey(), Source: lead.FromCall, Contact: vault.Contact{Hide: true}}
	return s.render(c, http.StatusOK, "desk/form", s.deskView(c, &r, nil))
}

func (s *Server) postDesk(c echo.Context) error {
	key, err := s.formKey(c)
	if err != nil {
		return err
	}
	f, a := s.form(c), s.actor(c)
	r := deskReport(f, a.ID, key)
	if err := s.takeDesk(c.Request().Context(), f, r); err != nil {
		if errs.Is(err, errs.Conflict) {
			r.Key = newFormKey() // sent before and changed since: what stands in the form now is another report
		}
		return s.invalid(c, "desk/form", s.deskView(c, r, err), err)
	}
	if err := s.putSealed(c, cookieDesk, deskSeal(a.ID, key), deskReceipt); err != nil {
		return err
	}
	return s.redirect(c, deskDonePath)
}

// deskReport reads the form. Whoever leaves no number is anonymous; who leaves one was asked by the operator.
func deskReport(f *Form, operator int64, key formKey) *lead.Report {
	item, _ := strconv.Atoi(f.Get("item")) // checked by takeDesk
	r := &lead.Report{
		Key: key, Operator: operator, Source: lead.Source(f.Get("source")), Kind: lead.Kind(f.Get("kind")),
		Category: f.Get("cat"), About: f.Get("about"), Nature: f.Get("nature"), District: f.Get("district"),
		SchoolName: seen(f.Get("school")), Text: f.Get("text"), Item: item,
		Urgent: f.Get("urgent") != "", UrgentWhy: f.Get("urgent_why"), Mode: lead.ModePhone, Consent: true,
		Contact: vault.Contact{Phone: f.Digits("ani"), Name: f.Get("name"), Hide: f.Get("hide") != "", Lang: f.Get("lang")},
	}
	if f.Get("anon") != "" || r.Contact.Phone == "" {
		r.Mode, r.Consent = lead.ModeAnonymous, false
	}
	return r
}

// deskNames are the fields that the desk calls otherwise than the parents' pages.
var deskNames = map[string]string{"school_q": "school", "phone": "ani", "mode": "anon", "consent": "ani"}

// takeDesk checks what only this form asks, then all that every report is asked, and submits.
func (s *Server) takeDesk(ctx context.Context, f *Form, r *lead.Report) error {
	f.OneOf("source", "error.choice", deskSources...)
	f.OneOf("kind", "error.choice", append([]string{""}, deskKinds...)...)
	f.OneOf("item", "error.choice", append([]string{""}, itemNumbers()...)...)
	for _, box := range []string{"urgent", "anon", "hide"} {
		f.OneOf(box, "error.choice", "", "1")
	}
	for name, problem := range r.Check() {
		if here, ok := deskNames[name]; ok {
			name = here
		}
		f.Fail(name, problem.Key, problem.Args...)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := s.knowSchool(ctx, r); err != nil {
		return err
	}
	_, err := s.Leads.Submit(ctx, *r)
	return err
}

// knowSchool takes the school of the register when its name, or one it goes by, was typed exactly and it lies
// in the chosen district; otherwise what was typed stays as it is.
func (s *Server) knowSchool(ctx context.Context, r *lead.Report) error {
	found, err := s.Org.FindSchools(ctx, r.SchoolName)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(x org.School) bool {
		return x.District != r.District || x.Name != r.SchoolName && !slices.Contains(strings.Split(x.Aliases, "|"), r.SchoolName)
	})
	if len(found) == 1 {
		r.SchoolID, r.SchoolName = found[0].ID, found[0].Name
	}
	return nil
}

func itemNumbers() []string {
	var list []string
	for _, it := range checklist.Items() {
		list = append(list, strconv.Itoa(it.PrintNo))
	}
	return list
}

// deskSeal is what the receipt's cookie holds: the form's key, for this operator's eyes only.
func deskSeal(operator int64, key formKey) string {
	return string(append(binary.BigEndian.AppendUint64(nil, uint64(operator)), key[:]...)) //nolint:gosec // ids are positive
}

// deskKey reads it back; false when there is none, it is over, or another operator has taken the seat.
func (s *Server) deskKey(c echo.Context) (key formKey, ok bool) {
	sealed, ok := s.sealed(c, cookieDesk)
	if !ok || len(sealed) != 8+len(key) {
		return key, false
	}
	copy(key[:], sealed[8:])
	return key, sealed == deskSeal(s.actor(c).ID, key)
}

type deskDoneView struct {
	Page
	Number string
	Code   string
	Script []string // to be read out, in this order
}

// deskDone shows the 登记编号 and the 查询码 to read out, for half an hour.
func (s *Server) deskDone(c echo.Context) error {
	key, ok := s.deskKey(c)
	if !ok {
		return s.redirect(c, deskPath)
	}
	rec, err := s.Leads.Receipt(c.Request().Context(), key)
	if err != nil {
		return err
	}
	v := &deskDoneView{Page: s.page(c), Number: rec.Number, Code: rec.Code}
	v.Script = []string{v.T("desk.say.number", "number", rec.Number), v.T("desk.say.code", "code", lead.Grouped(rec.Code)), v.T("desk.say.use")}
	if rec.Replaced { // the caller has the fresh one, and nobody else
		v.Script = append(v.Script[:1], v.T("done.replaced.text"))
	}
	if rec.HasPhone {
		v.Script = append(v.Script, v.T("desk.say.phone"))
	} else {
		v.Script = append(v.Script, v.T("desk.say.anonymous"))
	}
	return s.render(c, http.StatusOK, "desk/done", v)
}
