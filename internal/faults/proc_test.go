package faults

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that should take no time, on a busy machine.
const patience = 30 * time.Second

// slot is a place for one process of an installation: the process may end and be replaced, the place stays.
type slot struct {
	t     testing.TB
	what  []string // program and arguments
	env   []string
	log   string
	addr  string // host:port where it listens, "" for a worker
	ready string // what its log says when it works

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{}
}

// start puts a process into the slot and returns when it works, or has ended. failpoint may be "".
func (s *slot) start(failpoint string) {
	s.t.Helper()
	from := s.logged()
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(s.what[0], s.what[1:]...)
	cmd.Env = append(append(os.Environ(), s.env...), "SUNLEAD_FAILPOINT="+failpoint)
	cmd.Stderr, cmd.SysProcAttr = log, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started, ended := make(chan error), make(chan struct{})
	go func() {
		defer close(ended)
		defer log.Close()
		runtime.LockOSThread() // the kernel takes the thread, not the process, for the parent
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.cmd, s.ended = cmd, ended
	s.mu.Unlock()
	until(s.t, patience, s.what[0]+" to start", func() bool { return !s.alive() || strings.Contains(s.since(from), s.ready) })
}

// mustStart is start, for a process that has no reason to end.
func (s *slot) mustStart() {
	s.t.Helper()
	s.start("")
	if !s.alive() {
		s.t.Fatalf("%s ended at once:\n%s", s.what[0], s.lastWords())
	}
}

func (s *slot) signal(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		_ = syscall.Kill(s.cmd.Process.Pid, sig) // it may have ended by itself
	}
}

// kill ends the process as a power cut would.
func (s *slot) kill() {
	s.signal(syscall.SIGKILL)
	s.await()
}

// stop asks the process to end and returns how long it took.
func (s *slot) stop() time.Duration {
	s.t.Helper()
	begun := time.Now()
	s.signal(syscall.SIGTERM)
	if !s.endsWithin(patience) {
		s.t.Errorf("%s did not stop:\n%s", s.what[0], s.lastWords())
		s.kill()
	}
	return time.Since(begun)
}

func (s *slot) freeze() { s.signal(syscall.SIGSTOP) }
func (s *slot) thaw()   { s.signal(syscall.SIGCONT) }

func (s *slot) await() {
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	if ended != nil {
		<-ended
	}
}

// endsWithin reports whether the process ends by itself in time: at its failpoint.
func (s *slot) endsWithin(d time.Duration) bool {
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ended:
		return true
	case <-timer.C:
		return false
	}
}

func (s *slot) alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return false
	}
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// frozen reports whether the process stands still, as the kernel sees it.
func (s *slot) frozen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return false
	}
	stat, err := os.ReadFile(filepath.Join("/proc", itoa(s.cmd.Process.Pid), "stat"))
	_, after, _ := strings.Cut(string(stat), ") ")
	return err == nil && strings.HasPrefix(after, "T")
}

// logged is how much the log holds.
func (s *slot) logged() int64 {
	info, err := os.Stat(s.log)
	if err != nil {
		return 0
	}
	return info.Size()
}

// since is what was logged after the first from bytes.
func (s *slot) since(from int64) string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return ""
	}
	return string(text[min(from, int64(len(text))):])
}

func (s *slot) lastWords() string {
	text := s.since(0)
	return text[max(0, len(text)-3000):]
}

// troubles are the last lines that are not of everyday work.
func (s *slot) troubles() string {
	var lines []string
	for line := range strings.Lines(s.since(0)) {
		if !strings.Contains(line, `"level":"INFO"`) && !strings.HasPrefix(line, "[mysql]") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines[max(0, len(lines)-12):], "")
}

func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// until waits for a condition; it fails the test when it takes longer than d.
func until(t testing.TB, d time.Duration, what string, is func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	for !is() {
		if time.Since(begun) > d {
			t.Fatalf("waited %s for %s", d, what)
		}
		pause(context.Background(), 10*time.Millisecond)
	}
	return time.Since(begun)
}

// pause lets time pass between two looks; it is false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
