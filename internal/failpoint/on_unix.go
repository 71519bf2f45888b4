//go:build failpoint && unix

package failpoint

import "syscall"

// stop freezes the whole process until somebody sends SIGCONT.
func stop() { _ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP) }
