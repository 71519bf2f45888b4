package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-rod/rod/lib/proto"
)

// axeOptions asks for the rules of WCAG 2.2 A and AA and for best practice.
const axeOptions = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]}`

// Violation is one rule of accessibility that the page breaks.
type Violation struct {
	ID      string
	Impact  string // "serious" or "critical"
	Help    string
	Targets []string // where, with the markup
}

// String is for a test's message.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Targets, "\n\t"))
}

// Axe runs axe-core on the page as it is now and returns the serious and critical violations. The page's CSP
// does not hinder it, nor does NoScript. Needs node_modules (npm ci).
func (p *Tab) Axe() []Violation {
	p.t.Helper()
	script, err := os.ReadFile(filepath.Join(Root(p.t), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe-core: %v; run npm ci", err)
	}
	if p.noScript { // axe waits on timers, which stand still without scripts
		p.scripts(true)
		defer p.scripts(false)
	}
	if _, err := (proto.RuntimeEvaluate{Expression: string(script)}).Call(p.Page); err != nil {
		p.t.Fatalf("axe-core: %v", err)
	}
	var found []Violation
	result := p.MustEval(`async () => (await axe.run(document, ` + axeOptions + `)).violations.map(v => ({
		ID: v.id, Impact: v.impact, Help: v.help, Targets: v.nodes.map(n => n.target.join(" ") + "  " + n.html)}))`)
	if err := result.Unmarshal(&found); err != nil {
		p.t.Fatalf("axe-core: %v", err)
	}
	return slices.DeleteFunc(found, func(v Violation) bool { return v.Impact != "serious" && v.Impact != "critical" })
}
