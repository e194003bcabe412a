package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user the database's programs run as.
type account struct {
	uid, gid int
	switched bool // we are root and they are somebody else
}

// accountFor chooses the user: ourselves, or, as PostgreSQL refuses root, the owner of the data folder, and for a new
// one `postgres` or `nobody` (initdb wants an entry in passwd).
func accountFor(data string) (account, error) {
	us := account{uid: os.Geteuid(), gid: os.Getegid()}
	owner, err := ownerOf(data)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return us, fmt.Errorf("read the owner of %s: %w", data, err)
	case us.uid != 0 && err == nil && owner.uid != us.uid:
		return us, fmt.Errorf("open %s: it belongs to user %d, we are %d: start as that user or as root",
			data, owner.uid, us.uid)
	case us.uid != 0:
		return us, nil
	case err == nil && owner.uid != 0:
		return owner, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return accountOf(u)
		}
	}
	return us, errors.New("choose a user for the database: PostgreSQL does not run as root, " +
		"and there is neither a user postgres nor nobody; start as an ordinary user")
}

func accountOf(u *user.User) (account, error) {
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return account{}, fmt.Errorf("read the id of user %s: %w", u.Username, err)
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return account{}, fmt.Errorf("read the group of user %s: %w", u.Username, err)
	}
	return account{uid: uid, gid: gid, switched: true}, nil
}

func ownerOf(path string) (account, error) {
	info, err := os.Stat(path)
	if err != nil {
		return account{}, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return account{}, fmt.Errorf("this system does not tell who owns %s", path)
	}
	return account{uid: int(stat.Uid), gid: int(stat.Gid), switched: int(stat.Uid) != os.Geteuid()}, nil
}

// command prepares one of PostgreSQL's programs to run as the account: without our environment, in the root folder
// (ours may be closed to it).
func (a account) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "PGCLIENTENCODING=UTF8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if a.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return cmd
}

// own gives a path to the account.
func (a account) own(path string) error {
	if !a.switched {
		return nil
	}
	if err := os.Chown(path, a.uid, a.gid); err != nil {
		return fmt.Errorf("give %s to user %d: %w", path, a.uid, err)
	}
	return nil
}

// reach adds a folder of the account's to a command and returns the name under which its program can open it. That is
// its path, unless a folder above it is closed to the account (root's home, a folder of mktemp): then the open folder
// is handed down, so that nobody's permissions need to change. The file, nil in the first case, is the caller's to
// close once the command has started.
func (a account) reach(cmd *exec.Cmd, dir string) (string, *os.File, error) {
	if !a.switched || a.command("/bin/sh", "-c", `cd -- "$0"`, dir).Run() == nil {
		return dir, nil, nil
	}
	open, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("open the data folder: %w", err)
	}
	return handDown(cmd, open), open, nil
}

// handDown lets a command inherit an open file and returns the name under which its program can open it anew.
func handDown(cmd *exec.Cmd, file *os.File) string {
	cmd.ExtraFiles = append(cmd.ExtraFiles, file)
	return "/proc/self/fd/" + strconv.Itoa(2+len(cmd.ExtraFiles))
}
