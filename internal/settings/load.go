package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Load reads the file of the settings: one flat JSON object. What it leaves out is as shipped; an empty path is
// all that ships. Every error names the file and the setting; several come together, one a line.
func Load(path string) (Values, error) {
	if path == "" {
		return Shipped(), nil
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return Values{}, fmt.Errorf("settings: %w", err)
	}
	v, problems := parse(raw)
	for i, err := range problems {
		problems[i] = fmt.Errorf("settings: %s: %w", path, err)
	}
	return v, errors.Join(problems...)
}

func parse(raw []byte) (Values, []error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff")) // Notepad's mark
	entries, problems := readObject(raw)
	said := map[string]Value{}
	for _, e := range entries {
		s, ok := ByID(e.id)
		if !ok {
			problems = append(problems, fmt.Errorf("%q is no setting", e.id))
			continue
		}
		value, err := s.read(e.value)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", e.id, err))
		}
		said[e.id] = value
	}
	v := Values{said}
	if short, long := v.Value("answer").Number, v.Value("answer_complex").Number; len(problems) == 0 && long < short {
		problems = append(problems, fmt.Errorf("answer_complex: %d is below answer (%d)", long, short))
	}
	return v, problems
}

// entry is one pair of the file.
type entry struct {
	id    string
	value json.RawMessage
}

// readObject walks the tokens, because a map would swallow a setting that stands there twice.
func readObject(raw []byte) (entries []entry, problems []error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	seen := map[string]bool{}
	fail := func(err error) ([]entry, []error) {
		at := min(int(dec.InputOffset()), len(raw))
		return entries, append(problems, fmt.Errorf("line %d: %w", 1+bytes.Count(raw[:at], []byte("\n")), err))
	}
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return fail(errors.New("not a JSON object: want { \"answer\": 5, … }"))
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return fail(err)
		}
		e := entry{}
		e.id, _ = key.(string) // the names of a JSON object are strings
		if err := dec.Decode(&e.value); err != nil {
			return fail(fmt.Errorf("%s: not JSON: %w", e.id, err))
		}
		if seen[e.id] {
			problems = append(problems, fmt.Errorf("%s: stands there twice", e.id))
		}
		seen[e.id] = true
		entries = append(entries, e)
	}
	if _, err := dec.Token(); err != nil {
		return fail(errors.New("the closing } is missing"))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fail(errors.New("something follows the closing }"))
	}
	return entries, problems
}
