// Package receipt draws the receipt as a picture that a parent keeps with the photographs of their phone: the one way to save
// it that works in every web view. It is pure: words, numbers and the address come from the caller, and nothing is kept.
//
// The fonts are cut down to the words of web/texts/*/picture.json (web/src/font/picture.mjs, SIL Open Font License 1.1); a test
// says when a word is missing in them.
package receipt
