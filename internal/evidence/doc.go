// Package evidence keeps what reporters add to a report (材料): photos, documents, recordings.
//
// A file comes as a stream and is sealed chunk by chunk, under a key of its own, into rows of the database: no file of this
// machine and no memory ever holds the whole of a large one. What a file is, its content says; its name must not contradict.
// A photo is painted anew, so that nothing of where, when and with what it was taken is left; everything else stays byte for
// byte. A file is seen by nobody before the transaction that makes it part of a report, and what never becomes part of one is
// swept away. Who may read a file is the ledger's rule (internal/lead).
package evidence
