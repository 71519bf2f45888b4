package httpd

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/settings"
	"sunlead/web"
)

// receiptLife is how long the receipt can be looked at again.
const receiptLife = 30 * time.Minute

// doneView is the receipt; without one it says where to look.
type doneView struct {
	Page
	Receipt  *web.Receipt
	Replaced string // 登记编号 of a report whose 查询码 was replaced since; "" for none
	Over     string // 登记编号 of a receipt that is put away, "" when nobody knows whose it was
	HasPhone bool
	Picture  string   // its address when the browser can ask for it: it keeps the cookie that says whose receipt this is
	SMS      bool     // the code goes out by a short message, if the number is a mobile's
	Proof    []string // in groups, to be read out
	Next     []string
	Law      string // the sentence on the law's limit, "" when the receipt keeps still
	Again    web.Button
}

// handReceipt shows the receipt and lets go of the form: the next report gets a key of its own. A browser without
// cookies gets it at once, the others by a page they can reload.
func (s *Server) handReceipt(c echo.Context, key formKey, r lead.Receipt) error {
	if open, ok := s.keyCookie(c, cookieDraft); ok && open == key {
		s.dropCookie(c, cookieDraft)
	}
	left := s.receiptLeft(&r)
	if left < 0 {
		return s.renderDone(c, &doneView{Page: s.page(c), Over: r.Number})
	}
	if err := s.putSealed(c, cookieReceipt, string(key[:]), max(time.Second, left)); err != nil {
		return err
	}
	if keepsCookies(c) {
		return s.redirect(c, reportDonePath)
	}
	return s.showReceipt(c, &r, false)
}

// lostReceipt hands the receipt to who never got it, or returns the failure.
func (s *Server) lostReceipt(c echo.Context, u *unsent, err error) error {
	if err != nil {
		return err
	}
	return s.handReceipt(c, u.Key, *u.receipt)
}

func (s *Server) getReportDone(c echo.Context) error {
	key, ok := s.keyCookie(c, cookieReceipt)
	if !ok {
		return s.showReceipt(c, nil, false)
	}
	r, err := s.given(c, key)
	if err != nil {
		return err
	}
	return s.showReceipt(c, r, true)
}

func (s *Server) showReceipt(c echo.Context, r *lead.Receipt, picture bool) error {
	v := &doneView{Page: s.page(c)}
	switch {
	case r != nil && r.Replaced:
		v.Replaced = r.Number
	case r != nil:
		v.Receipt = &web.Receipt{Title: s.Texts.T("done.heading"), Code: r.Code, Spoken: s.spelled(r.Code), Number: r.Number}
		v.SMS = r.HasPhone && s.Leads.SMS
		if picture {
			v.Picture = reportPicturePath
		}
		v.HasPhone, v.Proof = r.HasPhone, inGroups(r.Proof)
		s.fillPromises(c.Request().Context(), v)
	}
	return s.renderDone(c, v)
}

func (s *Server) renderDone(c echo.Context, v *doneView) error {
	v.Again = web.Button{Label: s.Texts.T("done.again"), Look: "secondary"}
	return s.render(c, http.StatusOK, "report/done", v)
}

// proofGroup is how many characters of a proof stand together.
const proofGroup = 8

func inGroups(s string) []string {
	var out []string
	for part := range slices.Chunk([]byte(s), proofGroup) {
		out = append(out, string(part))
	}
	return out
}

// fillPromises says what happens next, with the figures of the rules. Who left no number is not told when somebody will ring.
func (s *Server) fillPromises(ctx context.Context, v *doneView) {
	v.Next = []string{s.promise(ctx, "done.next.1", deadline.RuleSign)}
	if v.HasPhone {
		v.Next = append(v.Next, s.promise(ctx, "done.next.2", deadline.RuleContact))
	}
	v.Next = append(v.Next, s.promise(ctx, "done.next.3", deadline.RuleAnswer, deadline.RuleAnswerComplex), v.T("done.next.4"))
	if s.Settings.Value("receipt_law").Text == settings.Yes {
		v.Law = s.promise(ctx, "done.next.law", deadline.RuleLawAnswer, "receipt_law")
	}
}
