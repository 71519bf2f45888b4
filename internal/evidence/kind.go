package evidence

import (
	"path"
	"slices"
	"strings"
)

// Kind is what a file is, by its content.
type Kind string

// family is what kinds have in common.
type family string

const (
	picture  family = "picture"
	document family = "document"
	sound    family = "sound" // and moving pictures
)

// Limits of one file, in bytes.
const (
	SmallMax = 10 << 20 // pictures and documents
	LargeMax = 50 << 20 // recordings and films
)

// Limits of one report, in files.
const (
	FilesMax = 6 // with the report
	LaterMax = 6 // added to it afterwards
)

// kind is one line of the table.
type kind struct {
	kind    Kind
	family  family
	endings []string // of names, the first one is given to it on the way out
}

const (
	jpegKind Kind = "jpeg"
	pngKind  Kind = "png"
	webpKind Kind = "webp"
	gifKind  Kind = "gif"
	heicKind Kind = "heic"
	pdfKind  Kind = "pdf"
	docxKind Kind = "docx"
	xlsxKind Kind = "xlsx"
	docKind  Kind = "doc"
	xlsKind  Kind = "xls"
	mp3Kind  Kind = "mp3"
	aacKind  Kind = "aac"
	m4aKind  Kind = "m4a"
	wavKind  Kind = "wav"
	amrKind  Kind = "amr"
	mp4Kind  Kind = "mp4"
	movKind  Kind = "mov"
	tgpKind  Kind = "3gp"
)

// kinds are all that is taken: what phones, chats and offices make.
var kinds = []kind{
	{jpegKind, picture, []string{"jpg", "jpeg", "jpe", "jfif"}},
	{pngKind, picture, []string{"png"}},
	{webpKind, picture, []string{"webp"}},
	{gifKind, picture, []string{"gif"}},
	{heicKind, picture, []string{"heic", "heif", "hif"}},
	{pdfKind, document, []string{"pdf"}},
	{docxKind, document, []string{"docx"}},
	{xlsxKind, document, []string{"xlsx"}},
	{docKind, document, []string{"doc", "wps"}},
	{xlsKind, document, []string{"xls", "et"}},
	{mp3Kind, sound, []string{"mp3"}},
	{aacKind, sound, []string{"aac"}},
	{m4aKind, sound, []string{"m4a"}},
	{wavKind, sound, []string{"wav"}},
	{amrKind, sound, []string{"amr"}},
	{mp4Kind, sound, []string{"mp4", "m4v"}},
	{movKind, sound, []string{"mov", "qt"}},
	{tgpKind, sound, []string{"3gp", "3gpp", "3g2"}},
}

// runs are endings of what a double click would run or open as a page, and of documents with programs in them: no content
// makes such a name harmless.
var runs = strings.Fields("exe com bat cmd scr pif msi msp lnk js jse vbs vbe wsf ps1 psm1 hta jar apk ipa dll sys cpl reg sh py php " +
	"html htm xhtml mht mhtml svg svgz xml url chm iso img dmg zip rar 7z gz tar docm dotm xlsm xltm xlam pptm")

func lineOf(k Kind) kind {
	i := slices.IndexFunc(kinds, func(line kind) bool { return line.kind == k })
	if i < 0 {
		return kind{kind: k}
	}
	return kinds[i]
}

// Kinds lists what is taken.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, line := range kinds {
		all[i] = line.kind
	}
	return all
}

// limit is the most bytes of a kind.
func (k Kind) limit() int64 {
	if lineOf(k).family == sound {
		return LargeMax
	}
	return SmallMax
}

func (k Kind) painted() bool { return lineOf(k).family == picture && k != heicKind }

// ending is that of a name, in small letters and without its point.
func ending(name string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) }

// fits reports that a name does not lie about the content: an ending that we know belongs to the same family, and none is
// of something that runs. A photo that a chat called .jpg may be a .png.
func (k Kind) fits(name string) bool {
	e := ending(name)
	if slices.Contains(runs, e) {
		return false
	}
	for _, line := range kinds {
		if slices.Contains(line.endings, e) {
			return line.family == lineOf(k).family
		}
	}
	return true
}
