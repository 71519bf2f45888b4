package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// degrees are a place as cameras write it: 43° 49' 32.56" in fractions.
const degrees = "\x00\x00\x00\x2b\x00\x00\x00\x01\x00\x00\x00\x31\x00\x00\x00\x01\x00\x00\x0c\xb8\x00\x00\x00\x64"

// pictureTraces are what a phone writes beside the pixels.
var pictureTraces = map[string]string{"place": "CANARY-43.8256N", "camera": "CanaryPhone SN77", "degrees": degrees}

func cameraNotes() string {
	return pictureTraces["place"] + "\x00" + pictureTraces["camera"] + "\x00" + pictureTraces["degrees"]
}

// pictures are what a phone sends: a photo, and a HEIC.
func pictures(t *testing.T) map[string][]byte {
	t.Helper()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"收条.jpg": testkit.Noted(photo.Bytes(), 6, cameraNotes()), "收条.heic": testkit.HEIC(testkit.Exif(1, cameraNotes()))}
}

// reportPictures sends a report without a name page by page, with two pictures, and returns its number.
func (in *installation) reportPictures(site string) string {
	in.t.Helper()
	v := in.nameless(site)
	p := v.Submit(v.Get("/").Form(`form[action="/report/start"]`), "")
	for _, page := range []map[string]string{
		{"cat": "fee"}, {"district": "650102", "about": "school"}, {"text": "没有人知道是谁写的：报名时要求先交钱，收条在照片里"}, {"mode": "anonymous"}, {},
	} {
		if p.URL.Path == "/report/evidence" {
			p = in.addPictures(v, p)
		}
		f := p.Form("main form[method=post]")
		for name, value := range page {
			f.Set(name, value)
		}
		p = v.Submit(f, goOn(f))
	}
	if p = in.worksOff(v, p); p.URL.Path != "/report/done" {
		in.t.Fatalf("ended at %s: %d\n%s", p.URL, p.Status, p.Text())
	}
	return numberIn(in.t, p.Node)
}

func (in *installation) addPictures(v *testkit.Visitor, p *testkit.Page) *testkit.Page {
	in.t.Helper()
	key := p.All(`form[action="/report/evidence/next"] input[name=key]`)[0].Attr("value")
	for called, content := range pictures(in.t) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		_ = w.WriteField("key", key)
		f, _ := w.CreateFormFile("photo", called)
		_, _ = f.Write(content)
		_ = w.Close()
		r, _ := http.NewRequestWithContext(in.t.Context(), http.MethodPost, "http://127.0.0.1:8080/report/evidence", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		if sent := v.Do(r); sent.Status != http.StatusSeeOther {
			in.t.Fatalf("%s: %d\n%s", called, sent.Status, sent.Text())
		}
	}
	return v.Submit(p.Form(`form[action="/report/evidence/next"]`), "")
}

// handsOver has the district hand a lead over, and returns the package's address; the three sign in with ownPassword.
func (in *installation) handsOver(number string) string {
	in.t.Helper()
	hash, err := org.HashPassword(ownPassword)
	in.ok(err)
	seats := []org.Staff{
		{UserName: "handler", DisplayName: "承办人", UnitID: 650102, Role: org.Handler, PasswordHash: hash},
		{UserName: "leader", DisplayName: "负责人", UnitID: 650102, Role: org.Leader, PasswordHash: hash},
		{UserName: "officer", DisplayName: "纪检甲", UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true, PasswordHash: hash},
	}
	ctx, ledger := in.t.Context(), in.app.Leads
	in.ok(in.app.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return in.app.Org.PutStaff(ctx, tx, seats) }))
	version := func() (v int64) {
		in.ok(in.app.DB.Gorm(ctx).Table("leads").Where("number = ?", number).Pluck("version", &v).Error)
		return v
	}
	over := func() (h lead.HandOver) {
		in.ok(in.app.DB.Gorm(ctx).Where("lead_id = (SELECT id FROM leads WHERE number = ?)", number).Take(&h).Error)
		return h
	}
	in.ok(ledger.Sign(ctx, seats[0].Actor(), lead.Ref{Number: number, Version: version()}))
	in.ok(ledger.ProposeHandOver(ctx, seats[0].Actor(), lead.Ref{Number: number, Version: version()}, lead.Handing{
		Recipient: lead.ToDiscipline, Reason: "收取与入学挂钩的费用，涉嫌违反廉洁纪律", Contact: lead.ContactStays,
	}))
	in.ok(ledger.ApproveHandOver(ctx, seats[1].Actor(), lead.OverRef{Number: number, ID: over().ID, Version: over().Version}, lead.Agreement{}))
	in.ok(ledger.SignHandOver(ctx, seats[2].Actor(), lead.OverRef{ID: over().ID, Version: over().Version}, lead.OverReceipt{}))
	return fmt.Sprintf("/ji/%d", over().ID)
}

func (in *installation) ok(err error) {
	in.t.Helper()
	if err != nil {
		in.t.Fatal(err)
	}
}

// takenOut is all that staff can take away of a report with pictures: the case with its files and letters, the registers and
// the workbooks, and the package of its hand-over.
func (in *installation) takenOut(site, number string) map[string]string {
	in.t.Helper()
	pack, all := in.handsOver(number), map[string]string{}
	for user, paths := range map[string][]string{
		"handler": {"/cases", "/cases/" + number, "/ledger", "/ledger.xlsx", "/violations.xlsx"}, "officer": {"/ji", pack},
	} {
		v := signIn(in.t, testkit.NewVisitor(in.t, from(in.t, "127.0.0.1", site)), user)
		read, files := in.reads(v, paths), 0
		for path, text := range read {
			all[user+" at "+path] = text
			if strings.Contains(path, "/evidence/") {
				files++
			}
		}
		if files != len(pictures(in.t)) || len(read) < len(paths)+files+2 { // a letter, and the same as a document
			in.t.Errorf("%s finds %d files and reads %d pages", user, files, len(read))
		}
	}
	return all
}

// reads opens pages, and the files and letters that they lead to.
func (in *installation) reads(v *testkit.Visitor, paths []string) map[string]string {
	in.t.Helper()
	read := map[string]string{}
	for ; len(paths) > 0; paths = paths[1:] {
		p := v.Get(paths[0])
		if p.Status != http.StatusOK {
			in.t.Fatalf("%s: %d", paths[0], p.Status)
		}
		read[paths[0]] = unpacked(in.t, p.Body)
		for _, a := range p.All("main a") {
			href := a.Attr("href")
			takes := strings.Contains(href, "/evidence/") || strings.Contains(href, "/letters/")
			if takes && read[href] == "" && !slices.Contains(paths, href) {
				paths = append(paths, href)
			}
		}
	}
	return read
}

// unpacked is a file as text, a packed one with its parts unpacked.
func unpacked(t *testing.T, body string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		body += part.Name + string(text)
	}
	return body
}
