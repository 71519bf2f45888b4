package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Config is what an installation decides. The zero value of an optional field is a sensible answer.
type Config struct {
	Database Database // INTAKE_DATABASE_URL, mysql://user:password@host:port/name, with ?tls=true for TLS, or sqlite:///path
	RedisURL string   // INTAKE_REDIS_URL, redis://host:port/0; holds the password
	Keys     string   // INTAKE_KEYS, the folder of the key ring
	Listen   string   // INTAKE_LISTEN, host:port of the web server
	Metrics  string   // INTAKE_METRICS, host:port of the figures for Prometheus; empty for none
	Public   string   // INTAKE_PUBLIC_URL, how people reach the web server; https makes cookies Secure
	Anchors  string   // INTAKE_ANCHORS, the file in which the worker writes down where the sealed trail ends; empty for the log only
	ClamAV   Scanner  // INTAKE_CLAMAV, unix:///path or tcp://host:port of a ClamAV that looks at files; empty for none
	Settings string   // INTAKE_SETTINGS, the file of what the operator decides (docs/settings.md); empty for what ships
	SMS      SMS      // INTAKE_SMS_…, the gateway for short messages; without a URL none are sent
}

// Secure reports whether people come through HTTPS.
func (c Config) Secure() bool { return strings.HasPrefix(c.Public, "https://") }

// Scanner is where a ClamAV listens.
type Scanner struct {
	Network string // unix or tcp
	Address string // "" for none
}

// Database is where the ledger lies.
type Database struct {
	Dialect string // mysql or sqlite
	DSN     string // as the driver reads it; holds the password
	Shown   string // without the password
}

// Prefix marks the variables that are ours; an unknown one is a mistake that would otherwise go unseen.
const Prefix = "INTAKE_"

// fileEnd marks a variable that names a file with the value in it, so that no secret stands in an environment.
const fileEnd = "_FILE"

// variable is one line of the table: how a value is read and how it is shown.
type variable struct {
	name     string
	required bool
	fallback string
	set      func(*Config, string) error
	shown    func(Config) string
}

var variables = []variable{
	{
		name: "INTAKE_DATABASE_URL", required: true,
		set:   func(c *Config, v string) (err error) { c.Database, err = database(v); return err },
		shown: func(c Config) string { return c.Database.Shown },
	},
	{
		name: "INTAKE_REDIS_URL", required: true,
		set:   func(c *Config, v string) error { c.RedisURL = v; return address(v, "redis", "rediss") },
		shown: func(c Config) string { return redacted(c.RedisURL) },
	},
	{
		name: "INTAKE_KEYS", required: true,
		set: func(c *Config, v string) error { c.Keys = v; return nil }, shown: func(c Config) string { return c.Keys },
	},
	{
		name: "INTAKE_LISTEN", fallback: "127.0.0.1:8080",
		set: func(c *Config, v string) error { c.Listen = v; return nil }, shown: func(c Config) string { return c.Listen },
	},
	{
		name: "INTAKE_METRICS",
		set:  func(c *Config, v string) error { c.Metrics = v; return nil }, shown: func(c Config) string { return c.Metrics },
	},
	{
		name: "INTAKE_PUBLIC_URL", fallback: "http://127.0.0.1:8080",
		set:   func(c *Config, v string) error { c.Public = v; return site(v) },
		shown: func(c Config) string { return redacted(c.Public) },
	},
	{
		name: "INTAKE_ANCHORS",
		set:  func(c *Config, v string) error { c.Anchors = v; return nil }, shown: func(c Config) string { return c.Anchors },
	},
	{
		name:  "INTAKE_CLAMAV",
		set:   func(c *Config, v string) (err error) { c.ClamAV, err = scanner(v); return err },
		shown: func(c Config) string { return c.ClamAV.Address },
	},
	{
		name: "INTAKE_SETTINGS",
		set:  func(c *Config, v string) error { c.Settings = v; return nil }, shown: func(c Config) string { return c.Settings },
	},
	{
		name: "INTAKE_SMS_URL",
		set:  func(c *Config, v string) error { c.SMS.URL = v; return address(v, "http", "https") }, shown: func(c Config) string { return redacted(c.SMS.URL) },
	},
	{
		name: "INTAKE_SMS_KEY",
		set:  func(c *Config, v string) error { c.SMS.Key = v; return nil }, shown: func(c Config) string { return given(c.SMS.Key) },
	},
	{
		name: "INTAKE_SMS_BODY", fallback: "json",
		set:   func(c *Config, v string) error { c.SMS.Form = v == "form"; return oneOf(v, "json", "form") },
		shown: func(c Config) string { return c.SMS.Body() },
	},
	{
		name:  "INTAKE_SMS_TEMPLATES",
		set:   func(c *Config, v string) (err error) { c.SMS.Templates, err = templates(v); return err },
		shown: func(c Config) string { return strconv.Itoa(len(c.SMS.Templates)) },
	},
	{
		name: "INTAKE_SMS_OK",
		set:  func(c *Config, v string) error { c.SMS.OK = v; return pair(v) }, shown: func(c Config) string { return c.SMS.OK },
	},
}

// Names lists the variables, without those that end in _FILE.
func Names() []string {
	names := make([]string, len(variables))
	for i, v := range variables {
		names[i] = v.name
	}
	return names
}

// Load reads the environment, as os.Environ gives it. The errors of all variables come together and show no secret.
func Load(environ []string) (Config, error) {
	c := Config{}
	given, problems := ours(environ)
	for _, v := range variables {
		value, err := v.read(given)
		if err == nil && value != "" {
			err = v.set(&c, value)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", v.name, err))
		}
	}
	return c, errors.Join(problems...)
}

// ours picks our variables; one that nobody knows is a problem.
func ours(environ []string) (map[string]string, []error) {
	known := Names()
	given := map[string]string{}
	var problems []error
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, Prefix) {
			continue
		}
		if !slices.Contains(known, strings.TrimSuffix(name, fileEnd)) {
			problems = append(problems, fmt.Errorf("unknown variable %s", name))
		}
		given[name] = value
	}
	return given, problems
}

// read takes the value itself, or the first line of the file that NAME_FILE names.
func (v variable) read(given map[string]string) (string, error) {
	value, file := given[v.name], given[v.name+fileEnd]
	if value != "" && file != "" {
		return "", fmt.Errorf("is set, and %s%s too", v.name, fileEnd)
	}
	if file != "" {
		text, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return "", err
		}
		value = strings.TrimSpace(string(text))
	}
	if value == "" {
		value = v.fallback
	}
	if value == "" && v.required {
		return "", errors.New("is not set")
	}
	return value, nil
}

// Show is the configuration as the log may have it: no password.
func (c Config) Show() []slog.Attr {
	attrs := make([]slog.Attr, len(variables))
	for i, v := range variables {
		attrs[i] = slog.String(strings.ToLower(strings.TrimPrefix(v.name, Prefix)), v.shown(c))
	}
	return attrs
}

// database reads an address; a password in it never reaches an error message.
func database(value string) (Database, error) {
	u, err := url.Parse(value)
	if err != nil {
		return Database{}, errors.New("not an address")
	}
	switch u.Scheme {
	case "sqlite":
		return Database{Dialect: "sqlite", DSN: u.Path, Shown: redacted(value)}, nil
	case "mysql":
		if u.Host == "" {
			return Database{}, errors.New("is not an address that begins with mysql://")
		}
		password, _ := u.User.Password()
		dsn := fmt.Sprintf("%s:%s@tcp(%s)%s", u.User.Username(), password, u.Host, u.Path)
		if u.RawQuery != "" {
			if u.RawQuery != "tls=true" {
				return Database{}, errors.New("takes nothing behind the name but ?tls=true")
			}
			dsn += "?" + u.RawQuery
		}
		return Database{Dialect: "mysql", DSN: dsn, Shown: redacted(value)}, nil
	default:
		return Database{}, errors.New("begins neither with mysql:// nor with sqlite://")
	}
}

func scanner(value string) (Scanner, error) {
	u, err := url.Parse(value)
	switch {
	case err == nil && u.Scheme == "unix" && u.Host == "" && strings.HasPrefix(u.Path, "/"):
		return Scanner{"unix", u.Path}, nil
	case err == nil && u.Scheme == "tcp" && u.Port() != "" && u.Path == "":
		return Scanner{"tcp", u.Host}, nil
	default:
		return Scanner{}, errors.New("is not an address like unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310")
	}
}

func address(value string, schemes ...string) error {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("is not an address that begins with %s://", strings.Join(schemes, ":// or "))
	}
	return nil
}

// site is an address of ours: the pages stand at its root.
func site(value string) error {
	if err := address(value, "http", "https"); err != nil {
		return err
	}
	if u, _ := url.Parse(value); u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return errors.New("takes nothing behind the host: the pages stand at its root")
	}
	return nil
}

func redacted(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Opaque != "" { // nobody knows what is in it
		return "?"
	}
	return u.Redacted()
}
