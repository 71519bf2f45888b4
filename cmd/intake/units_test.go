package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/config"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

// unit is the text of one unit file.
type unit struct{ name, text string }

func units(t *testing.T) []unit {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(testkit.Root(t), "deploy", "systemd", "*.service"))
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	var all []unit
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, unit{filepath.Base(file), string(text)})
	}
	return all
}

// values are what a unit says under a name, in order.
func (u unit) values(name string) []string {
	var list []string
	for _, m := range regexp.MustCompile(`(?m)^`+name+`=(.*)$`).FindAllStringSubmatch(u.text, -1) {
		list = append(list, m[1])
	}
	return list
}

// variables are the names of ours that a file sets, a comment's too.
func variables(text string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`\b(INTAKE_[A-Z_]+?)(_FILE)?=`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

func TestUnits_setOnlyWhatTheProgramsKnow(t *testing.T) {
	t.Parallel()
	env, err := os.ReadFile(filepath.Join(testkit.Root(t), "deploy", "sunlead.env"))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range append(units(t), unit{"sunlead.env", string(env)}) {
		names := variables(u.text)
		if len(names) == 0 {
			t.Errorf("%s sets nothing", u.name)
		}
		for _, name := range names {
			if !slices.Contains(config.Names(), name) {
				t.Errorf("%s: nobody knows %s", u.name, name)
			}
		}
	}
}

func TestUnits_runWhatThereIs(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"sunlead-intake@.service": "intake serve", "sunlead-worker@.service": "worker", "sunlead-migrate.service": "intake migrate",
	}
	for _, u := range units(t) {
		line := u.values("ExecStart")
		if len(line) != 1 || strings.TrimPrefix(line[0], "/usr/local/bin/") != want[u.name] {
			t.Errorf("%s runs %q", u.name, line)
			continue
		}
		words := strings.Fields(want[u.name])
		if _, err := os.Stat(filepath.Join(testkit.Root(t), "cmd", words[0])); err != nil {
			t.Error(err)
		}
		if len(words) > 1 && commands[words[1]] == nil {
			t.Errorf("%s: there is no %s", u.name, line)
		}
	}
}

// Every key of the ring is handed over, and the units give the programs time to stop.
func TestUnits_handOverEveryKeyAndWaitForTheDrain(t *testing.T) {
	t.Parallel()
	ring := t.TempDir()
	if _, err := vault.LoadRing(ring, true); err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadDir(ring)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units(t) {
		for _, key := range keys {
			if !slices.Contains(u.values("LoadCredential"), key.Name()+":/etc/sunlead/keys/"+key.Name()) {
				t.Errorf("%s does not hand over %s", u.name, key.Name())
			}
		}
		for _, line := range []string{"DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict"} {
			if !strings.Contains(u.text, "\n"+line+"\n") {
				t.Errorf("%s lacks %s", u.name, line)
			}
		}
		if u.name == "sunlead-migrate.service" {
			continue
		}
		stop, err := time.ParseDuration(strings.Join(u.values("TimeoutStopSec"), "") + "s")
		if err != nil || stop <= 2*drainTime || !slices.Equal(u.values("Restart"), []string{"on-failure"}) {
			t.Errorf("%s: stops in %s, restarts %q, %v", u.name, stop, u.values("Restart"), err)
		}
	}
}

// What systemd itself says of the units, where it is installed.
func TestUnits_systemdUnderstandsThem(t *testing.T) {
	t.Parallel()
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return
	}
	dir := t.TempDir()
	for _, u := range units(t) {
		text := regexp.MustCompile(`/usr/local/bin/\w+`).ReplaceAllString(u.text, "/bin/true") // nothing is installed here
		file := filepath.Join(dir, u.name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), verify, "verify", file).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", u.name, err, out)
		}
	}
}

// partOfAddress keeps three groups of an address: half of IPv4's bits and more, and far less than half of IPv6's.
var partOfAddress = regexp.MustCompile(`map \$remote_addr \$network \{\s*` +
	`"~\^\(\?<v4>\[0-9\]\+\\\.\[0-9\]\+\\\.\[0-9\]\+\)\\\." +\$v4;\s*` +
	`"~\^\(\?<v6>\[0-9a-f\]\*:\[0-9a-f\]\*:\[0-9a-f\]\*\)" +\$v6;\s*` +
	`default +"";\s*\}`)

// nginx writes no reader's address, and passes on no more than the first part of one.
func TestNginx_knowsNobody(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(testkit.Root(t), "deploy", "nginx.conf"))
	if err != nil {
		t.Fatal(err)
	}
	rest := partOfAddress.ReplaceAllString(string(text), "")
	if rest == string(text) || strings.Count(rest, "$network") != 1 || !strings.Contains(rest, "proxy_set_header X-Network $network;") {
		t.Error("what is made of an address is not what it may be, or it goes elsewhere than to the web server")
	}
	for _, name := range []string{"remote_addr", "remote_user", "http_user_agent", "http_referer", "http_cookie", "$request ", "forwarded_for", "combined"} {
		if strings.Contains(rest, name) {
			t.Errorf("it uses %s", name)
		}
	}
	for directive := range strings.SplitSeq(string(text), ";") {
		directive = strings.TrimSpace(directive)
		if strings.HasPrefix(directive, "error_log") && directive != "error_log /dev/null emerg" {
			t.Errorf("%s: its lines name the reader's address", directive)
		}
	}
	for _, line := range []string{`proxy_set_header X-Forwarded-For "";`, `proxy_set_header X-Real-IP "";`, "log_format sunlead '$time_iso8601 ", "    gzip off;"} {
		if !strings.Contains(string(text), line) {
			t.Errorf("it lacks %s", line)
		}
	}
	if n := strings.Count(string(text), "server_name"); n != strings.Count(string(text), "error_log /dev/null emerg;") || n != strings.Count(string(text), "access_log ") {
		t.Error("a server writes logs of its own")
	}
}
