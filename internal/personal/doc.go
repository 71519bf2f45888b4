// Package personal finds the numbers that name a person (an identity card's, a mobile number, a landline, a bank card's, a 查询码),
// whatever keyboard they were typed on and however they are grouped. What to do about one is for its caller to say.
//
// Places are those of the text as it was written. What nobody sees is read over: format characters such as the zero-width blank,
// marks that only stand upon another sign, and bytes that are no text. It belongs to the number that it divides, never to the words
// before or after.
package personal
