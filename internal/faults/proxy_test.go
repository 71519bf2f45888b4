package faults

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// cut says what happens to a COMMIT on its way to the database.
type cut int32

const (
	cutNone   cut = iota
	cutBefore     // the connection ends, the database never hears of it: the transaction is undone
	cutAfter      // the database commits, the connection ends instead of the answer
	cutLate       // the connection ends at once, the database hears of it a while later and commits after all
)

// lateBy is how much later; long enough for the program to have asked what became of it.
const lateBy = 300 * time.Millisecond

// comQuery is MySQL's byte for "here is a statement".
const comQuery = 3

// proxy carries bytes between the programs and MariaDB, as long as it likes.
type proxy struct {
	addr     string
	to       string
	listener net.Listener
	wg       sync.WaitGroup
	mode     atomic.Int32 // the cut
	left     atomic.Int32 // how many COMMITs suffer it
	slow     atomic.Int64 // a pause before each packet, ns
	cuts     atomic.Int64 // how many were cut so far

	mu     sync.Mutex
	links  map[*link]bool
	open   chan struct{} // closed while bytes may pass
	closed bool
}

// link is one connection of a program through the proxy.
type link struct {
	p          *proxy
	here, away net.Conn
	swallow    atomic.Bool   // the next answer is not for the program
	gone       chan struct{} // closed when the database says nothing more
}

func newProxy(t testing.TB, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{addr: l.Addr().String(), to: to, listener: l, links: map[*link]bool{}, open: make(chan struct{})}
	close(p.open)
	p.wg.Go(p.accept)
	return p
}

// cutCommits lets the next n COMMITs suffer.
func (p *proxy) cutCommits(mode cut, n int) {
	p.mode.Store(int32(mode))
	p.left.Store(int32(n))
}

// hold lets nothing pass in either direction, and breaks nothing, until release.
func (p *proxy) hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
		p.open = make(chan struct{})
	default: // held already
	}
}

func (p *proxy) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
	default:
		close(p.open)
	}
}

// delay makes every packet wait; 0 for none.
func (p *proxy) delay(d time.Duration) { p.slow.Store(int64(d)) }

// breakAll ends every connection, in the middle of whatever it was saying.
func (p *proxy) breakAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.reset()
	}
}

// heal takes back all of the above.
func (p *proxy) heal() {
	p.cutCommits(cutNone, 0)
	p.delay(0)
	p.release()
}

func (p *proxy) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close()
	p.heal()
	p.breakAll()
	p.wg.Wait()
}

func (p *proxy) accept() {
	for {
		here, err := p.listener.Accept()
		if err != nil {
			return
		}
		away, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = here.(*net.TCPConn).SetLinger(0)
			_ = here.Close()
			continue
		}
		l := &link{p: p, here: here, away: away, gone: make(chan struct{})}
		p.mu.Lock()
		p.links[l] = true
		if p.closed {
			l.reset()
		}
		p.mu.Unlock()
		p.wg.Go(l.up)
		p.wg.Go(l.down)
	}
}

// pass waits until bytes may pass.
func (p *proxy) pass() {
	p.mu.Lock()
	open := p.open
	p.mu.Unlock()
	<-open
	if d := p.slow.Load(); d > 0 {
		pause(context.Background(), time.Duration(d))
	}
}

// reset ends both sides as a broken network would.
func (l *link) reset() {
	_ = l.here.(*net.TCPConn).SetLinger(0)
	_ = l.here.Close()
	_ = l.away.Close()
}

func (l *link) forget() {
	l.p.mu.Lock()
	delete(l.p.links, l)
	l.p.mu.Unlock()
	l.reset()
}

// up carries packets from the program to the database and knows a COMMIT when it sees one.
func (l *link) up() {
	defer l.forget()
	for {
		packet, err := readPacket(l.here)
		if err != nil {
			return
		}
		l.p.pass()
		if mode := l.p.fate(packet); mode != cutNone {
			if !l.suffer(mode, packet) {
				return
			}
			continue
		}
		if _, err := l.away.Write(packet); err != nil {
			return
		}
	}
}

// suffer does to a COMMIT what was decided; it is false when the connection is over.
func (l *link) suffer(mode cut, packet []byte) bool {
	l.p.cuts.Add(1)
	switch mode {
	case cutAfter:
		l.swallow.Store(true)
		_, err := l.away.Write(packet)
		return err == nil // down ends it when the answer comes
	case cutLate:
		_ = l.here.(*net.TCPConn).SetLinger(0)
		_ = l.here.Close()
		l.swallow.Store(true)
		pause(context.Background(), lateBy)
		if _, err := l.away.Write(packet); err == nil {
			<-l.gone // the answer came: a connection that ends earlier might take the COMMIT with it
		}
		return false
	default:
		return false
	}
}

// fate decides what happens to a packet.
func (p *proxy) fate(packet []byte) cut {
	if p.left.Load() <= 0 || !isCommit(packet) || p.left.Add(-1) < 0 {
		return cutNone
	}
	return cut(p.mode.Load())
}

func isCommit(packet []byte) bool {
	return len(packet) > 5 && packet[3] == 0 && packet[4] == comQuery && strings.EqualFold(string(packet[5:]), "COMMIT")
}

// down carries bytes from the database to the program.
func (l *link) down() {
	defer close(l.gone)
	buffer := make([]byte, 32<<10)
	for {
		n, err := l.away.Read(buffer)
		if err != nil || l.swallow.Load() {
			l.forget()
			return
		}
		l.p.pass()
		if _, err := l.here.Write(buffer[:n]); err != nil {
			l.forget()
			return
		}
	}
}

// readPacket reads one packet: three bytes of length, one of order, and what they announce.
func readPacket(r io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	size := int(binary.LittleEndian.Uint32(append(head[:3:3], 0)))
	packet := make([]byte, 4+size)
	copy(packet, head)
	_, err := io.ReadFull(r, packet[4:])
	return packet, err
}
