package web

import (
	"html/template"
	"slices"
	"text/template/parse"
)

// lend adds to a page what it reaches of the frame around it, from root on. What it does not need would be kept for every page
// anew; what it gets are copies, for executing a page changes them.
func lend(page, around *template.Template, root string) error {
	reached := map[string]*parse.Tree{}
	reach(root, reached, page, around)
	for name, tree := range reached {
		if page.Lookup(name) != nil {
			continue
		}
		if _, err := page.AddParseTree(name, tree.Copy()); err != nil {
			return err
		}
	}
	return nil
}

// reach notes a template, of the first set that has it, and all that it calls.
func reach(name string, reached map[string]*parse.Tree, sets ...*template.Template) {
	i := slices.IndexFunc(sets, func(set *template.Template) bool {
		t := set.Lookup(name)
		return t != nil && t.Tree != nil
	})
	if i < 0 || reached[name] != nil {
		return
	}
	reached[name] = sets[i].Lookup(name).Tree
	walk(reached[name].Root, func(called string) { reach(called, reached, sets...) })
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
