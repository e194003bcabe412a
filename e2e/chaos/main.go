package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	if part := os.Getenv(self); part != "" {
		if err := bePart(part, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, part+":", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := command(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

// command reads the flags and lets the phases happen.
func command(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	seed := flags.Uint64("seed", uint64(time.Now().Unix()), "what chance follows from; a run can be had again")
	times := flags.Int("times", 1, "so many times the faults of a plain run")
	clients := flags.Int("clients", 8, "purchases under way at once")
	chosen := flags.String("phases", "", "some phases only, by name, with commas")
	only := flags.String("faults", "", "only faults whose kind or target holds this, as \"blackhole\"")
	quick := flags.Bool("quick", false, "a few faults of every phase")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r := &run{out: out, seed: *seed, times: *times, clients: *clients, quick: *quick, only: *only}
	r.rng = rand.New(rand.NewPCG(*seed, 1)) //nolint:gosec // must be had again, hides nothing
	phases, err := choose(*chosen)
	if err != nil {
		return err
	}
	if r.root, err = os.MkdirTemp("", "zongwu-chaos-"); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer func() {
		if err != nil {
			r.say("what the programs wrote is kept in " + r.root)
			return
		}
		err = os.RemoveAll(r.root)
	}()
	// The database runs as somebody else when we are root: the way to its folder must be open.
	if err := os.Chmod(r.root, 0o755); err != nil { //nolint:gosec // as said
		return fmt.Errorf("open the folder: %w", err)
	}
	return r.all(ctx, phases)
}

// run is one run of the program.
type run struct {
	out     io.Writer
	seed    uint64
	rng     *rand.Rand
	times   int
	clients int
	quick   bool
	only    string
	root    string
	tools   tools
	broken  []string
}

// phase is a part of a run that begins with an empty folder.
type phase struct {
	name, title string
	run         func(r *run, ctx context.Context, dir string) error
}

func phases() []phase {
	return []phase{
		{"box", "Everything in one process: killed at any moment", (*run).box},
		{"windows", "Dying at chosen points", (*run).windows},
		{"apart", "Separate processes: killed, frozen, cut off", (*run).apart},
		{"resend", "A request is under way while its server is killed", (*run).resends},
		{"term", "Servers and workers are told to stop while people work", (*run).terms},
		{"clock", "The database's clock is set forward and back", (*run).clock},
		{"disk", "The disk of the database fills up", (*run).disk},
	}
}

func choose(names string) ([]phase, error) {
	if names == "" {
		return phases(), nil
	}
	var chosen []phase
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(phases(), func(p phase) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("choose phases: there is no %q", name)
		}
		chosen = append(chosen, phases()[i])
	}
	return chosen, nil
}

func (r *run) all(ctx context.Context, phases []phase) error {
	r.say(fmt.Sprintf("seed %d, repeat with: make chaos CHAOS_FLAGS='--seed %d'", r.seed, r.seed))
	standalone := slices.ContainsFunc(phases, func(p phase) bool { return p.name == "box" })
	var err error
	if r.tools, err = build(ctx, r.root, standalone); err != nil {
		return err
	}
	for _, p := range phases {
		began := time.Now()
		r.say("\n== " + p.title)
		dir := filepath.Join(r.root, p.name)
		if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // as the root of them
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := p.run(r, ctx, dir); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		r.say(fmt.Sprintf("(%s took %s)", p.name, short(time.Since(began))))
	}
	if len(r.broken) > 0 {
		return fmt.Errorf("%d violations:\n%s", len(r.broken), strings.Join(r.broken, "\n"))
	}
	r.say("\nlost 0, doubled 0, violations 0")
	return nil
}

func (r *run) say(line string) { _, _ = fmt.Fprintln(r.out, line) } // nobody to tell when the output is gone
