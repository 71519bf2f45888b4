//go:build unix

package vault

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Who may read a key: nobody but its owner. A key that is root's may be readable by a group, for that is how root
// hands it to a program: 0640 root:sunlead, or a credential of systemd, whose access list shows as the group's bit.
const (
	ownersAlone = fs.FileMode(0o077)
	rootsToo    = fs.FileMode(0o037)
)

// checkMode refuses a key file that others on the machine may read or change.
func checkMode(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read key: %w", err)
	}
	refused := ownersAlone
	if of, ok := info.Sys().(*syscall.Stat_t); ok && of.Uid == 0 && os.Getuid() != 0 {
		refused = rootsToo
	}
	if info.Mode().Perm()&refused != 0 {
		return fmt.Errorf("key %s may be read by others (mode %04o): chmod 600 it, and think of it as known if they did", filepath.Base(path), info.Mode().Perm())
	}
	return nil
}
