package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
)

// KeyNotice is the kind of the 《超期事项抄告》 to the discipline body.
const KeyNotice = "message.step.notice"

// Message is what is to be told, and to whom: all staff of a unit who have one of the roles.
type Message struct {
	Key    string // text key
	Number string // 登记编号
	Unit   int64
	Roles  []org.Role
	Wall   int64   // whose misconduct it is about; 0 for none
	Not    []int64 // who may not hear of it, whatever their seat: they stepped aside
	Args   map[string]any
	At     int64 // Case ms; 0 for now
}

// Entry is one message in one person's inbox. Kind is the text key, Args its arguments; whole numbers among
// them are int64.
type Entry struct {
	ID       int64
	StaffID  int64
	Kind     string
	Number   string
	Data     string         `gorm:"column:args"`
	Args     map[string]any `gorm:"-"`
	WallUnit int64
	At       int64 // Case ms
	Seen     int64 // Case ms, 0 for not yet
}

// TableName tells the store where messages lie.
func (Entry) TableName() string { return "messages" }

// Page is one page of an inbox, newest first. More says that there are others after the last.
type Page struct {
	Entries []Entry
	More    bool
}

// Next is the key of the following page, 0 for none.
func (p Page) Next() int64 {
	if !p.More || len(p.Entries) == 0 {
		return 0
	}
	return p.Entries[len(p.Entries)-1].ID
}

// Service delivers messages and shows them.
type Service struct {
	DB   *db.DB
	Case clock.Clock
	Log  *slog.Logger
}

// Deliver puts messages into the inboxes of those they are for, in the caller's transaction; only the worker
// calls it. A person who has two of the roles is told once. A message that reaches nobody is logged: an
// unstaffed office is for the administrator, and trying again would not help.
func (s *Service) Deliver(ctx context.Context, tx db.Tx, messages []Message) error {
	found := finder{tx: tx, known: map[seat][]org.Staff{}}
	var entries []Entry
	for _, m := range messages {
		people, err := found.recipients(ctx, m)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			s.Log.WarnContext(ctx, "message reaches nobody", slog.String("key", m.Key), slog.Int64("unit", m.Unit))
			continue
		}
		more, err := s.entries(tx, m, people)
		if err != nil {
			return err
		}
		entries = append(entries, more...)
	}
	return db.Insert(ctx, tx, entries)
}

func (s *Service) entries(tx db.Tx, m Message, people []org.Staff) ([]Entry, error) {
	args := m.Args
	if args == nil {
		args = map[string]any{}
	}
	data, err := json.Marshal(args)
	if err != nil {
		return nil, fmt.Errorf("encode message %s: %w", m.Key, err)
	}
	at := m.At
	if at == 0 {
		at = clock.Milli(s.Case.Now())
	}
	out := make([]Entry, len(people))
	for i, p := range people {
		out[i] = Entry{ID: tx.NextID(), StaffID: p.ID, Kind: m.Key, Number: m.Number, Data: string(data), WallUnit: m.Wall, At: at}
	}
	return out, nil
}

// seat is one question to org; a batch of messages asks the same few again and again.
type seat struct {
	unit  int64
	role  org.Role
	named bool
}

type finder struct {
	tx    db.Tx
	known map[seat][]org.Staff
}

// recipients are those a message is for. When all of them stepped aside, it is for the leader, and then for the city's.
func (f *finder) recipients(ctx context.Context, m Message) ([]org.Staff, error) {
	people, err := f.seated(ctx, m)
	for _, next := range m.instead() {
		if err != nil || len(people) > 0 {
			break
		}
		people, err = f.seated(ctx, next)
	}
	return people, err
}

// instead is the message to those who hear it when nobody else is left.
func (m Message) instead() []Message {
	if len(m.Not) == 0 || m.Unit == org.DisciplineID {
		return nil
	}
	leader, city := m, m
	leader.Roles = []org.Role{org.Leader}
	city.Unit, city.Roles = org.CityID, leader.Roles
	return []Message{leader, city}
}

// seated are those in the seats the message is for, without whom it must not reach.
func (f *finder) seated(ctx context.Context, m Message) ([]org.Staff, error) {
	var out []org.Staff
	told := map[int64]bool{}
	for _, role := range m.Roles {
		staff, err := f.who(ctx, seat{m.Unit, role, m.Wall != 0 && m.Unit != org.DisciplineID})
		if err != nil {
			return nil, err
		}
		for _, p := range staff {
			if !told[p.ID] && m.mayReach(p) && !slices.Contains(m.Not, p.ID) {
				told[p.ID] = true
				out = append(out, p)
			}
		}
	}
	return out, nil
}

func (f *finder) who(ctx context.Context, q seat) ([]org.Staff, error) {
	if staff, ok := f.known[q]; ok {
		return staff, nil
	}
	staff, err := org.Who(ctx, f.tx, q.unit, q.role, q.named)
	if err != nil {
		return nil, err
	}
	f.known[q] = staff
	return staff, nil
}

// mayReach is the wall: who may be told of a lead is who may open it. A walled message is for the discipline
// body, which stands outside of every wall, and for named persons of the city when it is not about the city;
// never for the 专班, never for anybody in a district.
func (m Message) mayReach(p org.Staff) bool {
	if m.Wall == 0 {
		return true
	}
	if org.OnlyOne(m.Wall) {
		return m.Wall == org.OnlyFor(p.ID)
	}
	switch org.UnitByID(p.UnitID).Kind {
	case org.Discipline:
		return p.Role == org.DisciplineOfficer
	case org.City:
		return p.Named && p.Role != org.Monitor && m.Wall != org.CityID
	default:
		return false
	}
}

// Inbox returns one page of the actor's messages; after is the id of the last one of the page before, 0 for
// the first page, and limit 0 means 50.
func (s *Service) Inbox(ctx context.Context, a org.Actor, after int64, limit int) (Page, error) {
	return s.page(ctx, a, "", after, limit)
}

// Notices returns one page of the 抄告 addressed to the actor, as Inbox does.
func (s *Service) Notices(ctx context.Context, a org.Actor, after int64, limit int) (Page, error) {
	return s.page(ctx, a, KeyNotice, after, limit)
}

// decode reads stored arguments; what cannot be read shows as none.
func decode(data string) map[string]any {
	args := map[string]any{}
	d := json.NewDecoder(strings.NewReader(data))
	d.UseNumber()
	if d.Decode(&args) != nil {
		return map[string]any{}
	}
	for k, v := range args {
		if n, ok := v.(json.Number); ok {
			if whole, err := n.Int64(); err == nil {
				args[k] = whole
			}
		}
	}
	return args
}
