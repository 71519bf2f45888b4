//go:build failpoint

package failpoint

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// variable names the marks at which this process shall suffer.
const variable = "SUNLEAD_FAILPOINT"

// trap is one armed mark.
type trap struct {
	at   int64 // the hit that counts, from 1
	do   func()
	hits atomic.Int64
}

var armed = sync.OnceValue(func() map[string]*trap {
	value, _ := os.LookupEnv(variable)
	traps := map[string]*trap{}
	for one := range strings.SplitSeq(value, ",") {
		if one != "" {
			name, t := parse(one)
			traps[name] = t
		}
	}
	return traps
})

// Hit is a place at which this process may have to suffer.
func Hit(name string) {
	if t := armed()[name]; t != nil && t.hits.Add(1) == t.at {
		fmt.Fprintln(os.Stderr, "failpoint", name)
		t.do()
	}
}

// parse reads name[:hit][:action]. A mark that is none would never be hit, and a fault run would prove nothing.
func parse(one string) (string, *trap) {
	parts := strings.Split(one, ":")
	known := false
	for _, p := range Points() {
		known = known || p.Name == parts[0]
	}
	if !known {
		panic(variable + ": no such mark: " + parts[0])
	}
	t := &trap{at: 1, do: kill}
	for _, part := range parts[1:] {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			t.at = n
		} else {
			t.do = action(part)
		}
	}
	return parts[0], t
}

func action(word string) func() {
	if wait, ok := strings.CutPrefix(word, "sleep="); ok {
		d, err := time.ParseDuration(wait)
		if err != nil {
			panic(variable + ": " + err.Error())
		}
		return func() { time.Sleep(d) }
	}
	switch word {
	case "kill":
		return kill
	case "stop":
		return stop
	case "panic":
		return func() { panic(variable) }
	default:
		panic(variable + ": no such action: " + word)
	}
}

// kill ends the process at once: nothing is deferred, flushed or answered.
func kill() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}
