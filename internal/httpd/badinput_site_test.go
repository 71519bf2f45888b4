package httpd

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
)

// badSite is a site with one lead at every step, frozen: after every request that stored something, the
// database is put back, so that each input meets the same site.
type badSite struct {
	*office
	cookies  map[string][]*http.Cookie // of an account, "" is the public
	tokens   map[string]string         // csrf of an account
	leads    map[string]badLead
	key      formKey             // of the public forms
	letter   int64               // waits to be issued
	invited  string              // code of an invitation
	question int64               // of the asked lead
	watch    *sql.Conn           // SQLite
	seen     string              // commits at the beginning, or when it was put back
	last     string              // commits when diff was made
	diff     map[string]badTable // what was changed by then
	asked    bool                // since it was put back

	published map[string]publish.Publication
	tables    map[string]badTable // as they stood at the beginning
}

type badLead struct{ number, code string }

// badTable is a table's content.
type badTable struct {
	rows []map[string]any
	sum  [32]byte
}

// The leads of the site, by the step they stand at.
const (
	badAssigned = "assigned"
	badWorking  = "working"
	badReview   = "review"
	badExtend   = "extend"
	badAsked    = "asked"
	badReturn   = "return"
	badTransfer = "transfer"
	badTaken    = "taken back"
	badReplied  = "replied"
	badWaiting  = "waiting"
	badMerged   = "merged"
	badProposed = "proposed" // a hand-over under review
	badPaper    = "paper"    // handed over on paper
	badPackage  = "package"  // handed over to the account, signed, its contact read
	badLate     = "late"
	badMuted    = "muted"
	badHidden   = "hidden" // asked to be one person's alone
	badAlone    = "alone"  // one person's alone, who proposes an answer and a hand-over
)

// badParent is the parent of the lead that was asked; the other one is that of the answered lead.
const badParent = "parent of asked"

// badPassword is the password of every account here, badly hashed on purpose: a thousand sign-ins shall not take minutes.
const badPassword = "correct-horse-5"

func newBadSite(t *testing.T, d *db.DB) *badSite {
	t.Helper()
	b := &badSite{office: newOfficeOn(t, d), cookies: map[string][]*http.Cookie{}, tokens: map[string]string{}, leads: map[string]badLead{}}
	b.Leads.SMS = true
	b.putLate()
	for step, change := range map[string]func(*lead.Report){
		badAssigned: nil, badWorking: seatlessReport, badReview: nil, badExtend: nil, badAsked: nil, badTaken: nil, badReplied: nil, badMerged: nil, badWaiting: unsureReport,
		badReturn: nil, badTransfer: nil,
		badProposed: nil, badPaper: nil, badPackage: nil, badHidden: nil, badAlone: nil,
	} {
		b.leads[step] = b.put(change)
	}
	b.work()
	b.clock.Add(60_000_000_000)
	ctx, handler := t.Context(), b.actor("handler")
	b.ok(b.Leads.Sign(ctx, handler, b.ref(b.leads[badWorking].number)))
	b.drafted(b.leads[badReview].number, "handler")
	b.ok(b.Leads.Sign(ctx, handler, b.ref(b.leads[badExtend].number)))
	b.ok(b.Leads.DraftExtension(ctx, handler, b.ref(b.leads[badExtend].number), lead.Extension{
		Reason: "on_site", Days: 5, Done: "已到示例一小核对收条和报名登记，还需向其他家长核实", Told: "您反映的问题还需要核实，办理时间会延长",
	}))
	b.ok(b.Leads.Merge(ctx, handler, b.ref(b.leads[badMerged].number), b.leads[badReview].number))
	taken, err := b.Leads.PublicByNumber(ctx, b.leads[badTaken].number)
	b.ok(err)
	b.ok(b.Leads.Withdraw(ctx, taken.ID, "已经解决"))
	b.ok(b.Leads.Sign(ctx, handler, b.ref(b.leads[badAsked].number)))
	b.ok(b.Leads.Ask(ctx, handler, b.ref(b.leads[badAsked].number), lead.Asking{Question: "请问收条上写的是哪一天，交给了谁？", Days: 3}))
	b.ok(b.Leads.Return(ctx, handler, b.ref(b.leads[badReturn].number), lead.Return{Reason: "not_here", To: 650109, Basis: "示例第九小学在米东区，不在我区"}))
	b.ok(b.Leads.Sign(ctx, handler, b.ref(b.leads[badTransfer].number)))
	b.ok(b.Leads.DraftTransfer(ctx, handler, b.ref(b.leads[badTransfer].number), lead.Transfer{
		Body: "corps", Name: "示例师教育局", Ask: "该校为兵团所属，请协助核实招生范围并函告结果",
	}))
	b.ok(b.Leads.Approve(ctx, b.actor("leader"), b.ref(b.leads[badTransfer].number)))
	b.drafted(b.leads[badReplied].number, "handler")
	b.ok(b.Leads.Approve(ctx, b.actor("leader"), b.ref(b.leads[badReplied].number)))
	b.handOvers()
	b.work()
	b.putPublished()
	b.hash()
	in, err := b.Org.Invite(ctx, b.actor("admin"), formKey{9}, b.staff["operator2"].ID)
	b.ok(err)
	b.invited = in.Code
	for user := range b.staff {
		b.enter(user)
	}
	b.enterPublic()
	b.freeze()
	return b
}

// The publications of the site.
const (
	badDraft   = "draft"
	badPending = "pending"
	badRumour  = "rumour" // waits for the city
	badPublic  = "public"
)

// putPublished writes one publication for every step.
func (b *badSite) putPublished() {
	b.t.Helper()
	b.published = map[string]publish.Publication{}
	ctx, handler, leader := b.t.Context(), b.actor("handler"), b.actor("leader")
	for i, name := range []string{badDraft, badPending, badRumour, badPublic} {
		kind, content := publish.Policy, publish.Content{Label: publish.Dates, District: "650102", Title: "报名时间和办法", Body: "报名从六月二日开始，请带户口簿。", DocNo: "示教字〔2025〕5号", DocDate: "2025-06-01"}
		if name == badRumour {
			kind, content = publish.Clarification, publish.Content{Label: publish.Rumour, District: "650102", Topics: ",test,", Title: "关于入学考试的说明", Body: "示例一小没有组织任何入学考试。", Basis: "到校核实，询问了三位家长"}
		}
		id, err := b.Publish.Create(ctx, handler, formKey{7, byte(i)}, kind, content, 0)
		b.ok(err)
		if name != badDraft {
			b.ok(b.Publish.Submit(ctx, handler, publish.Ref{ID: id, Version: 1}))
		}
		if name == badRumour || name == badPublic {
			b.ok(b.Publish.Approve(ctx, leader, publish.Ref{ID: id, Version: 2}))
		}
		p, _, err := b.Publish.Get(ctx, handler, id)
		b.ok(err)
		b.published[name] = *p
	}
}

// handOvers brings three leads to hand-overs: proposed, on paper, and in the account.
func (b *badSite) handOvers() {
	b.t.Helper()
	ctx, handler, leader, officer := b.t.Context(), b.actor("handler"), b.actor("leader"), b.actor("discipline")
	b.putAlone()
	for _, step := range []string{badProposed, badPaper, badPackage} {
		number := b.leads[step].number
		b.ok(b.Leads.Sign(ctx, handler, b.ref(number)))
		b.ok(b.Leads.ProposeHandOver(ctx, handler, b.ref(number), lead.Handing{
			Recipient: lead.ToDiscipline, OnPaper: step != badPackage, Reason: "收取与入学挂钩的费用，涉嫌违反廉洁纪律", Contact: lead.ContactLegal,
		}))
		if h := b.over(step); step != badProposed {
			b.ok(b.Leads.ApproveHandOver(ctx, leader, lead.OverRef{Number: number, ID: h.ID, Version: h.Version}, lead.Agreement{Legal: "核查需要联系本人"}))
		}
	}
	h := b.over(badPackage)
	b.ok(b.Leads.SignHandOver(ctx, officer, lead.OverRef{ID: h.ID, Version: h.Version}, lead.OverReceipt{}))
	_, err := b.Leads.RevealPackage(ctx, officer, h.ID, "需要电话核实缴费时间")
	b.ok(err)
}

// over is the hand-over of a step's lead; the zero one where there is none.
func (b *badSite) over(step string) lead.HandOver {
	b.t.Helper()
	var overs []lead.HandOver
	b.ok(b.db.Gorm(b.t.Context()).Where("lead_id = (SELECT id FROM leads WHERE number = ?)", b.leads[step].number).Limit(1).Find(&overs).Error)
	return append(overs, lead.HandOver{})[0]
}

func (b *badSite) reading() (id int64) {
	b.t.Helper()
	b.ok(b.db.Gorm(b.t.Context()).Table("hand_over_reveals").Select("MAX(id)").Scan(&id).Error)
	return id
}

// putLate leaves two leads that are late when the others come in: one to explain and to supervise, and one for whose
// ladder somebody has asked a pause.
func (b *badSite) putLate() {
	b.t.Helper()
	now := b.clock.Now()
	b.clock.Set(now.AddDate(0, 0, -13))
	b.leads[badLate], b.leads[badMuted] = b.put(nil), b.put(nil)
	b.work()
	b.later(0)
	b.clock.Set(now)
	b.later(0)
	b.ok(b.Leads.AskMute(b.t.Context(), b.actor("leader"), b.ref(b.leads[badMuted].number), lead.Pause{Reason: "等待自治区对学校隶属的批复", Until: "2025-07-20"}))
	b.work()
	b.ok(b.db.Gorm(b.t.Context()).Table("letters").Where("kind = 'supervise'").Order("id").Limit(1).Pluck("id", &b.letter).Error)
}

// putAlone brings two leads to the second person.
func (b *badSite) putAlone() {
	b.t.Helper()
	b.secondLeader()
	ctx, one, alone, hidden := b.t.Context(), b.actor("cityleader"), b.leads[badAlone].number, b.leads[badHidden].number
	b.restrict(alone)
	b.ok(b.Leads.Restrict(ctx, b.actor("city"), b.ref(hidden), "内容涉及更高级别领导干部，按规定限制知悉"))
	b.ok(b.Leads.Sign(ctx, one, b.ref(alone)))
	b.ok(b.Leads.ProposeHandOver(ctx, one, b.ref(alone), lead.Handing{
		Recipient: lead.ToDiscipline, OnPaper: true, Reason: "涉及更高级别领导干部，按规定移交", Contact: lead.ContactLegal,
	}))
	b.ok(b.Leads.DraftReject(ctx, one, b.ref(alone), lead.Rejection{Reason: "out_of_scope", Elsewhere: "已按规定移交有管辖权的机关"}))
}

func (b *badSite) put(change func(*lead.Report)) badLead {
	b.t.Helper()
	r := plainReport()
	if change != nil {
		change(&r)
	}
	rec, err := b.Leads.Submit(b.t.Context(), r)
	b.ok(err)
	return badLead{rec.Number, rec.Code}
}

func (b *badSite) hash() {
	hash, err := argon2id.CreateHash(badPassword, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	b.ok(err)
	b.tx(func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Table("staff").Where("1 = 1").Update("password_hash", hash).Error
	})
	for user, s := range b.staff {
		s.PasswordHash = hash
		b.staff[user] = s
	}
}

// enter signs an account in and keeps its cookie and token.
func (b *badSite) enter(user string) {
	b.t.Helper()
	if b.staff[user].Disabled || user == "operator2" { // who is invited anew has no password
		return
	}
	w := b.raw(post, "/t/in", url.Values{"id": {idText(b.staff[user].ID)}}.Encode(), nil)
	b.cookies[user] = []*http.Cookie{cookieOf(w, sessionCookie)}
	_, rest, _ := strings.Cut(b.raw(get, messagesPath, "", b.cookies[user]).Body.String(), `name="csrf" value="`)
	b.tokens[user], _, _ = strings.Cut(rest, `"`)
	if b.tokens[user] == "" {
		b.t.Fatalf("%s has no token", user)
	}
}

// enterPublic keeps the cookies of a parent: a whole unsent report, and the case of the answered lead.
func (b *badSite) enterPublic() {
	b.t.Helper()
	b.key = newFormKey()
	r := plainReport()
	r.Key, r.Category, r.About, r.Nature = b.key, "fee", lead.AboutDistrict, lead.NatureWork
	b.ok(b.Leads.SaveUnsent(b.t.Context(), &r))
	w := b.raw(post, "/report/type", url.Values{"cat": {"fee"}, "key": {b.keyField(b.key)}}.Encode(), nil)
	track := b.trackCookie(badReplied)
	b.cookies[""] = []*http.Cookie{cookieOf(w, cookieDraft), track}
	b.cookies[badParent] = []*http.Cookie{cookieOf(w, cookieDraft), b.trackCookie(badAsked)}
	b.ok(b.db.Gorm(b.t.Context()).Table("lead_questions").Limit(1).Pluck("id", &b.question).Error)
}

func (b *badSite) trackCookie(step string) *http.Cookie {
	w := b.raw(post, trackPath, url.Values{"code": {b.leads[step].code}}.Encode(), nil)
	return cookieOf(w, cookieTrack)
}

// raw sends one request with these cookies and no others.
func (b *badSite) raw(method, target, body string, cookies []*http.Cookie, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.t.Context(), method, "http://127.0.0.1:8080/", strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000" // as a visitor: past the proxy
	u, err := url.ParseRequestURI(target)
	if err != nil {
		b.t.Fatalf("address %q: %v", target, err)
	}
	r.URL, r.RequestURI = u, target
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == post {
		r.Header.Set("Content-Type", formType)
	}
	for _, c := range cookies {
		if c != nil {
			r.AddCookie(c)
		}
	}
	for _, f := range change {
		f(r)
	}
	b.asked = true
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

// freeze remembers the database. On SQLite one connection watches whether anybody committed.
func (b *badSite) freeze() {
	b.t.Helper()
	b.tables = map[string]badTable{}
	for _, name := range b.tableNames() {
		b.tables[name] = b.read(name)
	}
	if b.db.Dialect == db.SQLite {
		pool, err := b.db.Gorm(b.t.Context()).DB()
		b.ok(err)
		b.watch, err = pool.Conn(b.t.Context())
		b.ok(err)
		b.t.Cleanup(func() { _ = b.watch.Close() })
	}
	b.seen = b.commits()
}

// commits is another text as soon as anybody has changed anything: SQLite tells one connection whether others
// committed, the server adds up its tables.
func (b *badSite) commits() string {
	if b.watch != nil {
		var n int64
		b.ok(b.watch.QueryRowContext(b.t.Context(), "PRAGMA data_version").Scan(&n))
		return idText(n)
	}
	names := slices.Sorted(maps.Keys(b.tables))
	var sums []map[string]any
	b.ok(b.db.Gorm(b.t.Context()).Raw("CHECKSUM TABLE " + strings.Join(names, ", ")).Scan(&sums).Error)
	return fmt.Sprint(sums)
}

// tableNames are all tables but goose's own and the blocks of ids, which nobody gives back.
func (b *badSite) tableNames() []string {
	all, err := b.db.Gorm(b.t.Context()).Migrator().GetTables()
	b.ok(err)
	return slices.DeleteFunc(all, func(name string) bool {
		return strings.HasPrefix(name, "goose") || strings.HasPrefix(name, "sqlite") || name == "sequences"
	})
}

func (b *badSite) read(name string) badTable {
	var t badTable
	b.ok(b.db.Gorm(b.t.Context()).Table(name).Find(&t.rows).Error)
	lines := make([]string, len(t.rows))
	for i, row := range t.rows {
		if name == "leads" {
			delete(row, "sort_at") // the database works it out
		}
		for column, v := range row {
			if raw, ok := v.([]byte); v == nil || ok && len(raw) == 0 {
				row[column] = []byte{} // no column of ours is NULL; drivers give back no empty bytes
			}
		}
		lines[i] = fmt.Sprint(row) // maps print sorted
	}
	slices.Sort(lines)
	t.sum = sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return t
}

// stored compares the database with the beginning: which tables changed, and what is in them now.
func (b *badSite) stored() map[string]badTable {
	now := b.commits()
	if now == b.seen {
		return nil
	}
	if now == b.last {
		return b.diff
	}
	diff := map[string]badTable{}
	for name, was := range b.tables {
		if now := b.read(name); now.sum != was.sum {
			diff[name] = now
		}
	}
	b.last, b.diff = now, diff
	return diff
}

// restore puts the changed tables back, if any request may have changed one.
func (b *badSite) restore() {
	b.t.Helper()
	if !b.asked {
		return
	}
	b.asked = false
	diff := b.stored()
	if len(diff) > 0 { // what the process remembers goes with the database
		people, err := org.New(b.db, b.clock)
		b.ok(err)
		b.Org, b.Publish, b.sheets = people, &publish.Service{DB: b.db, Case: b.clock, Wall: b.clock}, new(sheets)
	}
	if len(diff) > 0 {
		b.tx(func(ctx context.Context, tx db.Tx) error {
			for name := range diff {
				if err := b.putBack(ctx, tx, name); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if diff != nil {
		b.seen = b.commits()
	}
}

func (b *badSite) putBack(ctx context.Context, tx db.Tx, name string) error {
	if err := tx.Gorm(ctx).Table(name).Where("1 = 1").Delete(nil).Error; err != nil {
		return err
	}
	for _, row := range b.tables[name].rows {
		if err := tx.Gorm(ctx).Table(name).Create(maps.Clone(row)).Error; err != nil {
			return err
		}
	}
	return nil
}

// holds reports that a column of the changed tables is exactly this text.
func holds(diff map[string]badTable, text string) bool {
	for _, table := range diff {
		for _, row := range table.rows {
			for _, v := range row {
				if s, ok := v.(string); ok && s == text {
					return true
				}
				if raw, ok := v.([]byte); ok && string(raw) == text {
					return true
				}
			}
		}
	}
	return false
}

// version is the newest one of a lead.
func (b *badSite) version(step string) string {
	return idText(b.ref(b.leads[step].number).Version)
}

// reader is an account that may open pages of a permission, "" for the public ones.
func (b *badSite) reader(perm org.Permission) string {
	b.t.Helper()
	if perm == org.Public {
		return ""
	}
	for _, user := range []string{"handler", "city", "operator", "discipline", "admin", "second"} {
		if b.actor(user).Can(perm) {
			return user
		}
	}
	b.t.Fatalf("nobody here may %s", perm)
	return ""
}
