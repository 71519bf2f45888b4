//go:build failpoint && !unix

package failpoint

func stop() { panic(variable + ": this system cannot freeze a process") }
