package vault

import (
	"bytes"
	"testing"
)

// What was not sealed under the key opens nothing; what was opens again, for its owner only.
func FuzzOpen(f *testing.F) {
	key := bytes.Repeat([]byte{7}, 16)
	sealed, err := SealUnder(key, "unsent", []byte("经过"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{sealed, {}, {suiteAESGCM}, sealed[:len(sealed)-1], bytes.Repeat([]byte{1}, 1+wrappedSize)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if plain, err := OpenUnder(key, "unsent", raw); err == nil && string(plain) != "经过" {
			t.Errorf("%x opens as %q", raw, plain)
		}
		again, err := SealUnder(key, "unsent", raw)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := OpenUnder(key, "unsent", again); err != nil || !bytes.Equal(plain, raw) {
			t.Errorf("%x comes back as %x: %v", raw, plain, err)
		}
		if _, err := OpenUnder(key, "other", again); err == nil {
			t.Error("opens for another owner")
		}
	})
}

// A masked number never shows its middle.
func FuzzMask(f *testing.F) {
	for _, seed := range []string{"19900001234", "09910000000", "", "123", "1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, phone string) {
		masked := len(phone) == 11 && phone[3:7] == "****" // it hides nothing more
		if shown := Mask(phone); len(phone) > 7 && shown == phone && !masked || len(shown) > 11 || phone == "" && shown != "" {
			t.Errorf("%q is shown as %q", phone, shown)
		}
	})
}
