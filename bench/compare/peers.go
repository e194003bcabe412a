package compare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zongwu/bench/engine"
	"zongwu/bench/handwritten"
	"zongwu/bench/work"
)

// errNoPeers says that the engines from npm are not installed.
var errNoPeers = errors.New("the engines from npm are not installed: npm ci in bench/peers, as make bench does")

// peer is an engine from npm, run by a program of its own for every round, with a database of its own.
type peer struct{ file, address string }

// npm readies the engines from npm, each in a process and a database of its own on the same cluster.
func npm(ctx context.Context, e *engine.Engine) ([]contender, error) {
	dir, err := peersFolder()
	if err != nil {
		return nil, err
	}
	var all []contender
	for _, one := range []struct{ id, name, file string }{
		{byDBOS, "DBOS (npm)", "dbos.mjs"}, {byBPMN, "bpmn-engine (npm)", "bpmn.mjs"},
	} {
		p := peer{file: filepath.Join(dir, one.file)}
		if _, p.address, err = e.Database(ctx, "peer_"+one.id); err != nil {
			return nil, err
		}
		if err := handwritten.MakeTables(ctx, p.address); err != nil {
			return nil, err
		}
		if _, err := p.node(ctx, "SETUP=1"); err != nil {
			return nil, err
		}
		all = append(all, contender{one.id, one.name, 1, p.round})
	}
	return all, nil
}

// peersFolder finds the programs from the repository's root or from within the benchmark.
func peersFolder() (string, error) {
	for _, dir := range []string{"bench/peers", "peers", "../peers"} {
		if _, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil {
			return dir, nil
		}
	}
	return "", errNoPeers
}

// round has the program warm up and do the cases.
func (p peer) round(ctx context.Context, clients, cases int) (work.Round, error) {
	line, err := p.node(ctx, "CLIENTS="+strconv.Itoa(clients), "CASES="+strconv.Itoa(cases),
		"WARMUP="+strconv.Itoa(max(cases/4, 1)))
	if err != nil {
		return work.Round{}, err
	}
	var told struct {
		Cases    int       `json:"cases"`
		Seconds  float64   `json:"seconds"`
		Steps    []float64 `json:"steps_ms"`
		Finished float64   `json:"finished_seconds"`
	}
	if err := json.Unmarshal(line, &told); err != nil {
		return work.Round{}, fmt.Errorf("read what %s printed: %w", p.file, err)
	}
	if told.Cases != cases || len(told.Steps) != cases*work.Steps {
		return work.Round{}, fmt.Errorf("%s did %d cases in %d steps instead of %d", p.file, told.Cases,
			len(told.Steps), cases)
	}
	round := work.Round{Cases: cases, Answered: seconds(told.Seconds), Finished: seconds(told.Finished)}
	for _, ms := range told.Steps {
		round.Steps = append(round.Steps, seconds(ms/1000))
	}
	return round, settle(ctx)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (p peer) node(ctx context.Context, settings ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "node", p.file) //nolint:gosec // programs of ours, in a folder of ours
	command.Env = append(os.Environ(), append(settings, "DATABASE_URL="+p.address)...)
	var problems bytes.Buffer
	command.Stderr = &problems
	line, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("run %s: %w: %s", p.file, err, strings.TrimSpace(problems.String()))
	}
	return line, nil
}
