package httpd

import (
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
	"sunlead/web"
)

// heapRow is the jobs of one kind; Kind is posted to start its dead ones again.
type heapRow struct {
	Name, Kind, Waiting, Oldest string
	Dead                        int
}

// deadRow is one job that waits for a person.
type deadRow struct{ ID, Name, Attempts, Since, Reason string }

// systemState is the one sentence: is there anything to do, and what.
func (s *Server) systemState(f system) web.Notice {
	urgent, waits := s.systemTodo(f)
	todo := append(urgent, waits...)
	if len(todo) == 0 {
		return web.Notice{Look: web.Done, Title: s.Texts.T("admin.system.well"), Text: s.Texts.T("admin.system.well.text")}
	}
	look := web.Soon
	if len(urgent) > 0 {
		look = web.Late
	}
	return web.Notice{Look: look, Title: todo[0], Text: strings.Join(todo[1:], "")}
}

// systemTodo lists what is wrong: what a person must mend, and what mends itself but should be known.
func (s *Server) systemTodo(f system) (urgent, waits []string) {
	say := func(list *[]string, is bool, key string, pairs ...any) {
		if is {
			*list = append(*list, s.Texts.T("admin.system.todo."+key, pairs...))
		}
	}
	dead, oldest := 0, time.Duration(0)
	for _, h := range f.heaps {
		dead += h.Dead
		oldest = max(oldest, h.Age(f.now))
	}
	say(&urgent, f.alive() == 0, "workers")
	say(&urgent, f.wait > stepPromise, "steps", "time", s.span(f.wait))
	ago, _ := f.swept()
	say(&urgent, f.alive() > 0 && ago > jobPromise, "sweep", "time", s.span(ago))
	say(&urgent, dead > 0, "dead", "n", dead)
	say(&waits, f.queue != nil, "queue")
	say(&waits, oldest > jobPromise, "jobs", "time", s.span(oldest))
	return urgent, waits
}

func (f system) alive() int {
	n := 0
	for _, w := range f.workers {
		if !w.Lost(f.now) {
			n++
		}
	}
	return n
}

// systemParts is a line for each thing the program stands on.
func (s *Server) systemParts(f system) web.Table {
	t := web.Table{Caption: s.Texts.T("admin.system.parts"), Quiet: true, Columns: s.columns("part", "state", "about")}
	line := func(key, look, state string, pairs ...any) {
		t.Rows = append(t.Rows, []web.Cell{
			{Text: s.Texts.T("admin.system." + key)},
			{Tag: &web.Tag{Look: look, Text: s.Texts.T("admin.system." + state)}},
			{Text: s.Texts.T("admin.system."+key+"."+state, pairs...)},
		})
	}
	line("database", web.Done, "ok", "engine", errs.T("admin.system.engine."+string(s.Jobs.DB.Dialect)), "ms", f.database.Milliseconds(), "version", f.schema)
	if f.queue == nil {
		line("queue", web.Done, "ok")
	} else {
		line("queue", web.Soon, "degraded")
	}
	if n := f.alive(); n > 0 {
		line("worker", web.Done, "ok", "n", n)
	} else {
		line("worker", web.Late, "down")
	}
	switch ago, late := f.swept(); {
	case f.wait > stepPromise:
		line("sweep", web.Late, "late", "time", s.span(f.wait))
	case f.alive() == 0:
		line("sweep", web.Late, "down")
	case ago > jobPromise:
		line("sweep", web.Late, "fails", "ago", s.span(ago))
	default:
		line("sweep", web.Done, "ok", "ago", s.span(ago), "late", s.span(late))
	}
	return t
}

// swept is since when no living worker has looked at the ladder, and how late the latest step was. A worker that
// has just started is about to look.
func (f system) swept() (ago, late time.Duration) {
	at := int64(0)
	for _, w := range f.workers {
		if !w.Lost(f.now) {
			at, late = max(at, w.Swept, w.Started), max(late, time.Duration(w.Late)*time.Millisecond)
		}
	}
	return f.now.Sub(clock.FromMilli(at)), late
}

// workerName is how many letters of a worker's name of chance are shown.
const workerName = 6

func (s *Server) systemWorkers(f system) web.Table {
	t := web.Table{
		Caption: s.Texts.T("admin.system.workers"), Quiet: true, Empty: s.Texts.T("admin.system.workers.none"),
		Columns: s.columns("name", "state", "started", "seen", "late"),
	}
	for _, w := range f.workers {
		state := &web.Tag{Look: web.Done, Text: s.Texts.T("admin.system.alive")}
		if w.Lost(f.now) {
			state = &web.Tag{Look: web.Late, Text: s.Texts.T("admin.system.lost")}
		}
		t.Rows = append(t.Rows, []web.Cell{
			{Text: w.ID[:min(len(w.ID), workerName)], Code: true},
			{Tag: state},
			{Text: beijing(w.Started, "01-02 15:04")},
			{Text: s.Texts.T("admin.system.ago", "time", s.span(f.now.Sub(clock.FromMilli(w.Seen))))},
			{Text: s.span(time.Duration(w.Late) * time.Millisecond)},
		})
	}
	return t
}

func (s *Server) columns(keys ...string) []web.Column {
	list := make([]web.Column, len(keys))
	for i, key := range keys {
		list[i].Label = s.Texts.T("admin.system.column." + key)
	}
	return list
}

func (s *Server) heapRows(f system) []heapRow {
	rows := make([]heapRow, len(f.heaps))
	for i, h := range f.heaps {
		rows[i] = heapRow{Name: s.jobName(h.Kind), Kind: string(h.Kind), Waiting: strconv.Itoa(h.Waiting), Oldest: "—", Dead: h.Dead}
		if h.Waiting > 0 {
			rows[i].Oldest = s.span(h.Age(f.now))
		}
	}
	return rows
}

func (s *Server) deadRows(f system) []deadRow {
	rows := make([]deadRow, len(f.dead))
	for i, r := range f.dead {
		rows[i] = deadRow{idText(r.ID), s.jobName(r.Kind), strconv.FormatInt(r.Attempts, 10), beijing(r.Created, "01-02 15:04"), r.Failure}
	}
	return rows
}

// jobName is a kind in words; one that has none shows as it is.
func (s *Server) jobName(kind outbox.Kind) string {
	if key := "admin.system.job." + string(kind); s.Texts.Has(key) {
		return s.Texts.T(key)
	}
	return string(kind)
}

// spans are the words for a length of time, the longest first.
var spans = []struct {
	unit time.Duration
	key  string
}{{24 * time.Hour, "days"}, {time.Hour, "hours"}, {time.Minute, "minutes"}, {time.Second, "seconds"}}

// span says how long something took, in the largest unit that fits twice, or in seconds.
func (s *Server) span(d time.Duration) string {
	for _, one := range spans {
		if n := d / one.unit; n >= 2 || n >= 1 && one.unit == time.Second {
			return s.Texts.T("admin.system.span."+one.key, "n", int(n))
		}
	}
	return s.Texts.T("admin.system.span.moment")
}
