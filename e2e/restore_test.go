package e2e

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zongwu/e2e/client"
)

// another is a box of its own, from the same programs, that is gone when the test is.
func another(t *testing.T, data string) *box {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &box{programs: theBox.programs, data: data, address: listener.Addr().String()}
	require.NoError(t, listener.Close())
	t.Cleanup(func() {
		if err := b.stop(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	})
	return b
}

// open starts a box and reads a school and its books.
func (b *box) open(t *testing.T) *client.Account {
	t.Helper()
	took, err := b.start()
	require.NoError(t, err)
	t.Logf("ready after %v", took.Round(time.Millisecond))
	_, account := openSchool(t, client.NewServer("http://"+b.address, time.Minute), "")
	return account
}

// command runs an operator's command as it is shipped.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), filepath.Join(theBox.programs, "zongwu"), args...).CombinedOutput()
	return string(out), err
}

func mustCommand(t *testing.T, args ...string) {
	t.Helper()
	out, err := command(t, args...)
	require.NoError(t, err, out)
	t.Logf("zongwu %s\n%s", args[0], out)
}

// R20: purchases wait at every step, others are worked on by 8 clients, and the folder is backed up meanwhile. The
// backup, in an empty folder, holds all that was answered before it began and nothing that was not; everybody goes on
// from there to the end, books, trails and workflows agree.
func TestBackupWhileWorking(t *testing.T) {
	if theBox.foreign {
		t.Skip("the folder is not ours to copy")
	}
	root := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(root), 0o755)) // the database's own user passes through
	first := another(t, filepath.Join(root, "data"))
	waiting := first.open(t)
	_, err := client.Run(t.Context(), waiting, client.Options{Seed: seed(t), Workers: 8, Scenarios: client.LeftOpen(), Keys: true})
	require.NoError(t, err)
	before := histories(t, waiting.School)
	working := make(chan error, 1)
	go func() { working <- load(t, waiting.School) }()
	time.Sleep(500 * time.Millisecond) // some of the load is to stand in the copy
	answered, copied := histories(t, waiting.School), filepath.Join(root, "copy")
	began := time.Now()
	mustCommand(t, "backup", "--data", first.data, copied)
	t.Logf("backed up within %v", time.Since(began).Round(time.Millisecond))
	require.NoError(t, <-working, "the backup got in somebody's way")
	after := histories(t, waiting.School)
	require.Greater(t, len(answered), len(before), "nobody worked before the backup")
	require.NoError(t, first.verify(t.Context()))
	out, err := command(t, "restore", copied, "--data", first.data)
	require.Error(t, err)
	require.Contains(t, out, "in use by process")
	require.NoError(t, first.stop(syscall.SIGKILL))

	second := another(t, filepath.Join(root, "again"))
	lost := time.Now()
	mustCommand(t, "restore", copied, "--data", second.data)
	waiting.School.Server.Base = "http://" + second.address // the sessions were restored with everything else
	took, err := second.start()
	require.NoError(t, err)
	t.Logf("%d cases restored and ready after %v, of which the start took %v", len(answered),
		time.Since(lost).Round(time.Millisecond), took.Round(time.Millisecond))
	restored := histories(t, waiting.School)
	for id, events := range answered {
		require.GreaterOrEqual(t, len(restored[id]), len(events), "an answered action is not in the backup")
	}
	for id, events := range restored {
		require.Equal(t, after[id][:len(events)], events, "the backup holds what never was")
	}
	require.NoError(t, second.verify(t.Context()))
	resumed, err := client.Resume(t.Context(), waiting, seed(t))
	require.NoError(t, err)
	require.Equal(t, len(client.LeftOpen()), resumed)
	require.NoError(t, checkTrails(t.Context(), waiting))
	require.NoError(t, load(t, waiting.School))
	require.NoError(t, second.verify(t.Context()))
	require.NoError(t, second.stop(syscall.SIGTERM), second.output)
}

// load carries some purchases and compares the books afterwards by itself.
func load(t *testing.T, school *client.School) error {
	account, err := client.OpenAccount(t.Context(), school)
	if err != nil {
		return err
	}
	_, err = client.Run(t.Context(), account, client.Options{Seed: seed(t) + 20, Workers: 8, Chance: 24, Keys: true})
	return errors.Join(err, account.Compare(t.Context()))
}

// histories reads what happened to every purchase, as the director sees it.
func histories(t *testing.T, school *client.School) map[string][]json.RawMessage {
	t.Helper()
	director, err := school.As(t.Context(), "director"+school.Suffix)
	require.NoError(t, err)
	cases, err := client.List[client.Case](t.Context(), director, "/api/v1/cases?process=purchase")
	require.NoError(t, err)
	all := map[string][]json.RawMessage{}
	for _, c := range cases {
		var told struct {
			History []json.RawMessage `json:"history"`
		}
		require.NoError(t, director.Get(t.Context(), "/api/v1/cases/"+c.ID, &told))
		all[c.ID] = told.History
	}
	return all
}
