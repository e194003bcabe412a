package box

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// Build builds a program of ours (".", "./standalone") as `make build` does.
func Build(ctx context.Context, of, path string, flags ...string) error {
	args := append(append([]string{"build", "-buildvcs=false"}, flags...), "-o", path, of)
	build := exec.CommandContext(ctx, "go", args...) //nolint:gosec // ours
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build %s: %w", of, err)
	}
	return nil
}
