package vault

import (
	"bytes"
	"testing"
)

// A chunk opens at its place, as last or not as it was sealed, and under its own file's key alone.
func TestFile_bindsEachChunkToItsPlace(t *testing.T) {
	t.Parallel()
	key := NewFileKey()
	f, err := OpenFile(key)
	if err != nil {
		t.Fatal(err)
	}
	other, err := OpenFile(NewFileKey())
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte("收条照片")
	sealed := f.SealChunk(3, true, plain)
	if len(sealed) != len(plain)+FileOverhead || bytes.Contains(sealed, plain) {
		t.Errorf("sealed as %d bytes", len(sealed))
	}
	if got, err := f.OpenChunk(3, true, bytes.Clone(sealed)); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("opened %q, %v", got, err)
	}
	for what, open := range map[string]func(b []byte) ([]byte, error){
		"another place":   func(b []byte) ([]byte, error) { return f.OpenChunk(2, true, b) },
		"not as the last": func(b []byte) ([]byte, error) { return f.OpenChunk(3, false, b) },
		"another file":    func(b []byte) ([]byte, error) { return other.OpenChunk(3, true, b) },
		"cut":             func(b []byte) ([]byte, error) { return f.OpenChunk(3, true, b[:len(b)-1]) },
		"empty":           func([]byte) ([]byte, error) { return f.OpenChunk(3, true, nil) },
	} {
		if _, err := open(bytes.Clone(sealed)); err == nil {
			t.Errorf("%s: it opens", what)
		}
	}
	if _, err := OpenFile(key[:16]); err == nil {
		t.Error("half a key is a key")
	}
}
