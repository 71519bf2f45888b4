// Command services starts one MariaDB and one Redis for a whole test run, tells the command it was given
// where they are (SUNLEAD_FULL, SUNLEAD_TEST_MYSQL, SUNLEAD_TEST_REDIS), runs it, and stops both.
//
//	go run ./internal/testkit/cmd/services -- go test ./internal/lead
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"sunlead/internal/testkit"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return fail(errors.New("usage: services -- COMMAND"))
	}
	mariadb, err := testkit.StartMariaDB(ctx)
	if err != nil {
		return fail(err)
	}
	defer mariadb.Remove()
	redis, err := testkit.StartRedis(ctx)
	if err != nil {
		return fail(err)
	}
	defer redis.Remove()
	return command(ctx, args, "SUNLEAD_FULL=1", "SUNLEAD_TEST_MYSQL="+mariadb.Addr, "SUNLEAD_TEST_REDIS="+redis.Addr)
}

func command(ctx context.Context, args []string, env ...string) int {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	if err != nil {
		return fail(err)
	}
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, "services:", err)
	return 1
}
