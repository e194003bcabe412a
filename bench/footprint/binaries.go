package footprint

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"zongwu/bench/report"
)

// binaries builds both programs with the tables debuggers read, and as `make build` does, without; it returns
// zongwu-standalone as people have it.
func binaries(ctx context.Context, b *report.Bench) (standalone string, err error) {
	var rows [][]string
	for _, one := range []struct{ name, of string }{{"zongwu", "."}, {"zongwu-standalone", "./standalone"}} {
		row := []string{one.name}
		for _, how := range [][]string{nil, {"-ldflags=-s -w"}} {
			path := filepath.Join(b.Scratch, fmt.Sprintf("%s-%d", one.name, len(how)))
			args := append(append([]string{"build", "-buildvcs=false"}, how...), "-o", path, one.of)
			build := exec.CommandContext(ctx, "go", args...) //nolint:gosec // ours
			build.Stderr = os.Stderr
			if err := build.Run(); err != nil {
				return "", fmt.Errorf("build %s: %w", one.name, err)
			}
			info, err := os.Stat(path)
			if err != nil {
				return "", fmt.Errorf("weigh %s: %w", one.name, err)
			}
			row = append(row, report.Figure(float64(info.Size())/1e6))
			standalone = path
		}
		rows = append(rows, row)
	}
	b.Table("Size of the programs, MB", []string{"program", "with debug tables", "stripped"}, rows)
	return standalone, nil
}
