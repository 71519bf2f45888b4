package testkit_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// TestFull holds what needs a real service; in a quick run it is empty.
func TestFull(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("MariaDB keeps what it acknowledged over a kill", keepsOverKill)
	t.Run("MariaDB runs with the settings of deploy", runsWithSettings)
	t.Run("Redis starts again empty", startsAgainEmpty)
	t.Run("browser tells what is wrong with a page", tellsWhatIsWrong)
}

func keepsOverKill(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateMariaDB(t)
	config := db.Config{Dialect: db.MySQL, DSN: testkit.NewDatabase(t, server.Addr)}
	first, err := testkit.OpenConfig(t, config).Sequence("kept", 10).Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server.Kill()
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, err := testkit.OpenConfig(t, config).Sequence("kept", 10).Next(t.Context())
	if err != nil || second != first+10 {
		t.Errorf("first %d, after the kill %d, err %v", first, second, err)
	}
}

func runsWithSettings(t *testing.T) {
	t.Parallel()
	d := testkit.OpenDialect(t, db.MySQL)
	for name, want := range map[string]string{
		"innodb_flush_log_at_trx_commit": "1", "collation_server": "utf8mb4_bin",
		"skip_name_resolve": "1", "sync_binlog": "1",
	} {
		var got string
		if err := d.Gorm(t.Context()).Raw("SELECT @@global." + name).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s is %q, want %q, err %v", name, got, want, err)
		}
	}
}

func startsAgainEmpty(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateRedis(t)
	c := testkit.Redis{Addr: server.Addr}.Client(t)
	if err := c.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	policy, err := c.ConfigGet(t.Context(), "maxmemory-policy").Result()
	if err != nil || policy["maxmemory-policy"] != "noeviction" {
		t.Errorf("policy is %v, err %v", policy, err)
	}
	server.Kill()
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := c.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("after the kill it holds %d keys, err %v", n, err)
	}
}

const badPage = `<!doctype html><html><head><title>坏</title><link rel="icon" href="data:,">
<script>console.error("boo"); document.title = "scripted"</script><script src="/missing.js"></script></head>
<body><main><h1>坏</h1><div style="width:600px">宽</div><img src="data:,"><form action="/good"><input name=q value=old><input type=checkbox name=box><button id=go>走</button></form></main></body></html>`

const goodPage = `<!doctype html><html lang="zh-CN"><head><title>好</title><link rel="icon" href="data:,"></head>
<body><main><h1>好</h1><noscript><p>plain</p></noscript></main></body></html>`

func tellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	for path, page := range map[string]string{"/bad": badPage, "/good": goodPage} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "img-src 'self' data:; script-src 'self' 'unsafe-inline'")
			if path == "/bad" {
				w.WriteHeader(http.StatusUnprocessableEntity)
			}
			_, _ = w.Write([]byte(page))
		})
	}
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	browser := testkit.NewBrowser(t)
	tab := browser.Open(site.URL + "/bad")
	var complaints string
	for range 1000 { // the browser tells in its own time
		if complaints = strings.Join(tab.ConsoleErrors(), "\n"); strings.Contains(complaints, "missing.js") {
			break
		}
		tab.MustEval(`() => 1`)
	}
	if !strings.Contains(complaints, "boo") || !strings.Contains(complaints, "missing.js") || strings.Contains(complaints, "status of 422") {
		t.Errorf("complaints are %s", complaints)
	}
	var broken []string
	for _, v := range tab.Axe() {
		broken = append(broken, v.ID)
	}
	if !slices.Contains(broken, "html-has-lang") || !slices.Contains(broken, "image-alt") {
		t.Errorf("axe finds %q", broken)
	}
	tab.Screenshots("testkit-bad")
	tab.Width(320)
	if tab.Sideways() < 200 {
		t.Errorf("the page is %d px too wide", tab.Sideways())
	}
	tab.NoScript()
	tab.MustReload().MustWaitLoad()
	tab.Type("[name=q]", "新")
	tab.Press("[name=box]")
	tab.Click("#go")
	if !strings.HasSuffix(tab.MustInfo().URL, "/good?q=%E6%96%B0&box=on") {
		t.Errorf("the form led to %s", tab.MustInfo().URL)
	}
	if tab.Sideways() != 0 || len(tab.Axe()) != 0 || !tab.MustHas("noscript p") {
		t.Errorf("the good page: %d px too wide, %v", tab.Sideways(), tab.Axe())
	}
}
