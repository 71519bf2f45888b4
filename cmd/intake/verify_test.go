package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

// found is what `intake verify` prints of the house, and whether it is whole.
func found(t *testing.T, a *app.App, v verifyFlags) (string, bool) {
	t.Helper()
	var out bytes.Buffer
	ask := verify
	if v.receipt != "" {
		ask = verifyReceipt
	}
	err := ask(t.Context(), a, v, &out)
	if err != nil && !errors.Is(err, errChanged) {
		t.Fatal(err)
	}
	return out.String(), err == nil
}

// seal does what the worker does every second, and writes an anchor.
func seal(t *testing.T, a *app.App, anchors string) {
	t.Helper()
	s := &trail.Sealer{DB: a.DB, Anchor: (&trail.Anchors{Path: anchors, Wall: a.Wall, Log: a.Log}).Write}
	if _, err := s.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// anyReceipt is what stands on the receipt of some lead.
func anyReceipt(t *testing.T, a *app.App) (number, proof string) {
	t.Helper()
	if err := a.DB.Gorm(t.Context()).Raw("SELECT number FROM leads ORDER BY id LIMIT 1").Scan(&number).Error; err != nil {
		t.Fatal(err)
	}
	p, err := a.Leads.Proof(t.Context(), number)
	if err != nil || !p.Intact {
		t.Fatal(p, err)
	}
	return number, p.Hash
}

func change(t *testing.T, a *app.App, statement string) {
	t.Helper()
	err := a.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec(statement).Error })
	if err != nil {
		t.Fatal(err)
	}
}

// From the receipt in a parent's hand to the place in the chain, over what an administrator of the database may do.
func TestVerify_findsWhatWasChanged(t *testing.T) {
	t.Parallel()
	a := playedHouse(t)
	testkit.Corrupted(a.DB)
	anchors := filepath.Join(t.TempDir(), "anchors.jsonl")
	number, proof := anyReceipt(t, a)
	mine := verifyFlags{receipt: number, proof: proof}
	if text, ok := found(t, a, mine); !ok || !strings.Contains(text, "not sealed yet") {
		t.Errorf("before the seal: %s", text)
	}
	seal(t, a, anchors)
	if text, ok := found(t, a, verifyFlags{anchors: anchors}); !ok || !strings.HasPrefix(text, "ok: ") || !strings.Contains(text, "1 anchors fit") {
		t.Errorf("a whole history: %s", text)
	}
	mine.proof = strings.ToUpper(proof[:8] + " " + proof[8:16]) // as it is read out
	if text, ok := found(t, a, mine); !ok || !strings.Contains(text, "as the receipt says; seal ") {
		t.Errorf("a receipt: %s", text)
	}
	mine.proof = strings.Repeat("0", 64)
	if text, ok := found(t, a, mine); ok {
		t.Errorf("another receipt's proof: %s", text)
	}
	mine.proof = proof
	change(t, a, "UPDATE trail SET at = at - 1 WHERE seq = 1 AND stream = (SELECT 'lead/' || id FROM leads WHERE number = '"+number+"')")
	if text, ok := found(t, a, mine); ok || !strings.Contains(text, "it was changed") {
		t.Errorf("its entry was changed: %s", text)
	}
	if text, ok := found(t, a, verifyFlags{}); ok || !strings.Contains(text, "the entry was changed") {
		t.Errorf("an entry was changed: %s", text)
	}
	change(t, a, "UPDATE trail SET at = at + 1 WHERE seq = 1 AND stream = (SELECT 'lead/' || id FROM leads WHERE number = '"+number+"')")
	change(t, a, "UPDATE leads SET trail_seq = trail_seq + 1 WHERE number = '"+number+"'") // as if its last entry were gone
	if text, ok := found(t, a, verifyFlags{}); ok || !strings.Contains(text, number) {
		t.Errorf("the last entry of a lead is gone: %s", text)
	}
}

func TestVerify_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-receipt", "2026-000001-7"}, {"-proof", "0011223344556677"}} {
		if err := runVerify(t.Context(), args, os.Stdout); err == nil || !strings.Contains(err.Error(), "together") {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, proof := range []string{"00112233", "zz112233445566778899"} {
		if err := verifyReceipt(t.Context(), nil, verifyFlags{receipt: "2026-000001-7", proof: proof}, os.Stdout); err == nil || !strings.Contains(err.Error(), "16") {
			t.Errorf("%s: %v", proof, err)
		}
	}
	bad := filepath.Join(t.TempDir(), "anchors")
	if err := os.WriteFile(bad, []byte("no anchor"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readAnchors(bad); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a file of something else: %v", err)
	}
}
