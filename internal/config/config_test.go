package config

import (
	"strings"
	"testing"
)

func TestLoad_readsAddresses(t *testing.T) {
	t.Parallel()
	c, err := Load([]string{
		"INTAKE_DATABASE_URL=mysql://sun:s%40cret@127.0.0.1:3306/sunlead", "INTAKE_REDIS_URL=redis://127.0.0.1:6379/0", "INTAKE_KEYS=/etc/keys", "HOME=/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Database.Dialect != "mysql" || c.Database.DSN != "sun:s@cret@tcp(127.0.0.1:3306)/sunlead" {
		t.Errorf("database = %+v", c.Database)
	}
}

func TestLoad_refusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	_, err := Load([]string{"INTAKE_DATABSE_URL=x", "INTAKE_DATABASE_URL=postgres://u:hidden@h/d"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"INTAKE_DATABSE_URL", "neither with mysql", "INTAKE_REDIS_URL is not set"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "hidden") {
		t.Error("the error shows a password")
	}
}
