// Command zongwu runs the parts of Zongwu apart from each other, any number of each, against a PostgreSQL database and
// a Temporal cluster, and holds the operator's tools. zongwu-standalone is everything in one process.
//
//	main.go        the command and its life
//	connect.go     the database and Temporal: by environment, or by the data folder of zongwu-standalone
//	cmd_server.go  server: pages and the interface for programs
//	cmd_worker.go  worker: conducts the cases
//	cmd_school.go  migrate, school: the database's schema, a new school
//	cmd_check.go   check: definitions
//	cmd_backup.go  backup, restore: a data folder copied while people work on it, and made of its copy again
//	cmd_verify.go  verify, resync: do books, trail, cases and workflows agree; tell Temporal everything anew
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := command().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zongwu:", err)
		os.Exit(1)
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "zongwu",
		Short: "总务 · a school's general affairs",
		Long: "Zongwu runs a school's general affairs: the store, budgets, and whatever is written as a process.\n\n" +
			"DATABASE_URL names the database as the application's role; TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the rest\n" +
			"of Temporal's own variables name the cluster. For a data folder of zongwu-standalone use --data instead.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(serverCommand(), workerCommand(), migrateCommand(), schoolCommand(), checkCommand(),
		backupCommand(), restoreCommand(), verifyCommand(), resyncCommand())
	return root
}

func newLogger() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }
