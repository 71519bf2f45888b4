package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/errs"
)

// SourceLang is the language every sentence is written in first; the others fall back to it.
const SourceLang = "zh"

// Texts holds the sentences of one language, by key. It is immutable and safe for concurrent use.
type Texts struct {
	lang   string
	byKey  map[string]string
	byName map[string]string // what the source language calls so → its name here
	source *Texts            // nil for the source language itself
}

var errNotFlat = errors.New("not a flat JSON object")

// LoadTexts reads texts/<lang>/*.json of fsys: flat objects, key → sentence with {name} placeholders.
// A key written twice (in one file or in two), an unknown key of another language, or no zh at all is an error.
func LoadTexts(fsys fs.FS) (map[string]*Texts, error) {
	files, err := fs.Glob(fsys, "texts/*/*.json")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	all := map[string]*Texts{}
	for _, name := range files {
		lang := path.Base(path.Dir(name))
		if all[lang] == nil {
			all[lang] = &Texts{lang: lang, byKey: map[string]string{}}
		}
		if err := all[lang].read(fsys, name); err != nil {
			return nil, err
		}
	}
	return all, link(all)
}

// link gives every language its fallback and refuses keys nobody wrote a source sentence for.
func link(all map[string]*Texts) error {
	source := all[SourceLang]
	if source == nil {
		return errors.New("texts: no " + SourceLang)
	}
	for lang, t := range all {
		if lang == SourceLang {
			continue
		}
		t.source = source
		for key := range t.byKey {
			if !source.Has(key) {
				return fmt.Errorf("texts: %s has %q, %s has not", lang, key, SourceLang)
			}
		}
		t.nameThem()
	}
	return nil
}

// read adds one file. It walks the tokens because a JSON map would swallow a repeated key.
func (t *Texts) read(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("open texts: %w", err)
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return fmt.Errorf("texts %s: want one flat object, begins with %v (%w)", name, tok, errNotFlat)
	}
	for dec.More() {
		if err := t.readPair(dec); err != nil {
			return fmt.Errorf("texts %s: %w", name, err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("texts %s: %w", name, err)
	}
	return nil
}

func (t *Texts) readPair(dec *json.Decoder) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	key, _ := tok.(string)
	var sentence string
	if err := dec.Decode(&sentence); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	if _, again := t.byKey[key]; again {
		return fmt.Errorf("%q is written twice", key)
	}
	t.byKey[key] = sentence
	return nil
}

// Lang returns the language's code.
func (t *Texts) Lang() string { return t.lang }

// Prefix begins the address of every page in this language: "" for the source language, otherwise /en or /ug.
func (t *Texts) Prefix() string {
	if t.lang == SourceLang {
		return ""
	}
	return "/" + t.lang
}

// URL is the address of a public page in this language: /track is /ug/track. What is no path (a telephone, a place on the
// page) stays as it is; staff pages and files have no languages, so their templates write them as they are.
func (t *Texts) URL(path string) string {
	if !strings.HasPrefix(path, "/") {
		return path
	}
	return t.Prefix() + path
}

// LangOf returns the language the key's sentence is really in: SourceLang when this one lacks it.
func (t *Texts) LangOf(key string) string {
	return t.of(key).lang
}

// Has reports whether the key has a sentence, here or in the source language.
func (t *Texts) Has(key string) bool {
	_, ok := t.sentence(key)
	return ok
}

func (t *Texts) sentence(key string) (string, bool) {
	s, ok := t.of(key).byKey[key]
	return s, ok
}

// of is the language that has the key: the source when this one lacks it.
func (t *Texts) of(key string) *Texts {
	if _, ok := t.byKey[key]; ok || t.source == nil {
		return t
	}
	return t.source
}

// T returns the sentence of the key, its {name} placeholders filled from the name, value pairs.
// A value may itself be an errs.Text; the name of a unit or a district is written in the language of the sentence.
// A missing key gives ⟦key⟧; a placeholder without a pair stays as it is.
func (t *Texts) T(key string, pairs ...any) string {
	t = t.of(key)
	s, ok := t.byKey[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(pairs) < 2 || !strings.Contains(s, "{") {
		return s
	}
	oldnew := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		oldnew = append(oldnew, "{"+t.value(pairs[i])+"}", t.value(pairs[i+1]))
	}
	return strings.NewReplacer(oldnew...).Replace(s) // one pass: a value is never searched for placeholders
}

// Text returns the sentence of x.
func (t *Texts) Text(x errs.Text) string { return t.T(x.Key, x.Args...) }

// value writes one argument. Texts that went through JSON (the trail, the outbox) come back as maps and floats.
func (t *Texts) value(v any) string {
	switch v := v.(type) {
	case string:
		return t.inOrder(t.Name(v))
	case errs.Text:
		return t.Text(v)
	case *errs.Text:
		return t.Text(*v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		key, _ := v["key"].(string)
		args, _ := v["args"].([]any)
		return t.T(key, args...)
	default:
		return fmt.Sprint(v)
	}
}

// dashed is a number of several parts: 2026-000128-7, 0991-2345678.
var dashed = regexp.MustCompile(`^\d+(-\d+)+`)

// leftToRight is a sign that is not seen: what follows it runs from left to right.
const leftToRight = "\u200e"

// inOrder keeps the parts of a number in their order: after Arabic letters they would be read from the right.
func (t *Texts) inOrder(v string) string {
	if t.Dir() == "rtl" && dashed.MatchString(v) {
		return leftToRight + v
	}
	return v
}

// Voice speaks every language; one that there is not is spoken to in the source language.
type Voice map[string]*Texts

func (v Voice) of(lang string) *Texts {
	if t := v[lang]; t != nil {
		return t
	}
	return v[SourceLang]
}

// Speaks is the language that is spoken to who would like lang.
func (v Voice) Speaks(lang string) string { return v.of(lang).Lang() }

// Say returns the sentence of a key.
func (v Voice) Say(lang, key string, pairs ...any) string { return v.of(lang).T(key, pairs...) }

// Day writes a day without its year.
func (v Voice) Day(lang string, at time.Time) string { return v.of(lang).ShortDay(at) }
