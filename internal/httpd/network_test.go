package httpd

import (
	"encoding/binary"
	"net/http/httptest"
	"testing"
	"time"
)

func networkOf(n *networks, peer, said string, now time.Time) network {
	r := httptest.NewRequest("POST", "/", nil)
	r.RemoteAddr = peer
	if said != "" {
		r.Header.Set(networkHeader, said)
	}
	return n.of(r, now)
}

func TestNetworks_nameAPrefixAndNotAnAddress(t *testing.T) {
	t.Parallel()
	var n networks
	now := time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC)
	home := networkOf(&n, "203.0.113.9:4711", "", now)
	for _, c := range []struct {
		name, peer, said string
		same             bool
	}{
		{"the same house", "203.0.113.200:1", "", true},
		{"mapped into IPv6", "[::ffff:203.0.113.9]:1", "", true},
		{"another network", "203.0.114.9:1", "", false},
		{"a stranger cannot name another network", "203.0.113.9:1", "198.51.100.", true},
	} {
		if got := networkOf(&n, c.peer, c.said, now) == home; got != c.same {
			t.Errorf("%s: the same network: %v, want %v", c.name, got, c.same)
		}
	}
	if a, b := networkOf(&n, "[2001:db8:1:2::3]:1", "", now), networkOf(&n, "[2001:db8:1:ff00::1]:1", "", now); a != b || a == home {
		t.Error("one /48 is two networks, or none")
	}
	if a, b := networkOf(&n, "127.0.0.1:1", "203.0.113", now), networkOf(&n, "10.0.0.7:1", "203.0.113", now); a != b || a == (network{}) {
		t.Error("the proxy's word is not taken")
	}
	for _, peer := range []string{"127.0.0.1:1", "10.0.0.7:1", "[::1]:1", "@", ""} {
		if got := networkOf(&n, peer, "", now); got != (network{}) {
			t.Errorf("%q without a word of the proxy is network %x", peer, got)
		}
	}
	if networkOf(&n, "127.0.0.1:1", "<script>", now) != (network{}) {
		t.Error("nonsense names a network")
	}
	if later := networkOf(&n, "203.0.113.9:4711", "", now.Add(networkLife+time.Second)); later == home {
		t.Error("the key does not change")
	}
}

func TestMeter_forgets(t *testing.T) {
	t.Parallel()
	m := &meter{pace: time.Second, most: 10}
	now, home := time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC), network{1}
	for range 20 {
		m.add(home, now)
	}
	if got := m.add(home, now.Add(4*time.Second)); got != 7 {
		t.Errorf("after four seconds %v are remembered, want 7", got)
	}
	if got := m.add(home, now.Add(time.Hour)); got != 1 {
		t.Errorf("after an hour %v", got)
	}
	if got := m.add(home, now.Add(-time.Hour)); got != 2 {
		t.Errorf("a clock that was set back: %v", got)
	}
	if got := m.add(network{}, now); got != 0 {
		t.Errorf("an unknown network counts %v", got)
	}
}

func TestMeter_hasRoomForSoMany(t *testing.T) {
	t.Parallel()
	m := &meter{pace: time.Minute}
	now := time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC)
	for i := range 3*metersMost + 1 {
		m.add(network(binary.BigEndian.AppendUint64(nil, uint64(i)+1)), now)
	}
	if len(m.marks) > metersMost {
		t.Errorf("%d networks are remembered", len(m.marks))
	}
}
