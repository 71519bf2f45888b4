package main

import (
	"strings"

	"sunlead/internal/lead"
	"sunlead/web"
)

// leadWords are the words that the pages print for the values of a list, and a few that other systems write.
func leadWords(t *web.Texts) map[string]map[string]string {
	all := map[string]map[string]string{
		"source": {"上访": "visit", "电话": "call", "信件": "letter", "12345热线": "12345", "网络": "web", "网上": "web"},
		"kind":   {"投诉": "report", "求助": "appeal", "意见建议": "suggestion"},
		"stage":  {"小学": "primary", "初中": "junior", "转学": "transfer", "插班": "transfer"},
	}
	learn := func(field, value string, keys ...string) {
		if all[field] == nil {
			all[field] = map[string]string{}
		}
		all[field][value] = value
		for _, k := range keys {
			all[field][strings.ToLower(t.T(k))] = value
		}
	}
	for _, v := range []lead.Source{
		lead.FromWeb, lead.FromPlatform, lead.FromCall, lead.FromLetter, lead.FromVisit, lead.From12345, lead.FromAbove, lead.FromPatrol,
	} {
		learn("source", string(v), "source."+string(v))
	}
	for _, v := range []lead.Kind{lead.Complaint, lead.Appeal, lead.Enquiry, lead.Suggestion} {
		learn("kind", string(v), "kind."+string(v))
	}
	for _, c := range lead.Categories() {
		learn("category", c.ID, "cat."+c.ID, "cat.short."+c.ID)
	}
	for _, v := range lead.Abouts() {
		learn("about", v, "about."+v)
	}
	for _, v := range []string{lead.NatureWork, lead.NatureConduct} {
		learn("nature", v, "nature."+v)
	}
	for _, v := range lead.Stages() {
		learn("stage", v, "stage."+v)
	}
	return all
}

// wordOf is what a list's value is called.
func (r *leadReader) wordOf(field string, e *lead.Report) string {
	key := map[string]string{
		"source": "source." + string(e.Source), "kind": "kind." + string(e.Kind), "category": "cat." + e.Category,
		"about": "about." + e.About, "stage": "stage." + e.Stage, "nature": "import.no_nature",
	}[field]
	return r.texts.T(key)
}
