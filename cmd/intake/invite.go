package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/errs"
)

// runInvite is the way back when no administrator can sign in: whoever may run the programs may invite. It stands
// in the city's trail.
func runInvite(ctx context.Context, args []string, out *os.File) error {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return errors.New("intake invite USER takes one user name")
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.FromConfig(c, slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	defer a.Close()
	in, err := a.Org.InviteFromConsole(ctx, args[0])
	switch {
	case errs.Is(err, errs.NotFound):
		return fmt.Errorf("there is no account %q", args[0])
	case errs.Is(err, errs.Conflict):
		return fmt.Errorf("the account %q is disabled", args[0])
	case err != nil:
		return err
	}
	fmt.Fprintf(out, "The password of %s is void. Within 72 hours open %s/join and enter this invitation: %s\n",
		in.Staff.UserName, strings.TrimSuffix(c.Public, "/"), in.Code)
	return nil
}
