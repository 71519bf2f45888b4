package lead

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var rewrite = flag.Bool("update", false, "write docs/states.md from the transition table")

// docs/states.md is drawn from the table: `go test ./internal/lead -run Diagram -update`.
func TestDiagram_isWhatDocsDraw(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# States of a lead\n\nDrawn from the transition table in `internal/lead/state.go`; a test says if it is stale. Every move that is\n" +
		"not drawn is refused with Conflict and changes nothing.\n\n```mermaid\nstateDiagram-v2\n    [*] --> new: submit\n")
	for _, a := range Diagram() {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", a[0], a[2], a[1])
	}
	b.WriteString("    closed --> [*]\n    rejected --> [*]\n```\n")
	const file = "../../docs/states.md"
	if *rewrite {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != b.String() {
		t.Errorf("docs/states.md is stale (%v): run go test ./internal/lead -run Diagram -update", err)
	}
}
