package httpd

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"maps"
	"net/http"
	"net/netip"
	"regexp"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// network stands for where a request came from: a digest of the first part of an address, /24 of IPv4 and /48 of IPv6,
// under a key that lives an hour in this process. It is in memory only, in no log and no table, and afterwards nobody can
// tell what it was. The zero network is unknown: nothing is counted for it.
type network [8]byte

// networks makes them. The zero value is ready; safe for concurrent use.
type networks struct {
	mu   sync.Mutex
	key  [32]byte
	born time.Time
}

const (
	networkLife = time.Hour // of a key
	// networkHeader is where our own proxy, which passes no address on, names the first part of one.
	networkHeader = "X-Network"
)

var networkText = regexp.MustCompile(`^[0-9a-f.:]{1,45}$`)

// of names the network of a request. A neighbour, on this machine or in the house's own network, is our proxy and its word
// is taken; one that says nothing is nobody's network, so that without the proxy's help all are treated alike.
func (n *networks) of(r *http.Request, now time.Time) network {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return network{}
	}
	from := peer.Addr().Unmap()
	if !from.IsLoopback() && !from.IsPrivate() {
		return n.digest(prefix(from), now)
	}
	if said := r.Header.Get(networkHeader); networkText.MatchString(said) {
		return n.digest(said, now)
	}
	return network{}
}

// prefix is what of an address is looked at.
func prefix(a netip.Addr) string {
	bits := 48
	if a.Is4() {
		bits = 24
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// network is that of a request.
func (s *Server) network(c echo.Context) network { return s.networks.of(c.Request(), s.Wall.Now()) }

func (n *networks) digest(text string, now time.Time) network {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.born.IsZero() || now.Sub(n.born) > networkLife {
		_, _ = rand.Read(n.key[:]) // never fails, crypto/rand says
		n.born = now
	}
	mac := hmac.New(sha256.New, n.key[:])
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return network(mac.Sum(nil)[:len(network{})])
}

// meter counts what came from each network and forgets it at a steady pace. Safe for concurrent use.
type meter struct {
	pace  time.Duration // one is forgotten in this time
	most  float64       // more are not counted, so that the longest memory is most × pace; 0 for no end
	mu    sync.Mutex
	marks map[network]mark
}

type mark struct {
	n  float64
	at time.Time
}

// metersMost is how many networks a meter remembers. Whoever comes from more of them is not stopped by counting networks.
const metersMost = 10_000

// add counts one and returns how many are remembered of the network; 0 when it is unknown.
func (m *meter) add(n network, now time.Time) float64 {
	if n == (network{}) {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.marks[n]
	is := mark{m.left(was, now) + 1, now}
	if m.most > 0 {
		is.n = min(is.n, m.most)
	}
	if len(m.marks) >= metersMost && was == (mark{}) {
		m.forget(now)
	}
	if m.marks == nil {
		m.marks = map[network]mark{}
	}
	m.marks[n] = is
	return is.n
}

// see returns how many are remembered, and counts none.
func (m *meter) see(n network, now time.Time) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.left(m.marks[n], now)
}

// left is what is not forgotten of a mark.
func (m *meter) left(k mark, now time.Time) float64 {
	return max(0, k.n-max(0, now.Sub(k.at).Seconds())/m.pace.Seconds())
}

// forget makes room: for networks of which nothing is left, and if there are none, for all.
func (m *meter) forget(now time.Time) {
	maps.DeleteFunc(m.marks, func(_ network, k mark) bool { return m.left(k, now) == 0 })
	if len(m.marks) >= metersMost {
		clear(m.marks)
	}
}
