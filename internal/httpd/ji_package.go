package httpd

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// packageView is a hand-over as its recipient sees it.
type packageView struct {
	Page
	At       string
	Version  int64
	No       string
	Closed   bool // nothing of it is shown before it is signed for
	Tag      web.Tag
	Forms    []packageForm
	Letters  []web.LetterLink
	Rows     []web.SummaryRow
	Words    string
	Answer   []web.SummaryRow
	Index    web.Table
	Added    []web.SummaryRow // what the reporter added later
	Notes    []web.SummaryRow
	Handling []web.SummaryRow
	Contact  string      // why no contact is shown, "" when it may be read
	Reason   *web.Field  // asks why it is read
	Reveals  []readingAt // who read it
}

// packageForm is one thing the recipient may do.
type packageForm struct {
	Step   string
	Title  string // of a fold, "" for none
	Open   bool
	Fields []web.Field
	Button web.Button
}

// readingAt is one reading of the contact; ID asks to let the reporter know.
type readingAt struct {
	Who, When, Reason string
	ID                string
}

func packagePath(id int64) string { return jiPath + "/" + idText(id) }

// getPackage shows a package; that it was opened is in the trail.
func (s *Server) getPackage(c echo.Context) error {
	read := s.Leads.OpenPackage
	if c.Request().Method == http.MethodHead {
		read = s.Leads.ReadPackage
	}
	p, err := read(c.Request().Context(), s.actor(c), idOf(c.Param("over")))
	if err != nil {
		return err
	}
	v, err := s.packageView(c, p, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "ji/show", v)
}

// getPackageLetter shows the letter of a package to be printed, or as a file; that too is opening it.
func (s *Server) getPackageLetter(c echo.Context) error {
	ctx, a, id := c.Request().Context(), s.actor(c), idOf(c.Param("over"))
	p, err := s.Leads.ReadPackage(ctx, a, id)
	if err != nil {
		return err
	}
	if p.Closed {
		return errs.New(errs.NotFound, "error.404.text")
	}
	q, err := asksLetter(c, packageLead(p), []lead.Paper{p.Paper()}, packagePath(p.ID))
	if err != nil {
		return err
	}
	if c.Request().Method != http.MethodHead {
		if _, err := s.Leads.OpenPackage(ctx, a, id); err != nil {
			return err
		}
	}
	return s.sendLetter(c, q)
}

// packageLead is as much of the lead as its letter says.
func packageLead(p *lead.Package) *lead.Lead {
	return &lead.Lead{Number: p.Number, Category: p.Category, SchoolName: p.SchoolName, About: p.About}
}

// postPackage signs, returns or answers.
func (s *Server) postPackage(c echo.Context) error {
	version, err := strconv.ParseInt(s.form(c).Get(fieldVersion), 10, 64)
	if err != nil {
		return malformed("version of the package")
	}
	ref := lead.OverRef{ID: idOf(c.Param("over")), Version: version}
	if err := s.recordOver(c, ref); err != nil {
		return s.packageAgain(c, err, version)
	}
	if err := s.flash(c, "ji.done."+s.form(c).Get("step")); err != nil {
		return err
	}
	return s.redirect(c, packagePath(ref.ID))
}

// packageAgain shows the package with what could not be done, and keeps what was typed.
func (s *Server) packageAgain(c echo.Context, failed error, version int64) error {
	id := idOf(c.Param("over"))
	if errs.Is(failed, errs.Conflict) || errs.Is(failed, errs.Forbidden) {
		return s.refusePackage(c, errs.As(failed))
	}
	if !errs.Is(failed, errs.Invalid) {
		return failed
	}
	p, err := s.Leads.ReadPackage(c.Request().Context(), s.actor(c), id)
	if err != nil {
		return err
	}
	failed = s.named(failed, "case.hand_over_record.")
	v, err := s.packageView(c, p, failed)
	if err != nil {
		return err
	}
	if version != 0 {
		v.Version = version
	}
	return s.invalid(c, "ji/show", v, failed)
}

// refusePackage says why a step cannot be made, and leads back to the package.
func (s *Server) refusePackage(c echo.Context, e *errs.Error) error {
	k := kinds[e.Kind]
	c.Set(ctxKind, k.name)
	v := &refusedView{Page: s.page(c), Heading: s.Texts.T("case.refused." + k.name), Body: s.Texts.Text(e.Text), Typed: s.typed(c)}
	if e.Text.Key == "move.stale" {
		v.Heading, v.Body = v.T("case.refused.stale"), v.T("case.refused.stale.text")
	}
	v.Go = web.Button{Label: v.T("ji.back"), Href: packagePath(idOf(c.Param("over")))}
	return s.render(c, k.status, "case/refused", v)
}

// postPackageReveal shows the contact in this answer and nowhere else.
func (s *Server) postPackageReveal(c echo.Context) error {
	ctx, a, id := c.Request().Context(), s.actor(c), idOf(c.Param("over"))
	contact, err := s.Leads.RevealPackage(ctx, a, id, s.form(c).Get("reason"))
	if err != nil {
		return s.packageAgain(c, err, 0)
	}
	p, err := s.Leads.ReadPackage(ctx, a, id)
	if err != nil {
		return err
	}
	v := &revealView{Page: s.page(c), Phone: contact.Phone}
	v.Title, v.Number, v.At = s.overNo(&p.HandOver), p.Number, packagePath(id)
	v.Back, v.Go = v.At, web.Button{Label: v.T("ji.back"), Href: v.At, Look: "secondary"}
	v.Rows = s.contactRows(contact)
	return s.render(c, http.StatusOK, "case/reveal", v)
}

// postPackageAllow lets the reporter know that the contact was read.
func (s *Server) postPackageAllow(c echo.Context) error {
	id := idOf(c.Param("over"))
	if err := s.Leads.AllowReveal(c.Request().Context(), s.actor(c), id, idOf(s.form(c).Get("reveal"))); err != nil {
		return err
	}
	if err := s.flash(c, "ji.done.allow"); err != nil {
		return err
	}
	return s.redirect(c, packagePath(id))
}

func (s *Server) packageView(c echo.Context, p *lead.Package, err error) (*packageView, error) {
	h := &p.HandOver
	v := &packageView{
		Page: s.page(c), At: packagePath(h.ID), Version: h.Version, No: s.overNo(h), Words: p.Words.Text,
		Tag:  web.Tag{Look: overLooks[h.State], Text: s.Texts.T("hand_over.state." + string(h.State))},
		Rows: s.packageRows(p), Index: s.exhibitTable(p),
	}
	v.Back = jiPath
	q := asked{s: s, key: "case.hand_over_record.", form: s.form(c), err: err}
	s.fillPackageForms(v, s.actor(c), q, h)
	if v.Closed = p.Closed; v.Closed {
		return v, nil
	}
	v.Letters = s.letterLinks(packageLead(p), []lead.Paper{p.Paper()}, v.At)
	if p.Answer != nil {
		v.Answer = s.draftRows(p.Answer)
	}
	for _, e := range p.Exhibits {
		row := web.SummaryRow{Key: beijing(e.At, "2006年1月2日"), Value: e.Text, Prose: true}
		switch e.Kind {
		case lead.EvidenceAdded:
			v.Added = append(v.Added, row)
		case lead.EvidenceNote:
			v.Notes = append(v.Notes, row)
		}
	}
	for _, d := range p.Handling {
		v.Handling = append(v.Handling, web.SummaryRow{Key: beijing(d.At, "2006年1月2日"), Value: s.Texts.Text(d.Text)})
	}
	return v, s.fillReadings(c, v, q, p)
}

// fillPackageForms offers what the recipient may do: the expected step open, the others folded.
func (s *Server) fillPackageForms(v *packageView, a org.Actor, q asked, h *lead.HandOver) {
	for i, step := range overSteps(q, h) {
		if lead.CanHandOver(a, step.move, h, &lead.Lead{}) != nil {
			continue
		}
		label := s.Texts.T("hand_over.go." + string(step.move))
		f := packageForm{Step: string(step.move), Fields: step.fields, Button: web.Button{Label: label, Main: i == 0}}
		if i > 0 {
			f.Title, f.Open, f.Button.Look = label, q.get("step") == f.Step, "secondary"
		}
		v.Forms = append(v.Forms, f)
	}
}

// fillReadings shows whether the contact goes along, and who has read it.
func (s *Server) fillReadings(c echo.Context, v *packageView, q asked, p *lead.Package) error {
	switch err := lead.CanHandOver(s.actor(c), lead.OverReveal, &p.HandOver, &lead.Lead{}); {
	case err == nil:
		f := q.text("reason", 2)
		f.Label = v.T("case.reveal.reason")
		v.Reason = &f
	case !p.GoesAlong():
		v.Contact = v.T("hand_over.no_contact")
	default:
		v.Contact = v.T("ji.contact.later")
	}
	ids := make([]int64, len(p.Reveals))
	for i, r := range p.Reveals {
		ids[i] = r.StaffID
	}
	names, err := s.Org.Names(c.Request().Context(), ids)
	for _, r := range p.Reveals {
		read := readingAt{Who: names[r.StaffID], When: beijing(r.At, "2006年1月2日 15:04"), Reason: r.Reason}
		if r.Allowed == 0 {
			read.ID = idText(r.ID)
		}
		v.Reveals = append(v.Reveals, read)
	}
	return err
}

func (s *Server) packageRows(p *lead.Package) []web.SummaryRow {
	t := s.Texts.T
	rows := []web.SummaryRow{
		{Key: t("ji.package.from"), Value: org.UnitName(p.Unit)},
		{Key: t("ji.package.at"), Value: beijing(p.Sent, "2006年1月2日 15:04")},
	}
	if p.Closed {
		return rows
	}
	rows = append(rows, []web.SummaryRow{
		{Key: t("receipt.number"), Value: p.Number, Number: true},
		{Key: t("ji.package.about"), Value: t("about." + p.About)},
		{Key: t("case.ask.cat"), Value: t("cat." + p.Category)},
		{Key: t("case.ask.district"), Value: s.districtName(p.District)},
		{Key: t("case.ask.school"), Value: p.SchoolName},
		{Key: t("ji.package.summary"), Value: s.Texts.Text(p.Summary), Prose: true},
		{Key: t("case.hand_over.reason"), Value: p.Reason, Prose: true},
	}...)
	if p.Returned != 0 {
		rows = append(rows, web.SummaryRow{Key: t("case.hand_over.returned"), Value: t("hand_over.why."+p.Why) + "\n" + p.Note, Prose: true})
	}
	if p.Answered != 0 {
		rows = append(rows, web.SummaryRow{Key: t("case.hand_over.answered"), Value: t("hand_over.outcome."+p.Outcome) + "\n" + p.Feedback, Prose: true})
	}
	return rows
}

func (s *Server) exhibitTable(p *lead.Package) web.Table {
	t := s.Texts.T
	table := web.Table{Caption: t("ji.index"), Quiet: true}
	for _, key := range []string{"ji.index.no", "ji.index.what", "ji.index.at", "ji.index.check", "ji.index.hash"} {
		table.Columns = append(table.Columns, web.Column{Label: t(key)})
	}
	for _, e := range p.Exhibits {
		check := web.Tag{Look: web.Done, Text: t("ji.index.same")}
		if !e.Intact {
			check = web.Tag{Look: web.Late, Text: t("ji.index.changed")}
		}
		table.Rows = append(table.Rows, []web.Cell{
			{Text: strconv.FormatInt(e.No, 10)},
			s.exhibitCell(p, e),
			{Text: beijing(e.At, chineseDay)},
			{Tag: &check},
			{Text: hex.EncodeToString(e.Hash)}, // long: it breaks where it must
		})
	}
	return table
}

// exhibitCell names the material; a file can be taken out.
func (s *Server) exhibitCell(p *lead.Package, e lead.Exhibit) web.Cell {
	cell := web.Cell{Text: s.Texts.T("ji.index.kind."+e.Kind, "n", e.Ref)}
	if f := p.File(e.Ref); e.Kind == lead.EvidenceFile && f != nil {
		cell.Text = s.Texts.T("ji.index.kind.file.named", "name", f.Plain(), "kind", s.fileKind(f.Kind), "size", s.fileSize(f.Size), "scan", s.Texts.T("case.files.scan."+string(f.Scan)))
		if !f.Blocked() {
			cell.Href = fileAddress(packagePath(p.ID), f.ID)
		}
	}
	return cell
}
