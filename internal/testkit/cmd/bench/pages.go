package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit/seed"
	"sunlead/internal/vault"
)

// desk is somebody who looks at pages.
type desk struct {
	staff  org.Staff
	cookie string
}

const password = "示例-口令-只在本机"

// desks are whose lists differ most: a district's and the whole city's.
func desks() []*desk {
	return []*desk{
		{staff: org.Staff{UserName: "handler", DisplayName: "承办甲", Role: org.Handler, UnitID: org.DistrictUnit("650102")}},
		{staff: org.Staff{UserName: "leader", DisplayName: "市负责甲", Role: org.Leader, UnitID: org.CityID}},
	}
}

// pages measures what staff look at all day, on ledgers of several sizes.
func (b *bench) pages(ctx context.Context) error {
	b.title("Pages of staff, one client (and eight)",
		"engine", "leads", "page", "p50 ms", "p99 ms", "p50 ms, 8 clients", "p99 ms, 8 clients", "bad")
	for _, e := range b.engines() {
		for _, n := range b.rows {
			if err := b.pagesOf(ctx, e.name, e.dialect, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) pagesOf(ctx context.Context, engine string, dialect db.Dialect, n int) error {
	s, err := b.newSite(ctx, dialect, fmt.Sprintf("pages_%s_%d", dialect, n))
	if err != nil {
		return err
	}
	people := desks()
	if err := s.fill(ctx, n, people); err != nil {
		return err
	}
	if err := s.up(ctx, false); err != nil {
		return err
	}
	defer s.down()
	for _, d := range people {
		if err := s.signIn(ctx, d); err != nil {
			return err
		}
		looks, err := s.looks(ctx, d)
		if err != nil {
			return err
		}
		for _, look := range looks {
			one := s.look(ctx, look.request, 1, b.span)
			eight := s.look(ctx, look.request, 8, b.span)
			b.line(engine, itoa(n), d.staff.UserName+": "+look.name, f2(one.at(.5)), f2(one.at(.99)), f2(eight.at(.5)), f2(eight.at(.99)), bad(one)+", "+bad(eight))
		}
	}
	b.memory(s)
	return nil
}

// fill puts n leads and the people into the site's database.
func (s *site) fill(ctx context.Context, n int, people []*desk) error {
	d, err := db.Open(ctx, s.config)
	if err != nil {
		return err
	}
	defer d.Close()
	ring, err := vault.LoadRing(filepath.Join(s.b.dir, s.name+"-keys"), false)
	if err != nil {
		return err
	}
	wall := clock.System()
	service, err := org.New(d, wall)
	if err != nil {
		return err
	}
	hash, err := org.HashPassword(password)
	if err != nil {
		return err
	}
	var staff []org.Staff
	for _, p := range people {
		p.staff.PasswordHash = hash
		staff = append(staff, p.staff)
	}
	if err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return service.PutStaff(ctx, tx, staff) }); err != nil {
		return err
	}
	return seed.Leads(ctx, d, ring, seed.Options{N: n, Start: wall.Now().AddDate(0, -16, 0), End: wall.Now(), Seed: 1})
}

func (s *site) signIn(ctx context.Context, d *desk) error {
	c, err := dial(ctx, s.addr)
	if err != nil {
		return err
	}
	defer c.Close()
	a, err := c.ask(post("/signin", "", url.Values{"user": {d.staff.UserName}, "password": {password}, "next": {""}}))
	if err != nil || a.status != 303 {
		return fmt.Errorf("sign in: %s", describe(a, err))
	}
	d.cookie = strings.Join(a.cookies, "; ")
	return nil
}

// look is a page by name.
type look struct {
	name    string
	request []byte
}

var (
	caseLink = regexp.MustCompile(`href="(/cases/20\d\d-\d{6,}-\d)"`)
	nextLink = regexp.MustCompile(`href="(/cases\?[^"]*after=\d+[^"]*)"`)
)

// flat is a list of 50 in the order of receipt.
const flat = "/cases?cat=fee"

// looks are the pages of one person: the work list, a list of 50, a page deep in it, what is late, a case, the dashboard,
// the ledger.
func (s *site) looks(ctx context.Context, d *desk) ([]look, error) {
	c, err := dial(ctx, s.addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	list, err := c.exchange(get("/cases", d.cookie), true)
	if err != nil {
		return nil, err
	}
	fees, err := c.exchange(get(flat, d.cookie), true)
	if err != nil {
		return nil, err
	}
	first, next := caseLink.FindSubmatch(list.body), nextLink.FindSubmatch(fees.body)
	if first == nil || next == nil {
		return nil, errors.New("no case or no next page on the list, status " + strconv.Itoa(list.status))
	}
	deep := strings.ReplaceAll(string(next[1]), "&amp;", "&")
	for range 20 {
		page, err := c.exchange(get(deep, d.cookie), true)
		if err != nil {
			return nil, err
		}
		if next = nextLink.FindSubmatch(page.body); next == nil {
			break
		}
		deep = strings.ReplaceAll(string(next[1]), "&amp;", "&")
	}
	looks := []look{
		{"work list", get("/cases", d.cookie)},
		{"list of 50", get(flat, d.cookie)},
		{"list of 50, 20 pages on", get(deep, d.cookie)},
		{"list of what is late", get("/cases?group=overdue", d.cookie)},
		{"case", get(string(first[1]), d.cookie)},
		{"ledger", get("/ledger", d.cookie)},
	}
	if d.staff.UnitID == org.CityID {
		looks = append(looks, look{"`/city`", get("/city", d.cookie)})
	}
	return looks, nil
}

func (s *site) look(ctx context.Context, request []byte, clients int, span time.Duration) result {
	requests := make([][]byte, 20_000)
	for i := range requests {
		requests[i] = request
	}
	return load{s.addr, requests, 200, nil}.closed(ctx, clients, span)
}

var receiptNo = regexp.MustCompile(`20\d\d-\d{6,}-\d`)

// receiptNumber opens the receipt that an answer sends to.
func receiptNumber(c *conn, a answer) (string, error) {
	page, err := c.exchange(get(a.location, strings.Join(a.cookies, "; ")), true)
	if err != nil {
		return "", err
	}
	if number := receiptNo.Find(page.body); number != nil {
		return string(number), nil
	}
	return "", errors.New("no number on the receipt")
}
