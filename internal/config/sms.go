package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SMS is the gateway for short messages.
type SMS struct {
	URL       string            // where a message is posted to; "" for no gateway
	Key       string            // bearer token; only the worker needs it
	Form      bool              // the body is a form, not JSON
	Templates map[string]string // the gateway's own ids of texts, by name (code) or name and language (code.ug)
	OK        string            // field=value that the JSON of an answer must hold; "" when a 2xx status is enough
}

// On reports that there is a gateway.
func (s SMS) On() bool { return s.URL != "" }

// Body is the kind of body as it is configured.
func (s SMS) Body() string {
	if s.Form {
		return "form"
	}
	return "json"
}

// templates reads code=1001,code.ug=1002.
func templates(value string) (map[string]string, error) {
	ids := map[string]string{}
	for part := range strings.SplitSeq(value, ",") {
		if err := pair(part); err != nil {
			return nil, err
		}
		name, id, _ := strings.Cut(strings.TrimSpace(part), "=")
		ids[name] = id
	}
	return ids, nil
}

func pair(value string) error {
	if name, v, ok := strings.Cut(strings.TrimSpace(value), "="); !ok || name == "" || v == "" {
		return errors.New("is written name=value")
	}
	return nil
}

func oneOf(value string, known ...string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("is one of %s", strings.Join(known, ", "))
	}
	return nil
}

// given shows that a secret is there.
func given(secret string) string {
	if secret == "" {
		return ""
	}
	return "xxxxx"
}
