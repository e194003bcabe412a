package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// memory is what one process of the browser may have for data, in kilobytes: a page of forty lines needs a quarter.
const memory = 1536 << 10

// answer is what a browser left behind beside its PDF.
type answer struct {
	text      string
	noSandbox bool // it would not start: the machine gives it no sandbox
}

// whom chooses who the browser runs as: never root, whom Chromium gives no sandbox, but nobody, who then owns the
// folder. nil is whoever we are.
func whom(files ...string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil //nolint:nilnil // nil means: as we are
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, fmt.Errorf("print as root: %w", err)
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(nobody.Gid, 10, 32)
	if err := errors.Join(err, err2); err != nil {
		return nil, fmt.Errorf("read user nobody: %w", err)
	}
	for _, name := range files {
		if err := os.Chown(name, int(uid), int(gid)); err != nil {
			return nil, fmt.Errorf("give page away: %w", err)
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// run starts a browser on the folder's page and waits until it has ended, with all it started.
func (p *Printer) run(ctx context.Context, dir string, as *syscall.Credential) (answer, error) {
	// the shell bounds the memory before anything runs; exec leaves no shell behind
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{ //nolint:gosec // the program was found, nothing is typed
		"-c", `ulimit -d "$0" && exec "$@"`, strconv.Itoa(memory), p.program,
	}, p.flags(dir)...)...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "XDG_RUNTIME_DIR=" + dir, "LANG=C.UTF-8",
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "DBUS_SYSTEM_BUS_ADDRESS=disabled:",
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: as}
	endAll := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = endAll
	cmd.WaitDelay = time.Second // for what left the group and still holds our pipe
	if err := cmd.Start(); err != nil {
		return answer{}, fmt.Errorf("start browser: %w", err)
	}
	err := cmd.Wait()
	if rest := endAll(); rest != nil && !errors.Is(rest, syscall.ESRCH) {
		return answer{}, fmt.Errorf("end browser: %w", rest)
	}
	if ctx.Err() != nil {
		return answer{}, fmt.Errorf("print page: %w", ctx.Err())
	}
	out := answer{text: tail(said.String())}
	out.noSandbox = err != nil && !p.exposed.Load() && strings.Contains(said.String(), "sandbox")
	if err != nil && !out.noSandbox {
		return out, fmt.Errorf("print page: %w: %s", err, out.text)
	}
	return out, nil
}

// flags keep the browser from everything but printing. The network is closed twice: no name is found, and what has an
// address goes to a proxy that is not there.
func (p *Printer) flags(dir string) []string {
	flags := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--disable-sync", "--disable-breakpad", "--disable-dev-shm-usage", "--no-pdf-header-footer",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--print-to-pdf=" + filepath.Join(dir, "page.pdf"),
	}
	if p.exposed.Load() {
		flags = append(flags, "--no-sandbox")
	}
	return append(flags, "file://"+filepath.Join(dir, "page.html"))
}

// tail is the end of what a browser said, enough for a log.
func tail(text string) string {
	const enough = 500
	text = strings.TrimSpace(text)
	return text[max(0, len(text)-enough):]
}
