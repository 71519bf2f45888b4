package vault

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keySize is the length of every key, in bytes.
const keySize = 32

// Ring holds the keys of one installation. The pepper belongs to the backup: without it no 查询码 opens anything.
type Ring struct {
	seal    []byte
	index   []byte
	form    []byte
	peppers []Pepper // the current one first, then the previous
}

// Pepper is a secret under 查询码 and form keys, with the number that leads remember it by.
type Pepper struct {
	ID  int64
	key []byte
}

// keyFiles names the files of a ring, in the order of its fields.
var keyFiles = []string{"seal.key", "index.key", "form.key", "pepper-1.key"}

// LoadRing reads the keys in dir; with create, missing ones are made (the demo, or a first start).
func LoadRing(dir string, create bool) (*Ring, error) {
	keys := make([][]byte, len(keyFiles))
	for i, name := range keyFiles {
		key, err := loadKey(filepath.Join(dir, name), create)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return &Ring{seal: keys[0], index: keys[1], form: keys[2], peppers: []Pepper{{1, keys[3]}}}, nil
}

func loadKey(path string, create bool) ([]byte, error) {
	key, err := os.ReadFile(path) //nolint:gosec // the operator names the folder
	if errors.Is(err, fs.ErrNotExist) && create {
		return makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if err := checkMode(path); err != nil {
		return nil, err
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("key %s has %d bytes, wants %d", filepath.Base(path), len(key), keySize)
	}
	return key, nil
}

// makeKey writes a new key under the name, all of it or none. Who finds that another start was quicker
// reads that one's: a key is never replaced.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	err := publish(path, key)
	if errors.Is(err, fs.ErrExist) {
		return loadKey(path, false)
	}
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, nil
}

// publish writes beside and links: the name appears with a whole, durable file, or the call fails.
func publish(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder survive a power cut: what is sealed must not outlive its key.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the operator names the folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Pepper returns the current pepper.
func (r *Ring) Pepper() Pepper { return r.peppers[0] }

// Peppers returns the current pepper and the previous ones, for look-ups.
func (r *Ring) Peppers() []Pepper { return r.peppers }

// FormSecret is the secret under signed form keys and public cookies.
func (r *Ring) FormSecret() []byte { return r.form }

// MAC is HMAC-SHA256 over the purpose and the parts, each with its length, so that no two calls collide.
func (p Pepper) MAC(purpose string, parts ...[]byte) []byte { return mac(p.key, purpose, parts) }

// PhoneIndex is the blind index of a phone number: equal numbers match, the number is not stored.
func (r *Ring) PhoneIndex(phone string) []byte {
	if phone == "" {
		return []byte{}
	}
	return mac(r.index, "phone", [][]byte{[]byte(phone)})
}

func mac(key []byte, purpose string, parts [][]byte) []byte {
	h := hmac.New(sha256.New, key)
	write := func(b []byte) {
		h.Write([]byte{byte(len(b) >> 24), byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}) //nolint:gosec // bodies are far below 4 GB
		h.Write(b)
	}
	write([]byte(purpose))
	for _, p := range parts {
		write(p)
	}
	return h.Sum(nil)
}
