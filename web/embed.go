package web

import "embed"

// Templates holds templates/<noun>/<page>.html and templates/layout.
//
//go:embed templates
var Templates embed.FS

// TextFiles holds texts/<lang>/*.json, ready for [LoadTexts].
//
//go:embed texts
var TextFiles embed.FS

// staticFiles holds the built style sheets and pictures; read it through [Asset] and [Static].
//
//go:embed static
var staticFiles embed.FS
