package footprint

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"zongwu/bench/box"
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
			if err := box.Build(ctx, one.of, path, how...); err != nil {
				return "", err
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
