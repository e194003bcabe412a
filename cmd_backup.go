package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"zongwu/standalone/backup"
	"zongwu/standalone/postgres"
	"zongwu/store"
)

func backupCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "backup --data DIR TARGET",
		Short: "copy a data folder of zongwu-standalone to an empty folder, while people work on it",
		Long: "Copies everything a data folder keeps, all of it as at one moment, to TARGET, an empty folder or one that\n" +
			"does not exist yet, and proves the copy. People go on working meanwhile. Copies hold everybody's data and\n" +
			"the keys: keep them where only you can read them, and not on the same disk alone.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return makeBackup(cmd.Context(), cmd.OutOrStdout(), data, args[0])
		},
	}
	c.Flags().StringVar(&data, "data", "./data", "data folder of zongwu-standalone, running or not")
	return c
}

func makeBackup(ctx context.Context, out io.Writer, data, target string) (err error) {
	cluster, err := postgres.Connect(ctx, postgres.Config{Dir: data, Logger: newLogger()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	m, err := backup.Make(ctx, cluster, data, target)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is complete and proved: everything that was answered before %s is in it (%.1f s)\n"+
		"to have it back: zongwu restore %s --data NEW-FOLDER\n",
		target, m.Began.Local().Format(time.DateTime), m.Ended.Sub(m.Began).Seconds(), target)
	return err
}

func restoreCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "restore SOURCE --data DIR",
		Short: "make an empty folder what a backup holds, and prove it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restore(cmd.Context(), cmd.OutOrStdout(), args[0], data)
		},
	}
	c.Flags().StringVar(&data, "data", "", "the new data folder: empty, or not there yet")
	if err := c.MarkFlagRequired("data"); err != nil {
		panic(err) // the flag stands one line above
	}
	return c
}

func restore(ctx context.Context, out io.Writer, source, data string) error {
	m, err := backup.Restore(ctx, source, data, newLogger())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s holds everything that was answered before %s\n",
		data, m.Began.Local().Format(time.DateTime))
	if err != nil {
		return err
	}
	err = within(ctx, data, func(ctx context.Context, p *place) error { return p.verify(ctx, out) })
	var old *store.SchemaError
	if errors.As(err, &old) {
		_, err = fmt.Fprintln(out, "an earlier version made it: it is brought up to date when it is started")
	}
	if err != nil {
		return fmt.Errorf("the folder is restored, but not all in it agrees: %w", err)
	}
	_, err = fmt.Fprintf(out, "now start it: zongwu-standalone --data %s\n"+
		"and when it is ready, once: zongwu verify --data %s\n", data, data)
	return err
}
