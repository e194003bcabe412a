package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"zongwu/store"
	"zongwu/worker"
)

const (
	// patience is how long a suspected disagreement with Temporal may take to settle: its lists are written late.
	patience = 20 * time.Second
	// reachTime is how long Temporal may take to answer before it counts as away.
	reachTime = 5 * time.Second
)

func verifyCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "verify",
		Short: "prove that cases, books, trail and workflows agree",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return within(cmd.Context(), data, func(ctx context.Context, p *place) error {
				return p.verify(ctx, cmd.OutOrStdout())
			})
		},
	}
	dataFlag(c, &data)
	return c
}

func resyncCommand() *cobra.Command {
	var data string
	c := &cobra.Command{
		Use:   "resync",
		Short: "make Temporal agree with the database again, whatever became of either",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return within(cmd.Context(), data, func(ctx context.Context, p *place) error {
				return p.resync(ctx, cmd.OutOrStdout())
			})
		},
	}
	dataFlag(c, &data)
	return c
}

func dataFlag(c *cobra.Command, data *string) {
	c.Flags().StringVar(data, "data", "", "data folder of zongwu-standalone, running or not, instead of DATABASE_URL")
}

// within opens a place for the time of body.
func within(ctx context.Context, data string, body func(context.Context, *place) error) (err error) {
	p, err := enter(ctx, data, newLogger())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.leave()) }()
	return body(ctx, p)
}

// verify prints what does not agree, one a line, and fails when anything does not.
func (p *place) verify(ctx context.Context, out io.Writer) error {
	schools, err := p.service.Store.Schools(ctx)
	if err != nil {
		return err
	}
	lines, err := p.verifySchools(ctx, schools)
	if err != nil {
		return err
	}
	signed, err := p.verifyCheckpoints(ctx)
	if err != nil {
		return err
	}
	workflows, about, err := p.verifyWorkflows(ctx)
	if err != nil {
		return err
	}
	lines = slices.Concat(lines, signed, workflows)
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	if len(lines) > 0 {
		return fmt.Errorf("%d findings in %d schools; %s", len(lines), len(schools), about)
	}
	_, err = fmt.Fprintf(out, "%d schools: cases, books and trail agree; %s\n", len(schools), about)
	return err
}

func (p *place) verifySchools(ctx context.Context, schools []string) ([]string, error) {
	var lines []string
	for _, school := range schools {
		findings, err := p.service.Verify(ctx, school)
		if err != nil {
			return nil, err
		}
		for _, f := range findings {
			line := f.String()
			if f.Number != "" {
				line += " (" + f.Number + ")"
			}
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// verifyCheckpoints proves the signatures over the trails, where the key is: beside the data, or as TRAIL_KEY says.
func (p *place) verifyCheckpoints(ctx context.Context) ([]string, error) {
	path, copies := os.Getenv("TRAIL_KEY"), os.Getenv("TRAIL_COPIES")
	if p.data != "" {
		path, copies = filepath.Join(p.data, "trail.key"), filepath.Join(p.data, "trail.checkpoints")
	}
	if _, err := os.Stat(path); err != nil {
		return nil, nil //nolint:nilerr // without a key nothing was ever signed here
	}
	key, err := store.TrailKey(path)
	if err != nil {
		return nil, err
	}
	kept, err := worker.ReadCopies(copies)
	if err != nil {
		return nil, err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("read trail key: it is not an Ed25519 key")
	}
	findings, err := p.service.Store.Verify(ctx, store.CheckpointCheck(public, kept))
	lines := make([]string, 0, len(findings))
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return lines, err
}

// verifyWorkflows compares open cases with running workflows. Temporal being away is told, and is no finding.
func (p *place) verifyWorkflows(ctx context.Context) (findings []string, about string, err error) {
	c, namespace, err := p.temporal()
	if errors.Is(err, errNoTemporal) {
		return nil, "workflows were not looked at: Temporal does not run", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer c.Close()
	try, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	if _, err := c.CheckHealth(try, &client.CheckHealthRequest{}); err != nil {
		return nil, "workflows were not looked at: Temporal does not answer", nil
	}
	audit := &worker.Audit{Store: p.service.Store, Client: c, Namespace: namespace}
	report, err := audit.Sweep(ctx, patience)
	if err != nil {
		return nil, "", err
	}
	for _, f := range report.Findings {
		findings = append(findings, fmt.Sprintf("%s: workflow %s %s", f.School, f.Workflow, f.Kind))
	}
	return findings, fmt.Sprintf("%d open cases, %d workflows, %d still to be told, %d schedules",
		report.Open, report.Running, report.Untold, report.Schedules), nil
}

func (p *place) resync(ctx context.Context, out io.Writer) error {
	c, namespace, err := p.temporal()
	if err != nil {
		return err
	}
	defer c.Close()
	audit := &worker.Audit{Store: p.service.Store, Client: c, Namespace: namespace}
	told, err := audit.Resync(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%d workflows told to read their case anew\n", told)
	return err
}
