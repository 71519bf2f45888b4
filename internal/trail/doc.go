// Package trail is the one append-only history: the timeline that people read and the audit that proves it.
//
// Every entry belongs to a stream (one lead, one unit), is numbered without a gap, and carries the hash of
// the entry before it. The head of a stream stands on the row it is about, so an entry and the change it
// tells of are one transaction. Data holds codes, ids and numbers only, never a name, a phone or a text of
// the reporter. Entries are never changed or deleted.
//
// What a stream does not show, the chain over all streams does: the Sealer moves entries from `unsealed` into `seals`, and
// Verify finds the first place at which somebody edited, took away, reordered or cut off what was sealed.
package trail
