package job

import (
	"strings"
	"testing"
)

// An address of Redis is read or refused; the refusal shows nothing of it.
func FuzzParseRedis(f *testing.F) {
	for _, seed := range []string{"redis://r:6379/0", "rediss://u:p@r", "redis://%zz", "", "http://r", "redis://r/99999999999999999999", "unix:///x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		o, err := ParseRedis(address)
		if err == nil && (len(o.Addrs) != 1 || o.Addrs[0] == "") {
			t.Errorf("%q gives %v", address, o.Addrs)
		}
		if err != nil && len(address) > 12 && !strings.Contains("redis://host:port/0", address) && strings.Contains(err.Error(), address) {
			t.Errorf("the error shows %q", address)
		}
	})
}
