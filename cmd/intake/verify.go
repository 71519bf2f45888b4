package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"sunlead/internal/app"
	"sunlead/internal/errs"
	"sunlead/internal/invariants"
	"sunlead/internal/trail"
)

// errChanged makes the command end with 1.
var errChanged = errors.New("the history was changed; see above")

// verifyFlags are what `intake verify` is asked.
type verifyFlags struct{ anchors, receipt, proof string }

// runVerify walks the history and names the first place where it was changed: an entry edited, taken away, put in another
// order, or cut off. It only reads, beside a running service too.
func runVerify(ctx context.Context, args []string, out *os.File) error {
	v := verifyFlags{}
	f := flag.NewFlagSet("intake verify", flag.ContinueOnError)
	f.StringVar(&v.anchors, "anchors", "", "the file that INTAKE_ANCHORS names, or a copy of it from before")
	f.StringVar(&v.receipt, "receipt", "", "the 登记编号 of a receipt")
	f.StringVar(&v.proof, "proof", "", "the 存证码 on it, or at least its first 16 characters")
	if err := f.Parse(args); err != nil {
		return errors.Join(flag.ErrHelp, err)
	}
	if (v.receipt == "") != (v.proof == "") {
		return errors.New("intake verify takes -receipt and -proof together")
	}
	log, c, err := configured(ctx, "verify", f.Args())
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.FromConfig(c, log))
	if err != nil {
		return err
	}
	defer a.Close()
	if v.receipt != "" {
		return verifyReceipt(ctx, a, v, out)
	}
	return verify(ctx, a, v, out)
}

func verify(ctx context.Context, a *app.App, v verifyFlags, out io.Writer) error {
	anchors, err := readAnchors(v.anchors)
	if err != nil {
		return err
	}
	last, err := trail.Verify(ctx, a.DB, anchors...)
	var broken *trail.Broken
	if errors.As(err, &broken) {
		fmt.Fprintln(out, broken)
		return errChanged
	}
	if err != nil {
		return err
	}
	if err := verifyHeads(ctx, a, out); err != nil {
		return err
	}
	fmt.Fprintf(out, "ok: %d entries are sealed, the last seal is %x; %d anchors fit\n", last.Seq, last.Hash, len(anchors))
	return nil
}

func readAnchors(path string) ([]trail.Anchor, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	defer file.Close()
	anchors, err := trail.ReadAnchors(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return anchors, nil
}

// verifyHeads asks what the seals do not know: whether every lead and unit stands where its history ends, also of what
// still waits to be sealed.
func verifyHeads(ctx context.Context, a *app.App, out io.Writer) error {
	o := checkOptions(a)
	o.Only = invariants.History()
	found, err := invariants.Check(ctx, a.DB, o)
	if err != nil {
		return err
	}
	for _, f := range found {
		fmt.Fprintf(out, "%s: %s\n", strings.Join(f.Offenders, ", "), "it must be true that "+f.Sentence)
	}
	if len(found) > 0 {
		return errChanged
	}
	return nil
}

// verifyReceipt proves that the first entry of a lead is what the reporter was handed, and sealed.
func verifyReceipt(ctx context.Context, a *app.App, v verifyFlags, out io.Writer) error {
	proof := strings.ToLower(strings.Join(strings.Fields(v.proof), ""))
	if _, err := hex.DecodeString(proof); err != nil || len(proof) < 16 {
		return errors.New("-proof: want at least the first 16 characters of the 存证码")
	}
	p, err := a.Leads.Proof(ctx, v.receipt)
	switch {
	case errs.Is(err, errs.NotFound):
		return fmt.Errorf("there is no report %q", v.receipt)
	case err != nil:
		return err
	case !p.Intact || !strings.HasPrefix(p.Hash, proof):
		fmt.Fprintf(out, "%s: the first entry of its history is not what the receipt says: it was changed\n", v.receipt)
		return errChanged
	case p.Seal == 0:
		fmt.Fprintf(out, "%s: as the receipt says; not sealed yet\n", v.receipt)
	default:
		fmt.Fprintf(out, "%s: as the receipt says; seal %d\n", v.receipt, p.Seal)
	}
	return nil
}
