package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"zongwu/store"
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
			stopSigning, err := p.startSigning(ctx)
			if err != nil {
				return err
			}
			defer stopSigning()
			log.Info("working", "namespace", namespace)
			return w.Run(ctx)
		},
	}
}

// startSigning has the trails signed when TRAIL_KEY names a key; stop signs once more.
func (p *place) startSigning(ctx context.Context) (stop func(), err error) {
	path := os.Getenv("TRAIL_KEY")
	if path == "" {
		return func() {}, nil
	}
	key, err := store.TrailKey(path)
	if err != nil {
		return nil, err
	}
	signer := &worker.Signer{Store: p.service.Store, Key: key, Copies: os.Getenv("TRAIL_COPIES"), Logger: p.log}
	ctx, cancel := context.WithCancel(ctx)
	signed := make(chan struct{})
	go func() { signer.Run(ctx); close(signed) }()
	return func() { cancel(); <-signed }, nil
}
