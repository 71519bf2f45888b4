package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var least = []string{
	"INTAKE_DATABASE_URL=mysql://sun:s%40cret@127.0.0.1:3306/sunlead", "INTAKE_REDIS_URL=redis://:hidden@127.0.0.1:6379/0", "INTAKE_KEYS=/etc/keys", "HOME=/",
}

func TestLoad_readsAddresses(t *testing.T) {
	t.Parallel()
	c, err := Load(least)
	if err != nil {
		t.Fatal(err)
	}
	if c.Database.Dialect != "mysql" || c.Database.DSN != "sun:s@cret@tcp(127.0.0.1:3306)/sunlead" {
		t.Errorf("database = %+v", c.Database)
	}
	if c.Listen != "127.0.0.1:8080" || c.Secure() {
		t.Errorf("listen %q, secure %v", c.Listen, c.Secure())
	}
}

func TestLoad_refusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	_, err := Load([]string{"INTAKE_DATABSE_URL=x", "INTAKE_DATABASE_URL=postgres://u:hidden@h/d", "INTAKE_PUBLIC_URL=ftp://h"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"INTAKE_DATABSE_URL", "neither with mysql", "INTAKE_REDIS_URL: is not set", "INTAKE_PUBLIC_URL"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "hidden") {
		t.Error("the error shows a password")
	}
}

func TestLoad_readsSecretsFromFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "redis")
	if err := os.WriteFile(file, []byte("redis://:hidden@localhost:6379/3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load([]string{least[0], "INTAKE_REDIS_URL_FILE=" + file, least[2]})
	if err != nil || c.RedisURL != "redis://:hidden@localhost:6379/3" {
		t.Errorf("redis = %q, %v", c.RedisURL, err)
	}
	if _, err := Load(append(least, "INTAKE_REDIS_URL_FILE="+file)); err == nil {
		t.Error("a value and a file for it were both accepted")
	}
	if _, err := Load(append(least[:1:1], "INTAKE_REDIS_URL_FILE="+file+".none", least[2])); err == nil {
		t.Error("a missing file was accepted")
	}
}

// The pages stand at the root of their host: an address with more would make every link of ours a lie.
func TestLoad_publicAddressEndsAtTheHost(t *testing.T) {
	t.Parallel()
	for value, fine := range map[string]bool{
		"https://sun.example": true, "http://127.0.0.1:8080/": true, "https://sun.example/path": false, "https://sun.example/?a=1": false,
		"https://sun.example/#a": false, "ftp://sun.example": false, "sun.example": false,
	} {
		if _, err := Load(append(least[:3:3], "INTAKE_PUBLIC_URL="+value)); (err == nil) != fine {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestShow_hidesPasswords(t *testing.T) {
	t.Parallel()
	c, err := Load(append(least, "INTAKE_PUBLIC_URL=https://u:hidden@sun.example"))
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprint(c.Show())
	for _, secret := range []string{"hidden", "s@cret", "s%40cret"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s shows %s", shown, secret)
		}
	}
	for _, want := range []string{"127.0.0.1:3306/sunlead", "database_url", "keys=/etc/keys"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%s does not say %s", shown, want)
		}
	}
}
