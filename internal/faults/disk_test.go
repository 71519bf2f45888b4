package faults

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sunlead/internal/testkit"
)

func TestDisk(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("mariadbFull", mariadbDiskFull)
	t.Run("sqliteFull", sqliteDiskFull)
}

// smallDisk is a file system of its own that can be filled to the last byte.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("a small disk cannot be mounted, so what a full disk does is not tested; this test runs as root where mount is allowed: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v\n%s", err, out)
		}
	})
	return dir
}

// fill takes all that is left of a disk and returns the file to delete.
func fill(t *testing.T, disk string) string {
	t.Helper()
	name := filepath.Join(disk, "filling")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	return name
}

// FI-25: the disk of MariaDB is full. The server may end and refuse to start; nothing that was acknowledged is lost,
// nothing is acknowledged meanwhile, and it goes on when there is room.
func mariadbDiskFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "260m")
	server, err := testkit.StartMariaDBIn(t.Context(), disk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	s := newSite(t, plan{maria: server, webs: 2, workers: 1})
	people := s.crowd(6, 0, dice(t, 13))
	s.goesOn(20)
	filling := fill(t, disk)
	glutton := newRival(t, s.dsn)
	for i := 0; s.people.snapshot().busy < 10 && i < 400; i++ {
		_, _ = glutton.db.Exec("CREATE TABLE IF NOT EXISTS glutton (data LONGBLOB NOT NULL)")
		_, _ = glutton.db.Exec("INSERT INTO glutton (data) VALUES (REPEAT('x', 1000000))") // until nothing goes any more
	}
	s.untilBusy(10)
	if err := os.Remove(filling); err != nil {
		t.Fatal(err)
	}
	server.Kill() // if it is still there, an operator would start it anew
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
	s.toldInTime()
}

// FI-26, the database's half: the disk of an SQLite installation is full for a while.
func sqliteDiskFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "24m")
	s := newSite(t, plan{sqlite: filepath.Join(disk, "sunlead.db"), webs: 1, workers: 1})
	people := s.crowd(6, 0, dice(t, 14))
	s.goesOn(20)
	filling := fill(t, disk)
	s.untilBusy(20)
	if err := os.Remove(filling); err != nil {
		t.Fatal(err)
	}
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.whole()
	s.verify()
	s.toldInTime()
}
