package testkit

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-rod/rod/lib/proto"
)

// Go navigates and waits until the page is there. It waits for the browser's own event: rod's waiting in the page
// hangs with JavaScript off, if the page is not there yet when it begins.
func (p *Tab) Go(url string) {
	p.t.Helper()
	wait := p.WaitNavigation(proto.PageLifecycleEventNameLoad)
	p.MustNavigate(url)
	wait()
}

// Click presses what matches the selector and waits until the page it leads to is there.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	wait := p.WaitNavigation(proto.PageLifecycleEventNameLoad)
	p.Press(selector)
	wait()
}

// Press presses what matches the selector: a box, a radio, a summary, anything that leads to no other page.
// Unlike rod's own click it works with JavaScript off, where no animation frame ever comes.
func (p *Tab) Press(selector string) {
	p.t.Helper()
	el := p.MustElement(selector)
	if err := (proto.DOMScrollIntoViewIfNeeded{ObjectID: el.Object.ObjectID}).Call(p.Page); err != nil {
		p.t.Fatalf("%s cannot be seen: %v", selector, err)
	}
	p.Mouse.MustMoveTo(el.MustShape().OnePointInside().X, el.MustShape().OnePointInside().Y)
	p.Mouse.MustClick(proto.InputMouseButtonLeft)
}

// Type puts text into a field in place of what is there; it, too, works with JavaScript off.
func (p *Tab) Type(selector, text string) {
	p.t.Helper()
	el := p.MustElement(selector)
	if err := (proto.DOMFocus{ObjectID: el.Object.ObjectID}).Call(p.Page); err != nil {
		p.t.Fatalf("%s cannot be typed into: %v", selector, err)
	}
	el.MustEval(`() => this.select()`)
	if err := (proto.InputInsertText{Text: text}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
}

// Width makes the window so many CSS pixels wide.
func (p *Tab) Width(pixels int) {
	p.t.Helper()
	p.MustSetViewport(pixels, 844, 1, false)
}

// Sideways returns by how many pixels the page is wider than the window; 0 is right.
func (p *Tab) Sideways() int {
	p.t.Helper()
	return p.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int()
}

// NoScript switches JavaScript off, for the next page on.
func (p *Tab) NoScript() {
	p.t.Helper()
	p.noScript = true
	p.scripts(false)
}

func (p *Tab) scripts(on bool) {
	p.t.Helper()
	if err := (proto.EmulationSetScriptExecutionDisabled{Value: !on}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
}

// Screenshot keeps the whole page as shots/NAME-WIDTH.png.
func (p *Tab) Screenshot(name string, width int) {
	p.t.Helper()
	p.Width(width)
	if err := p.write(name + "-" + strconv.Itoa(width)); err != nil {
		p.t.Fatal(err)
	}
}

// Screenshots keeps the page at every one of Widths.
func (p *Tab) Screenshots(name string) {
	p.t.Helper()
	for _, w := range Widths {
		p.Screenshot(name, w)
	}
}

// ConsoleErrors returns what the browser complained about since the tab was opened: exceptions, console.error,
// blocked or missing files. The page's own status (422, 404) is not a complaint.
func (p *Tab) ConsoleErrors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errors)
}

func (p *Tab) complain(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.errors = append(p.errors, text)
}

// listen collects the complaints; the listeners end with the tab.
func (p *Tab) listen() {
	go p.EachEvent(
		func(e *proto.RuntimeExceptionThrown) { p.complain("exception: " + e.ExceptionDetails.Text) },
		func(e *proto.RuntimeConsoleAPICalled) {
			if e.Type == proto.RuntimeConsoleAPICalledTypeError {
				p.complain("console.error: " + arguments(e.Args))
			}
		},
		func(e *proto.LogEntryAdded) {
			if e.Entry.Level == proto.LogLogEntryLevelError && !p.isOwnStatus(e.Entry) {
				p.complain(string(e.Entry.Source) + ": " + e.Entry.Text + " " + e.Entry.URL)
			}
		},
	)()
}

// isOwnStatus reports that the complaint is only about the answer's status of the page itself.
func (p *Tab) isOwnStatus(e *proto.LogLogEntry) bool {
	return e.Source == proto.LogLogEntrySourceNetwork && strings.Contains(e.Text, "status of") &&
		filepath.Ext(strings.SplitN(e.URL, "?", 2)[0]) == ""
}

func arguments(args []*proto.RuntimeRemoteObject) string {
	var out []string
	for _, a := range args {
		if a.Description != "" {
			out = append(out, a.Description)
			continue
		}
		out = append(out, a.Value.String())
	}
	return strings.Join(out, " ")
}

// keepIfFailed leaves a picture of what the browser showed when the test failed.
func (p *Tab) keepIfFailed() {
	if !p.t.Failed() {
		return
	}
	name := "failed-" + strings.NewReplacer("/", "-", " ", "_").Replace(p.t.Name())
	if err := p.write(name); err != nil {
		p.t.Logf("no picture of the failure: %v", err)
		return
	}
	p.t.Logf("see shots/%s.png; the browser complained: %q", name, p.ConsoleErrors())
}

func (p *Tab) write(name string) error {
	home, err := root()
	if err != nil {
		return err
	}
	picture, err := p.Page.Screenshot(true, nil)
	if err != nil {
		return err
	}
	dir := filepath.Join(home, "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
}
