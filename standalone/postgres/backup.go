package postgres

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// BaseBackup copies the running cluster into another folder, as the postgres/ it will have as a data folder, together
// with all of the log it needs to come up: everything that was committed before it ends is in it. People go on working
// meanwhile. The copy belongs to us and carries the digest of every file in postgres/backup_manifest.
func (c *Cluster) BaseBackup(ctx context.Context, dir string) error {
	p, err := c.folder.programs()
	if err != nil {
		return err
	}
	// Written by ourselves, not by the database's user: the target may be closed to that one.
	cmd, err := p.tool(ctx, "pg_basebackup", "--host=127.0.0.1", fmt.Sprintf("--port=%d", c.port),
		"--username="+Superuser, "--no-password", "--pgdata="+folder(dir).data(), "--format=plain", "--wal-method=stream",
		"--checkpoint=fast", "--manifest-checksums=SHA256", "--label=zongwu")
	if err != nil {
		return err
	}
	cmd.Env = append(cmd.Env, "PGPASSWORD="+c.Password(Superuser), "PGSSLMODE=disable")
	return run(cmd, "copy the database")
}

// VerifyBase proves what BaseBackup copied: every file is what backup_manifest says, and the log is whole.
func VerifyBase(ctx context.Context, dir string) error {
	p, err := folder(dir).programs()
	if err != nil {
		return err
	}
	cmd, err := p.tool(ctx, "pg_verifybackup", "--quiet", "--exit-on-error", folder(dir).data())
	if err != nil {
		return err
	}
	return run(cmd, "verify the copy of the database")
}

// Hold locks a data folder against every other program until the file is closed, and makes it when it is missing.
// *InUseError says that another program has it.
func Hold(dir string) (*os.File, error) { return folder(dir).take() }

// MajorIn is the version of PostgreSQL that made the cluster of a data folder, and that alone can serve it.
func MajorIn(dir string) (string, error) { return folder(dir).majorOfData() }

// Installed says whether this machine can serve the clusters of a major version; *MissingError says what to install.
func Installed(major string) error {
	_, err := findPrograms(major, installed)
	return err
}

// Own gives the cluster of a data folder, which was copied there, to the user the database runs as.
func Own(dir string) error {
	f := folder(dir)
	// A copy made by root belongs to root, who cannot serve it: as for a cluster there is not yet.
	a, err := accountFor(f.unborn())
	if err != nil {
		return err
	}
	return filepath.WalkDir(f.data(), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return a.own(path)
	})
}

// programs finds the programs of the version that made the folder's cluster.
func (f folder) programs() (programs, error) {
	major, err := f.majorOfData()
	if err != nil {
		return programs{}, err
	}
	return findPrograms(major, installed)
}

// tool prepares one of the programs that come with the server; it is ended when ctx is.
func (p programs) tool(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	path, err := p.beside(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C at the terminal reaches us alone
	return cmd, nil
}

// beside finds a program of the server's own version: beside the server, or where that is linked to.
func (p programs) beside(name string) (string, error) {
	folders := []string{filepath.Dir(p.postgres)}
	if real, err := filepath.EvalSymlinks(p.postgres); err == nil {
		folders = append(folders, filepath.Dir(real))
	}
	for _, folder := range append(folders, candidates(installed)...) {
		path := filepath.Join(folder, name)
		if !executable(path) {
			continue
		}
		out, err := exec.Command(path, "--version").Output()
		if err == nil && majorOf(string(out)) == p.major {
			return path, nil
		}
	}
	return "", fmt.Errorf("find %s: %w", name, &MissingError{Major: p.major})
}

// run gives what the program said as the reason why it failed.
func run(cmd *exec.Cmd, what string) error {
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", what, err, strings.TrimSpace(string(out)))
	}
	return nil
}
