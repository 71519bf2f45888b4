// Package vault keeps what must not be read: one ring of keys, sealed contacts of reporters, masks, and the
// keyed digests by which something can be found without being stored.
//
// A leak of the database or of a backup shows no contact: the keys live outside of it. A seal is an envelope
// with a suite byte, so that another cipher suite can follow. Who may open a contact, and that it is written
// to the trail, is the ledger's rule (lead.Service.Reveal).
package vault
