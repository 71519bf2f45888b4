// Package letter sets official letters (公文): a letter in plain words in, a .docx out.
//
// It is pure: it knows no database, no page, no lead and no sentence. Who composes the words, and for whom, is
// httpd's business; the print page shows the same Letter. The layout is that of GB/T 9704: A4, 22 lines a page, the head
// in red, the title in 小标宋, the text in 仿宋 (styles.xml). What is empty stays blank, to be written in by hand.
//
// The file is an Office Open XML package of a few parts, written with the standard library. Nothing typed can break it:
// every text is a text node, and what XML cannot hold is dropped. The same letter is the same bytes.
package letter
