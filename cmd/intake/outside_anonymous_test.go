package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/testkit"
)

// traces are what a browser and the way to us tell of an anonymous reporter.
var traces = map[string]string{
	"source": "127.0.0.78", "forwarded": "203.0.113.77", "network": "203.0.113", "agent": "AnonymousCanary", "referrer": "canary-group.example",
	"language": "zz-canary", "cookie": "anonymous-cookie", "query": "anonymous-query", "encoding": "x-canary-encoding",
}

// Two hundred people report without a name; a hundred and forty of them are asked for work because they share a network.
// Two of them send pictures that say where they were taken. Afterwards nothing of what their browsers and cameras said is in
// the database, Redis, the logs, the figures, a file, or in anything that staff can take out. A quick run sends a tenth.
func TestOutside_anonymousIsAnonymous(t *testing.T) {
	t.Parallel()
	in, n := newInstallation(t), 20
	if testkit.Full() {
		n = 200
	}
	web := in.start("intake", nil, "INTAKE_LISTEN=127.0.0.1:0", "INTAKE_METRICS=127.0.0.1:0")
	worker := in.start("worker", nil, "INTAKE_METRICS=127.0.0.1:0")
	site, webFigures, workerFigures := web.listen("web server started"), web.listen("figures served"), worker.listen("figures served")
	for i := range n - 2 {
		in.reportNameless(site, i)
	}
	number := in.reportPictures(site)
	in.reportPictures(site)
	worker.eventually("all are routed", func() bool {
		var routed int64
		in.app.DB.Gorm(t.Context()).Table("leads").Where("routed > 0").Count(&routed)
		return routed == int64(n)
	})
	places := in.takenOut(site, number)
	webText, _ := scrape(t, webFigures)
	workerText, _ := scrape(t, workerFigures)
	places["the database"], places["Redis"] = in.everyRow(), in.everyKey()
	places["the web server's figures"], places["the worker's figures"] = webText, workerText
	web.stop()
	worker.stop()
	places["the web server's log"], places["the worker's log"], places["a file"] = web.text(), worker.text(), in.everyFile()
	for place, held := range places {
		for _, list := range []map[string]string{traces, pictureTraces} {
			for what, trace := range list {
				if strings.Contains(held, trace) {
					t.Errorf("%s holds the %s %q", place, what, trace)
				}
			}
		}
	}
	if text := "没有人知道是谁写的"; strings.Count(places["the database"], text) < n {
		t.Error("the database was not read: the reports themselves are not found")
	}
}

// nameless is a browser that tells everything.
func (in *installation) nameless(site string) *testkit.Visitor {
	in.t.Helper()
	v := testkit.NewVisitor(in.t, from(in.t, traces["source"], site))
	for name, value := range map[string]string{
		"User-Agent": traces["agent"] + "/1.0", "Referer": "http://" + traces["referrer"] + "/", "X-Forwarded-For": traces["forwarded"], "X-Real-IP": traces["forwarded"],
		"Forwarded": "for=" + traces["forwarded"], "X-Network": traces["network"], "Accept-Language": traces["language"], "Accept-Encoding": traces["encoding"],
		"Sec-CH-UA": traces["agent"], "X-Request-Id": traces["agent"], "Cookie": "other=" + traces["cookie"],
	} {
		v.Header.Set(name, value)
	}
	return v
}

// reportNameless sends one report on one page and opens it once.
func (in *installation) reportNameless(site string, i int) {
	in.t.Helper()
	v := in.nameless(site)
	f := v.Get("/report/all?from=" + traces["query"]).Form(`form[action="/report/all"]`)
	for name, value := range map[string]string{
		"cat": "fee", "district": "650102", "about": "school", "text": fmt.Sprintf("没有人知道是谁写的，第 %d 件：报名时要求先交钱", i), "mode": "anonymous",
	} {
		f.Set(name, value)
	}
	if p := in.worksOff(v, v.Submit(f, goOn(f))); len(p.All(".receipt__code")) == 0 {
		in.t.Fatalf("no receipt: %d\n%s", p.Status, p.Text())
	}
}

// worksOff does the work that is asked of who comes with many from one network, or quicker than anybody writes.
func (in *installation) worksOff(v *testkit.Visitor, p *testkit.Page) *testkit.Page {
	in.t.Helper()
	if len(p.All("form[data-work]")) == 0 {
		return p
	}
	f := p.Form("main form[method=post]")
	values := f.Values()
	values.Set("altcha", solve(in.t, p.One("form[data-work]").Attr("data-work")))
	return v.Post(f.Action, values)
}

// solve finds the number of a challenge, as the browser's script does.
func solve(t *testing.T, work string) string {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal([]byte(work), &c); err != nil {
		t.Fatal(err)
	}
	salt, _ := c["salt"].(string)
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(salt + strconv.Itoa(n)))
		if hex.EncodeToString(sum[:]) == c["challenge"] {
			c["number"] = n
			b, _ := json.Marshal(c)
			return base64.StdEncoding.EncodeToString(b)
		}
	}
}

// everyRow is the whole database as text.
func (in *installation) everyRow() string {
	in.t.Helper()
	g := in.app.DB.Gorm(in.t.Context())
	tables, err := g.Migrator().GetTables()
	if err != nil || len(tables) < 20 {
		in.t.Fatalf("%d tables: %v", len(tables), err)
	}
	var all bytes.Buffer
	for _, table := range tables {
		var rows []map[string]any
		if err := g.Table(table).Find(&rows).Error; err != nil {
			in.t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				if b, is := value.([]byte); is {
					value = string(b)
				}
				fmt.Fprintln(&all, table, column, value)
			}
		}
	}
	return all.String()
}

// everyKey is all that Redis holds, as it would hand it to another one.
func (in *installation) everyKey() string {
	in.t.Helper()
	options, err := redis.ParseURL(in.setting("INTAKE_REDIS_URL"))
	if err != nil {
		in.t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	keys, err := client.Keys(in.t.Context(), "*").Result()
	if err != nil || len(keys) == 0 {
		in.t.Fatalf("%d keys: %v", len(keys), err)
	}
	var all bytes.Buffer
	for _, key := range keys {
		fmt.Fprintln(&all, key, client.Get(in.t.Context(), key).Val(), client.HGetAll(in.t.Context(), key).Val(),
			client.LRange(in.t.Context(), key, 0, -1).Val(), client.SMembers(in.t.Context(), key).Val(), client.ZRange(in.t.Context(), key, 0, -1).Val())
	}
	return all.String()
}

// everyFile is what the installation wrote to the disk: its keys, and the database where that is a file.
func (in *installation) everyFile() string {
	in.t.Helper()
	dirs := []string{in.setting("INTAKE_KEYS")}
	if file, is := strings.CutPrefix(in.setting("INTAKE_DATABASE_URL"), "sqlite://"); is {
		dirs = append(dirs, filepath.Dir(file))
	}
	var all bytes.Buffer
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) == 0 {
			in.t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				continue // a folder
			}
			all.Write(b)
		}
	}
	return all.String()
}

func (in *installation) setting(name string) string {
	for _, line := range in.env {
		if value, is := strings.CutPrefix(line, name+"="); is {
			return value
		}
	}
	in.t.Fatalf("%s is not set", name)
	return ""
}
