package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// fromEnv names the revision an upgrade is rehearsed from: make upgrade-rehearsal FROM=….
const fromEnv = "E2E_FROM"

// R21: a folder of an earlier revision, with purchases waiting at every step, is opened by this one; people carry all
// of them to their ends. Then the earlier program is tried on the folder: it refuses when the schema is another.
func TestUpgrade(t *testing.T) {
	from := os.Getenv(fromEnv)
	if from == "" {
		t.Skip("rehearses an upgrade from the revision that " + fromEnv + " names")
	}
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
	old := another(t, filepath.Join(root, "data"))
	old.programs = earlier(t, from, root)
	waiting := old.open(t)
	_, err := client.Run(t.Context(), waiting, client.Options{
		Seed: seed(t), Workers: 4, Scenarios: client.LeftOpen(), Chance: 8, Keys: true,
	})
	require.NoError(t, err)
	require.NoError(t, old.verify(t.Context()))
	require.NoError(t, old.stop(syscall.SIGTERM), old.output)

	now := another(t, old.data)
	took, err := now.start()
	require.NoError(t, err)
	t.Logf("this version was ready on the folder of %s after %v", from, took.Round(time.Millisecond))
	waiting.School.Server.Base = "http://" + now.address
	require.NoError(t, now.verify(t.Context()))
	resumed, err := client.Resume(t.Context(), waiting, seed(t))
	require.NoError(t, err)
	require.GreaterOrEqual(t, resumed, len(client.LeftOpen()))
	require.NoError(t, waiting.Compare(t.Context()))
	require.NoError(t, checkTrails(t.Context(), waiting))
	require.NoError(t, now.verify(t.Context()))
	require.NoError(t, now.stop(syscall.SIGTERM), now.output)
	t.Logf("%d purchases carried to their ends", resumed)

	if _, err := old.start(); err != nil {
		require.ErrorContains(t, err, "run a newer zongwu")
		t.Logf("the earlier program on it: %v", err)
		return
	}
	t.Log("the earlier program knows the schema: it has not changed")
}

// earlier builds the programs of a revision in a worktree of their own.
func earlier(t *testing.T, revision, root string) (programs string) {
	t.Helper()
	tree, programs := filepath.Join(root, "tree"), filepath.Join(root, "bin")
	git := func(args ...string) error {
		out, err := exec.Command("git", args...).CombinedOutput()
		if err != nil {
			return errors.Join(err, errors.New(string(out)))
		}
		return nil
	}
	require.NoError(t, git("worktree", "add", "--detach", tree, revision))
	t.Cleanup(func() {
		if err := git("worktree", "remove", "--force", tree); err != nil {
			t.Error(err)
		}
	})
	// What the pages load from elsewhere is not in the repository; the pages need not be those of that time.
	const vendor = "server/pages/static/vendor"
	require.NoError(t, os.CopyFS(filepath.Join(tree, vendor), os.DirFS(filepath.Join("..", vendor))))
	require.NoError(t, os.Mkdir(programs, 0o755))
	for name, pkg := range map[string]string{"zongwu": ".", "zongwu-standalone": "./standalone"} {
		build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", filepath.Join(programs, name), pkg)
		build.Dir = tree
		out, err := build.CombinedOutput()
		require.NoError(t, err, "build %s of %s: %s", pkg, revision, out)
	}
	return programs
}
