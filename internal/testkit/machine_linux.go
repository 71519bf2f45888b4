package testkit

import (
	"os"
	"syscall"
)

// roomy is how much memory a folder of servers' files may need.
const roomy = 2 << 30

// childOfOurs makes a child die with us, and keeps our Ctrl-C from it: we stop it when we are done.
func childOfOurs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// scratch is where throw-away data is written: memory if there is enough of it.
func scratch() string {
	var fs syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &fs) == nil && fs.Bavail*uint64(fs.Bsize) > roomy {
		return "/dev/shm"
	}
	return os.TempDir()
}

// killGroup ends a process and all it started.
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }
