package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// StaticPrefix begins the path of every static file.
const StaticPrefix = "/static/"

// StaticCache is the Cache-Control value of every file [Static] finds: the address changes when the bytes do.
const StaticCache = "public, max-age=31536000, immutable"

// StaticFile is one built file as it goes over the wire. Its bytes must not be changed.
type StaticFile struct {
	Name string        // as in web/static, "public.css"
	Path string        // the address, "/static/public.1a2b3c4d.css"
	Type string        // the Content-Type
	ETag string        // strong, quoted
	Body []byte        // as it is
	gzip func() []byte // made at the first use
}

// Gzip returns the compressed bytes, or nil when compressing does not pay. Safe for concurrent use.
func (f *StaticFile) Gzip() []byte { return f.gzip() }

// Asset returns the address of a file of web/static with its content hash in it.
// A name that does not exist gives its plain path, which answers 404 and is caught by the layout's test.
func Asset(name string) string {
	if f := statics().byName[name]; f != nil {
		return f.Path
	}
	return StaticPrefix + name
}

// Static returns the file behind an address made by [Asset], and false for any other, also for an outdated hash.
func Static(urlPath string) (*StaticFile, bool) {
	f := statics().byPath[urlPath]
	return f, f != nil
}

// StaticFiles lists all files, for tests and for warming up.
func StaticFiles() []*StaticFile { return statics().all }

type staticIndex struct {
	all    []*StaticFile
	byName map[string]*StaticFile
	byPath map[string]*StaticFile
}

// statics reads the embedded folder once, at the first page.
var statics = sync.OnceValue(func() staticIndex { return indexStatics(staticFiles) })

func indexStatics(fsys fs.FS) staticIndex {
	idx := staticIndex{byName: map[string]*StaticFile{}, byPath: map[string]*StaticFile{}}
	names, _ := fs.Glob(fsys, "static/*") // the only error is a bad pattern
	for _, name := range names {
		typ, ok := staticTypes[path.Ext(name)]
		body, err := fs.ReadFile(fsys, name)
		if !ok || err != nil { // SOURCES.sum and folders are not for readers
			continue
		}
		f := newStaticFile(path.Base(name), typ, body)
		idx.all = append(idx.all, f)
		idx.byName[f.Name], idx.byPath[f.Path] = f, f
	}
	return idx
}

// staticTypes are the kinds of files that are served at all.
var staticTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".woff2": "font/woff2",
}

func newStaticFile(name, typ string, body []byte) *StaticFile {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:4])
	ext := path.Ext(name)
	return &StaticFile{
		Name: name,
		Path: StaticPrefix + strings.TrimSuffix(name, ext) + "." + hash + ext,
		Type: typ,
		ETag: `"` + hash + `"`,
		Body: body,
		gzip: sync.OnceValue(func() []byte { return compress(body) }),
	}
}

func compress(body []byte) []byte {
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := zw.Write(body); err != nil {
		return nil
	}
	if err := zw.Close(); err != nil || buf.Len() >= len(body) {
		return nil
	}
	return buf.Bytes()
}
