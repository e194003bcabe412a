package main

import (
	"errors"

	"github.com/spf13/cobra"

	"zongwu/worker"
)

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "conduct the cases: clocks, messages, other cases",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			ctx, log := cmd.Context(), newLogger()
			p, err := enter(ctx, "", log)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.leave()) }()
			client, namespace, err := p.temporal()
			if err != nil {
				return err
			}
			defer client.Close()
			w, err := worker.New(worker.Config{
				Store: p.service.Store, Cases: p.service, Client: client, Namespace: namespace,
				DatabaseURL: p.url, Logger: log,
			})
			if err != nil {
				return err
			}
			log.Info("working", "namespace", namespace)
			return w.Run(ctx)
		},
	}
}
