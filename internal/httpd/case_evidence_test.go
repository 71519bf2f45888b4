package httpd

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// adds adds a file to a lead, as its reporter does later, and says what a scanner found in it.
func (o *office) adds(number, called string, found evidence.Scan) int64 {
	o.t.Helper()
	ctx := o.t.Context()
	o.Leads.Evidence.Scanner = evidence.Scanner{Network: "unix", Address: "/nobody"} // who looks: it comes as pending
	u, err := o.Leads.Evidence.Receive(ctx, called, strings.NewReader(string(plainPDF)))
	o.ok(err)
	p, err := o.Leads.PublicByNumber(ctx, number)
	o.ok(err)
	o.ok(o.Leads.AddLater(ctx, p.ID, u))
	o.tx(func(ctx context.Context, tx db.Tx) error {
		return o.Leads.Evidence.Judge(ctx, tx, []evidence.Verdict{{ID: u.ID, Found: found}})
	})
	return u.ID
}

// told counts entries of the trail.
func (o *office) told(kind string) (n int64) {
	o.t.Helper()
	o.ok(o.db.Gorm(o.t.Context()).Table("trail").Where("kind = ?", kind).Count(&n).Error)
	return n
}

func asks(v *testkit.Visitor, method, path string) *testkit.Page {
	r, _ := http.NewRequest(method, "http://127.0.0.1:8080"+path, nil)
	return v.Do(r)
}

// A file of a stranger comes as something to be kept on a disk, never as a page of ours; who took it is in the trail. HEAD
// says the same and takes nothing.
func TestEvidenceFile_comesAsAnAttachmentAndIsTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	id := o.adds(number, "收费 通知.pdf", evidence.Clean)
	o.handOver(number, lead.ContactStays)
	over := o.over(number).ID
	for _, c := range []struct{ user, path, kind string }{
		{"handler", fileAddress(casePath(number), id), "file_taken"},
		{"discipline", fileAddress(packagePath(over), id), "package_file"},
	} {
		before := o.told(c.kind)
		for method, want := range map[string]struct {
			body string
			told int64
		}{http.MethodHead: {"", 0}, get: {string(plainPDF), 1}} {
			p := asks(o.as(c.user), method, c.path)
			if p.Status != http.StatusOK || p.Body != want.body {
				t.Errorf("%s %s: %d with %d bytes", method, c.path, p.Status, len(p.Body))
			}
			for name, value := range map[string]string{
				"Content-Disposition":          `attachment; filename="evidence-` + idText(id) + `.pdf"; filename*=UTF-8''%E6%9D%90%E6%96%991.pdf`,
				"Content-Type":                 "application/octet-stream",
				"Content-Length":               idText(int64(len(plainPDF))),
				"Content-Security-Policy":      "default-src 'none'; sandbox",
				"X-Content-Type-Options":       "nosniff",
				"Cache-Control":                "no-store",
				"Cross-Origin-Resource-Policy": "same-origin",
				"ETag":                         "",
				"Accept-Ranges":                "",
			} {
				if got := p.Header.Get(name); got != value {
					t.Errorf("%s %s: %s is %q, want %q", method, c.path, name, got, value)
				}
			}
			if got := o.told(c.kind) - before; got != want.told {
				t.Errorf("%s %s: %d entries of the trail, want %d", method, c.path, got, want.told)
			}
			before = o.told(c.kind)
		}
	}
}

// Who may not read the case gets none of its files, and an address that is made up gets nobody's. Nothing of it is told, for
// nothing was given out.
func TestEvidenceFile_isForWhoMayReadTheCase(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number, other, walled := o.submit(), o.submit(), o.submit(walledReport)
	id, foreign, hidden := o.adds(number, "a.pdf", evidence.Clean), o.adds(other, "b.pdf", evidence.Clean), o.adds(walled, "c.pdf", evidence.Clean)
	o.handOver(number, lead.ContactStays)
	o.clock.Add(1)
	late := o.adds(number, "d.pdf", evidence.Clean) // after the hand-over: it did not go along
	at, over := casePath(number), packagePath(o.over(number).ID)
	for _, c := range []struct {
		user, path string
		want       int
	}{
		{"leader", fileAddress(at, id), 200},
		{"monitor", fileAddress(at, id), 200},
		{"midong", fileAddress(at, id), 404},     // another district
		{"discipline", fileAddress(at, id), 404}, // has the package, not the lead
		{"operator", fileAddress(at, id), 403},
		{"admin", fileAddress(at, id), 403},
		{"handler", fileAddress(at, foreign), 404}, // another case, which they may read too
		{"handler", fileAddress(at, 999999), 404},
		{"handler", fileAddress(at, 0), 404},
		{"handler", fileAddress(casePath("2025-999999-9"), id), 404},
		{"handler", fileAddress(casePath(walled), hidden), 404}, // about their own bureau
		{"monitor", fileAddress(casePath(walled), hidden), 404},
		{"city", fileAddress(casePath(walled), hidden), 200},
		{"discipline", fileAddress(over, id), 200},
		{"discipline", fileAddress(over, late), 404},
		{"discipline", fileAddress(over, foreign), 404},
		{"discipline", fileAddress(packagePath(999), id), 404},
		{"handler", fileAddress(over, id), 403},
		{"city", fileAddress(over, id), 403},
	} {
		before := o.told("file_taken") + o.told("package_file")
		for _, method := range []string{http.MethodHead, get} {
			p := asks(o.as(c.user), method, c.path)
			if p.Status != c.want || c.want != 200 && (strings.Contains(p.Body, "%PDF") || p.Header.Get("Content-Disposition") != "") {
				t.Errorf("%s: %s %s: %d, want %d", c.user, method, c.path, p.Status, c.want)
			}
		}
		if got := o.told("file_taken") + o.told("package_file") - before; (got == 1) != (c.want == 200) {
			t.Errorf("%s %s: %d entries of the trail", c.user, c.path, got)
		}
	}
	p := asks(testkit.NewVisitor(t, o.Handler()), get, fileAddress(at, id))
	if p.Status == http.StatusOK || strings.Contains(p.Body, "%PDF") {
		t.Errorf("nobody at all: %d", p.Status)
	}
}

// A blocked file is nobody's to take; one that waits for the scanner, or was never scanned, can be read, and says so.
func TestEvidenceFile_blockedIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	ids := map[evidence.Scan]int64{}
	for _, found := range []evidence.Scan{evidence.Blocked, evidence.Pending, evidence.Unscanned} {
		ids[found] = o.adds(number, string(found)+".pdf", found)
	}
	o.handOver(number, lead.ContactStays)
	words := map[evidence.Scan]string{evidence.Blocked: "有害", evidence.Pending: "待查毒", evidence.Unscanned: "未查毒"}
	for _, c := range []struct{ user, at string }{{"handler", casePath(number)}, {"discipline", packagePath(o.over(number).ID)}} {
		v := o.as(c.user)
		page := v.Get(c.at)
		for found, id := range ids {
			has(t, page, words[found])
			want, links := 200, 1
			if found == evidence.Blocked {
				want, links = 409, 0
			}
			if n := len(page.All(`a[href="` + fileAddress(c.at, id) + `"]`)); n != links {
				t.Errorf("%s: a %s file has %d links at %s", c.user, found, n, c.at)
			}
			before := o.told("file_taken") + o.told("package_file")
			for _, method := range []string{http.MethodHead, get} {
				if p := asks(v, method, fileAddress(c.at, id)); p.Status != want {
					t.Errorf("%s: %s a %s file: %d, want %d", c.user, method, found, p.Status, want)
				} else if want == 409 && method == get {
					if heading := p.One("main h1").Text(); heading != "这个文件不能下载" || !strings.Contains(p.Text(), "有害") {
						t.Errorf("the refusal says %q", p.Text())
					}
				}
			}
			if n := o.told("file_taken") + o.told("package_file") - before; n != int64(links) {
				t.Errorf("%s took a %s file: %d entries of the trail", c.user, found, n)
			}
		}
	}
}
