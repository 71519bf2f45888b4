package vault

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func ring(t *testing.T) *Ring {
	t.Helper()
	r, err := LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSeal_opensForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	r := ring(t)
	plain := []byte("19900001234")
	sealed, err := r.Seal("reporter/1", plain)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, plain) {
		t.Error("the envelope shows its content")
	}
	if got, err := r.Open("reporter/1", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("opened %q, %v", got, err)
	}
	if _, err := r.Open("reporter/2", sealed); err == nil {
		t.Error("another lead's row opens it")
	}
	if _, err := ring(t).Open("reporter/1", sealed); err == nil {
		t.Error("another installation's keys open it")
	}
}

func TestOpen_refusesEveryChangedByte(t *testing.T) {
	t.Parallel()
	r := ring(t)
	sealed, err := r.Seal("reporter/1", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := r.Open("reporter/1", bad); err == nil {
			t.Errorf("byte %d changed, and it opens", i)
		}
		if _, err := r.Open("reporter/1", sealed[:i]); err == nil {
			t.Errorf("cut to %d bytes, and it opens", i)
		}
	}
}

func TestLoadRing_keepsItsKeysAndRefusesBroken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := LoadRing(dir, false); err == nil {
		t.Error("no keys, and no error")
	}
	first, err := LoadRing(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadRing(dir, false)
	if err != nil || !bytes.Equal(first.Pepper().MAC("a"), again.Pepper().MAC("a")) {
		t.Errorf("keys changed over a restart: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "seal.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadRing(dir, true); err == nil {
		t.Error("a broken key was replaced in silence")
	}
}

func TestMAC_partsDoNotRunTogether(t *testing.T) {
	t.Parallel()
	p := ring(t).Pepper()
	if bytes.Equal(p.MAC("x", []byte("ab"), []byte("c")), p.MAC("x", []byte("a"), []byte("bc"))) {
		t.Error("two calls share a MAC")
	}
	if bytes.Equal(p.MAC("key", []byte("a")), p.MAC("code", []byte("a"))) {
		t.Error("two purposes share a MAC")
	}
}

func TestMask_showsEndsOnly(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{"19900001234": "199****1234", "09910000000": "099****0000", "123": "****", "": ""} {
		if got := Mask(phone); got != want {
			t.Errorf("Mask(%s) = %s, want %s", phone, got, want)
		}
	}
}
