package imports

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// objects reads one JSON object per line. Its columns are the keys.
type objects struct {
	lines   *lines
	decoded bool
}

func openJSONL(f io.ReadSeeker) (*objects, error) {
	r, decoded, err := text(f)
	if err != nil {
		return nil, err
	}
	return &objects{lines: newLines(r), decoded: decoded}, nil
}

func (o *objects) next() (Row, error) {
	for {
		x, err := o.lines.next()
		switch {
		case err != nil:
			return Row{}, err
		case x.long:
			return Row{Line: x.n, Fault: FaultLong}, nil
		case strings.TrimSpace(x.text) == "":
			continue
		case !utf8.ValidString(x.text), o.decoded && strings.ContainsRune(x.text, '\uFFFD'):
			return Row{Line: x.n, Fault: FaultText}, nil
		default:
			return object(x), nil
		}
	}
}

func object(x line) Row {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(x.text), &fields); err != nil || fields == nil {
		return Row{Line: x.n, Fault: FaultJSON}
	}
	r := Row{Line: x.n, Values: make(map[string]string, len(fields))}
	for _, key := range slices.Sorted(maps.Keys(fields)) { // the same line is the same row, whatever its keys
		v, ok := tidy(plain(fields[key]))
		if !ok {
			return Row{Line: x.n, Fault: FaultText}
		}
		if name := heading(key); v != "" && name != "" && r.Values[name] == "" {
			r.Values[name] = v
		}
	}
	return r
}

// plain is a JSON value as text: a string as it is, nothing for null, anything else as it stands.
func plain(raw json.RawMessage) string {
	var s string
	switch {
	case string(raw) == "null":
		return ""
	case json.Unmarshal(raw, &s) == nil:
		return s
	default:
		return string(raw)
	}
}
