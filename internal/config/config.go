package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Config is what an installation decides. The zero value of an optional field is a sensible answer.
type Config struct {
	Database Database // INTAKE_DATABASE_URL, mysql://user:password@host:port/name or sqlite:///path
	RedisURL string   // INTAKE_REDIS_URL, redis://host:port/0
	Keys     string   // INTAKE_KEYS, the folder of the key ring
}

// Database is where the ledger lies.
type Database struct {
	Dialect string // mysql or sqlite
	DSN     string // as the driver reads it; holds the password
}

// prefix marks the variables that are ours; an unknown one is a mistake that would otherwise go unseen.
const prefix = "INTAKE_"

// Load reads the environment, as os.Environ gives it.
func Load(environ []string) (Config, error) {
	c := Config{}
	set := map[string]func(string) error{
		"INTAKE_DATABASE_URL": func(v string) (err error) { c.Database, err = database(v); return err },
		"INTAKE_REDIS_URL":    func(v string) error { c.RedisURL = v; return nil },
		"INTAKE_KEYS":         func(v string) error { c.Keys = v; return nil },
	}
	var problems []error
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if set[name] == nil {
			problems = append(problems, fmt.Errorf("unknown variable %s", name))
		} else if err := set[name](value); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	return c, errors.Join(append(problems, c.missing()...)...)
}

func (c Config) missing() []error {
	var missing []error
	for name, value := range map[string]string{
		"INTAKE_DATABASE_URL": c.Database.DSN, "INTAKE_REDIS_URL": c.RedisURL, "INTAKE_KEYS": c.Keys,
	} {
		if value == "" {
			missing = append(missing, fmt.Errorf("%s is not set", name))
		}
	}
	return missing
}

// database reads an address; a password in it never reaches an error message.
func database(address string) (Database, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Database{}, errors.New("not an address")
	}
	switch u.Scheme {
	case "sqlite":
		return Database{Dialect: "sqlite", DSN: u.Path}, nil
	case "mysql":
		password, _ := u.User.Password()
		return Database{Dialect: "mysql", DSN: fmt.Sprintf("%s:%s@tcp(%s)%s", u.User.Username(), password, u.Host, u.Path)}, nil
	default:
		return Database{}, errors.New("begins neither with mysql:// nor with sqlite://")
	}
}
