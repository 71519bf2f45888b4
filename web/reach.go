package web

import (
	"html/template"
	"text/template/parse"
)

// only returns a copy of the set with what root reaches. Every page has all parts at hand when it is parsed and
// needs a few of them; what it does not need would be kept for every page anew.
func only(set *template.Template, empty *template.Template, root string) (*template.Template, error) {
	reached := map[string]bool{}
	reach(set, root, reached)
	for name := range reached {
		if t := set.Lookup(name); t != nil {
			if _, err := empty.AddParseTree(name, t.Tree); err != nil {
				return nil, err
			}
		}
	}
	return empty, nil
}

// reach notes a template and all that it calls.
func reach(set *template.Template, name string, reached map[string]bool) {
	t := set.Lookup(name)
	if t == nil || t.Tree == nil || reached[name] {
		return
	}
	reached[name] = true
	walk(t.Tree.Root, func(called string) { reach(set, called, reached) })
}

// walk tells of every {{template "…"}} under a node.
func walk(node parse.Node, called func(name string)) {
	branches := func(b parse.BranchNode) {
		walk(b.List, called)
		walk(b.ElseList, called)
	}
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, called)
		}
	case *parse.IfNode:
		branches(n.BranchNode)
	case *parse.RangeNode:
		branches(n.BranchNode)
	case *parse.WithNode:
		branches(n.BranchNode)
	case *parse.TemplateNode:
		called(n.Name)
	}
}
