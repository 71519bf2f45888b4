package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sunlead/internal/testkit"
)

// TestOperate follows docs/operate.md: every block marked `sh run`, in one shell, on a MariaDB and a Redis of its own.
func TestOperate(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o := newOperator(t)
	o.follows("## 5.") // up to a running site
	in, webs := o.station()
	printed := o.read("log", "intake-"+webs[0].base.Port()+".log")
	setUp(t, webs[1].visitor(), printed) // the token of one at the other
	in.mainPath(webs[0])
	for _, p := range webs {
		if got := p.visitor().Get("/readyz"); got.Status != 200 || got.Body != "ok\n" {
			t.Errorf("/readyz: %d %q", got.Status, got.Body)
		}
	}
	o.follows("")
	for _, p := range webs {
		if listens(t.Context(), p.base.Host) {
			t.Error("a web server still listens after the stop")
		}
	}
	for _, name := range []string{"intake-" + webs[0].base.Port(), "intake-" + webs[1].base.Port(), "worker-1", "worker-2"} {
		logged(t, o.read("log", name+".log"))
	}
	o.dumpHidesThePhone()
	o.secretsAreRootsAlone()
}

// operator is somebody with a shell and the page.
type operator struct {
	t     *testing.T
	dir   string
	db    string
	ports []string
	shell io.Writer
	says  *bufio.Reader
	next  int // of the blocks
	page  string
}

func newOperator(t *testing.T) *operator {
	t.Helper()
	o := &operator{t: t, dir: t.TempDir(), db: testkit.PrivateMariaDB(t).Addr, ports: []string{anyPort(t), anyPort(t)}}
	page, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs", "operate.md"))
	if err != nil {
		t.Fatal(err)
	}
	o.page = string(page)
	host, port, err := net.SplitHostPort(o.db)
	if err != nil {
		t.Fatal(err)
	}
	admin := " -h " + host + " -P " + port + " -u root"
	o.open("SUN_BIN="+programs(t), "SUN_SRC="+testkit.Root(t), "SUN_DB="+o.db, "SUN_ADMIN=mariadb"+admin, "SUN_DUMP=mariadb-dump"+admin,
		"SUN_ETC="+o.dir+"/etc", "SUN_LOG="+o.dir+"/log", "SUN_BACKUP="+o.dir+"/backup", "SUN_KEYS_BACKUP="+o.dir+"/keys",
		"SUN_REDIS=redis://"+testkit.PrivateRedis(t).Addr+"/0", "SUN_PORTS="+strings.Join(o.ports, " "), "SUN_PUBLIC=http://127.0.0.1:"+o.ports[0])
	return o
}

func anyPort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// open starts the shell; whatever it started ends with it.
func (o *operator) open(env ...string) {
	o.t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(o.t.Context()), "bash", "-eu", "-o", "pipefail")
	cmd.Env = append(os.Environ(), env...)
	r, w, err := os.Pipe()
	if err != nil {
		o.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if o.shell, err = cmd.StdinPipe(); err != nil {
		o.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	_ = w.Close()
	o.says = bufio.NewReader(r)
	o.t.Cleanup(func() {
		_, _ = io.WriteString(o.shell, "\nkill $running 2>/dev/null; exit 0\n")
		_ = cmd.Wait()
		_ = r.Close()
	})
}

var block = regexp.MustCompile("(?s)```sh run\n(.*?)```")

// follows runs the blocks that come before a heading, all that are left for "".
func (o *operator) follows(until string) {
	o.t.Helper()
	ends := len(o.page)
	if until != "" {
		ends = strings.Index(o.page, "\n"+until)
	}
	for ; ; o.next++ {
		all := block.FindAllStringSubmatchIndex(o.page, -1)
		if o.next == len(all) || all[o.next][0] > ends {
			return
		}
		o.run(o.page[all[o.next][2]:all[o.next][3]])
	}
}

// run types one block and waits until the shell is through with it.
func (o *operator) run(text string) {
	o.t.Helper()
	const through = "- - through - -"
	if _, err := io.WriteString(o.shell, text+"\necho '"+through+"'\n"); err != nil {
		o.t.Fatal(err)
	}
	var said strings.Builder
	for {
		line, err := o.says.ReadString('\n')
		if strings.TrimSpace(line) == through {
			return
		}
		said.WriteString(line)
		if err != nil {
			o.t.Fatalf("the shell ended in\n%s\n%s", text, said.String())
		}
	}
}

// station is what the page has put up.
func (o *operator) station() (*station, []*process) {
	o.t.Helper()
	in := &station{t: o.t, addr: o.db, name: "sunlead"}
	var webs []*process
	for _, port := range o.ports {
		p := &process{t: o.t, said: &paper{}, base: &url.URL{Scheme: "http", Host: "127.0.0.1:" + port}}
		in.until("port "+port+" answers", func() bool { return listens(o.t.Context(), p.base.Host) })
		webs = append(webs, p)
	}
	return in, webs
}

func (o *operator) read(path ...string) string {
	o.t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{o.dir}, path...)...))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(text)
}

// dumpHidesThePhone looks into the backup of the database as a thief would.
func (o *operator) dumpHidesThePhone() {
	o.t.Helper()
	z, err := gzip.NewReader(strings.NewReader(o.read("backup", "sunlead.sql.gz")))
	if err != nil {
		o.t.Fatal(err)
	}
	dump, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(dump), "CREATE TABLE `leads`") {
		o.t.Fatalf("%d bytes, %v", len(dump), err)
	}
	for _, word := range []string{reporterPhone, "王女士", ownPassword} {
		if strings.Contains(string(dump), word) {
			o.t.Errorf("the backup shows %s", word)
		}
	}
}

func (o *operator) secretsAreRootsAlone() {
	o.t.Helper()
	for _, name := range []string{"database.url", "migrate.url", "redis.url", "keys", "keys/seal.key", "keys/pepper-1.key"} {
		info, err := os.Stat(filepath.Join(o.dir, "etc", name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			o.t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// Every name that the page takes from outside has a default in its first block.
func TestOperate_namesHaveDefaults(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(testkit.Root(t), "docs", "operate.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 8 {
		t.Fatalf("%d blocks", len(blocks))
	}
	for _, name := range regexp.MustCompile(`\$\{?(SUN_[A-Z_]+)`).FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(blocks[0][1], fmt.Sprintf(`: "${%s:=`, name[1])) {
			t.Errorf("%s has no default", name[1])
		}
	}
}
