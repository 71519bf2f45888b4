// Package publish holds what is told to everybody: policy entries, answers to a school and topic, clarifications and
// releases of statistics. A handler writes, a leader of the same unit who did not write it approves; a 辟谣 also needs
// the city (domain rule 1.15). Nothing else is ever shown to the public.
//
// The room knows nothing of leads. Whether one is open, and how many there were, is asked by a function that httpd
// hands in.
package publish
