package vault

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"

	"sunlead/internal/db"
)

// Contact is how a reporter can be reached. It is sealed before it is stored and never logged.
type Contact struct {
	Phone    string `json:"phone,omitempty"`
	Name     string `json:"name,omitempty"`
	Relation string `json:"rel,omitempty"`
	Hide     bool   `json:"hide,omitempty"` // the school may not be told who reported; the default
	Lang     string `json:"lang,omitempty"` // seen only by whoever calls
}

// LogValue keeps a contact out of every log.
func (Contact) LogValue() slog.Value { return slog.StringValue("sealed") }

// Empty reports that nothing was left.
func (c Contact) Empty() bool { return c.Phone == "" && c.Name == "" }

// Sealed is a contact on its way into the table `reporters`.
type Sealed struct {
	LeadID     int64
	Sealed     []byte
	PhoneIndex []byte
}

// TableName tells the store where sealed contacts lie.
func (Sealed) TableName() string { return "reporters" }

func about(leadID int64) string { return "reporter/" + strconv.FormatInt(leadID, 10) }

// SealContact makes the row of a lead's reporter.
func (r *Ring) SealContact(leadID int64, c Contact) (Sealed, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal contact: %w", err)
	}
	sealed, err := r.Seal(about(leadID), plain)
	return Sealed{leadID, sealed, r.PhoneIndex(c.Phone)}, err
}

// OpenContact reads a lead's contact, an empty one where there is none, or none any more. Only lead.Service.Reveal, the masked
// line of a case page, and the worker that sends the reporter a short message call it.
func (r *Ring) OpenContact(ctx context.Context, c db.Conn, leadID int64) (Contact, error) {
	row, err := find(ctx, c, leadID)
	if err != nil || row == nil || len(row.Sealed) == 0 {
		return Contact{}, err
	}
	plain, err := r.Open(about(leadID), row.Sealed)
	if err != nil {
		return Contact{}, fmt.Errorf("contact of lead %d: %w", leadID, err)
	}
	var contact Contact
	if err := json.Unmarshal(plain, &contact); err != nil {
		return Contact{}, fmt.Errorf("contact of lead %d: %w", leadID, err)
	}
	return contact, nil
}

// HasPhone reports whether the lead's reporter left this phone number, without opening anything.
func (r *Ring) HasPhone(ctx context.Context, c db.Conn, leadID int64, phone string) (bool, error) {
	row, err := find(ctx, c, leadID)
	if err != nil || row == nil || len(row.PhoneIndex) == 0 || phone == "" {
		return false, err
	}
	return hmac.Equal(row.PhoneIndex, r.PhoneIndex(phone)), nil
}

// Mask shows enough of a phone number to recognise it: 199****0001.
func Mask(phone string) string {
	n := len(phone)
	switch {
	case n == 0:
		return ""
	case n < 7:
		return "****"
	default:
		return phone[:3] + "****" + phone[n-4:]
	}
}
