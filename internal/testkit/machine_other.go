//go:build !linux

package testkit

import (
	"os"
	"syscall"
)

func childOfOurs() *syscall.SysProcAttr { return nil }

func scratch() string { return os.TempDir() }

func killGroup(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}
