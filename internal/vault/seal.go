package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// suiteAESGCM: AES-256-GCM under a key of its own, which is wrapped by the ring's key the same way. A 国密
// suite gets the next byte.
const suiteAESGCM = 1

// errSeal hides which part of an envelope was wrong.
var errSeal = errors.New("envelope cannot be opened")

// Seal encrypts plain for the owner that about names ("reporter/17"); it opens under the same name only.
func (r *Ring) Seal(about string, plain []byte) ([]byte, error) {
	return sealWith(r.seal, about, plain)
}

// Open decrypts an envelope made by Seal for the same owner.
func (r *Ring) Open(about string, sealed []byte) ([]byte, error) {
	return openWith(r.seal, about, sealed)
}

// SealUnder encrypts plain under a key that only its holder has: a draft under the key of its form.
func SealUnder(key []byte, about string, plain []byte) ([]byte, error) {
	return sealWith(derive(key), about, plain)
}

// OpenUnder decrypts what SealUnder made.
func OpenUnder(key []byte, about string, sealed []byte) ([]byte, error) {
	return openWith(derive(key), about, sealed)
}

func derive(key []byte) []byte { return mac(key, "seal", nil) }

func sealWith(kek []byte, about string, plain []byte) ([]byte, error) {
	dek := make([]byte, keySize)
	if _, err := rand.Read(dek); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	wrapped, err := encrypt(kek, "wrap/"+about, dek)
	if err != nil {
		return nil, err
	}
	body, err := encrypt(dek, about, plain)
	if err != nil {
		return nil, err
	}
	return append(append([]byte{suiteAESGCM}, wrapped...), body...), nil
}

// wrappedSize: nonce, key, tag.
const wrappedSize = 12 + keySize + 16

func openWith(kek []byte, about string, sealed []byte) ([]byte, error) {
	if len(sealed) < 1+wrappedSize || sealed[0] != suiteAESGCM {
		return nil, errSeal
	}
	dek, err := decrypt(kek, "wrap/"+about, sealed[1:1+wrappedSize])
	if err != nil {
		return nil, err
	}
	return decrypt(dek, about, sealed[1+wrappedSize:])
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}

func encrypt(key []byte, about string, plain []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return a.Seal(nonce, nonce, plain, []byte(about)), nil
}

func decrypt(key []byte, about string, sealed []byte) ([]byte, error) {
	a, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < a.NonceSize() {
		return nil, errSeal
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], []byte(about))
	if err != nil {
		return nil, errSeal
	}
	return plain, nil
}
