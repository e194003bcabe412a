package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Superuser is the role that owns the cluster.
const Superuser = "postgres"

// majorOfData reads the version that made the data folder, "" when there is none yet.
func (f folder) majorOfData() (string, error) {
	text, err := os.ReadFile(f.data() + "/PG_VERSION")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the data folder's version: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// create makes the cluster beside its final place and renames it when it is whole: killed in between, the next start
// begins anew.
func (f folder) create(p programs, a account, secret string) error {
	if err := os.RemoveAll(f.unborn()); err != nil {
		return fmt.Errorf("clear a half-made cluster: %w", err)
	}
	if err := os.Mkdir(f.unborn(), 0o700); err != nil {
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	if err := a.own(f.unborn()); err != nil {
		return err
	}
	if err := f.initdb(p, a, secret); err != nil {
		return err
	}
	if err := os.Rename(f.unborn(), f.data()); err != nil {
		return fmt.Errorf("put the new cluster in place: %w", err)
	}
	return nil
}

func (f folder) initdb(p programs, a account, secret string) (err error) {
	passwordFile, err := os.CreateTemp("", "zongwu-*")
	if err != nil {
		return fmt.Errorf("make a file for the password: %w", err)
	}
	defer func() { err = errors.Join(err, passwordFile.Close(), os.Remove(passwordFile.Name())) }()
	_, err = passwordFile.WriteString(passwordOf(secret, Superuser) + "\n")
	if err := errors.Join(err, a.own(passwordFile.Name())); err != nil {
		return fmt.Errorf("write the file for the password: %w", err)
	}
	cmd := a.command(p.initdb, "-U", Superuser, "--auth=scram-sha-256", "--encoding=UTF8", "--lc-collate=C",
		"--lc-ctype=C.UTF-8", "--lc-messages=C", "--no-instructions", "--pwfile")
	cmd.Args = append(cmd.Args, handDown(cmd, passwordFile))
	name, open, err := a.reach(cmd, f.unborn())
	if err != nil {
		return err
	}
	if open != nil {
		defer func() { err = errors.Join(err, open.Close()) }()
	}
	cmd.Args = append(cmd.Args, "-D", name)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the cluster with %s: %w\n%s", p.initdb, err, strings.TrimSpace(string(out)))
	}
	return nil
}
