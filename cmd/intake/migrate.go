package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

// runMigrate brings the schema up to date and puts the ten units in. It may run again at any time, and beside
// programs that serve: migrations only add.
func runMigrate(ctx context.Context, args []string, out *os.File) error {
	log, c, err := configured(ctx, "migrate", args)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, app.FromConfig(c, log).Database)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) }); err != nil {
		return err
	}
	fmt.Fprintln(out, "The schema is up to date.")
	return nil
}

// runKeys makes the key ring, once. Every machine and the backup need the same one.
func runKeys(ctx context.Context, args []string, out *os.File) error {
	_, c, err := configured(ctx, "keys", args)
	if err != nil {
		return err
	}
	if _, err := vault.LoadRing(c.Keys, false); err == nil {
		return errors.New("the keys are there already; they are never replaced")
	}
	if _, err := vault.LoadRing(c.Keys, true); err != nil {
		return err
	}
	fmt.Fprintf(out, "The keys are in %s. Copy them to every machine and keep a copy apart from the database's backup.\n", c.Keys)
	return nil
}
