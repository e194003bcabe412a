package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"zongwu/e2e/furnish"
	"zongwu/standalone/postgres"
	"zongwu/standalone/temporal"
)

// site is the product in separate processes: PostgreSQL, Temporal, two workers and two servers, every one of them
// reached over a wire of its own that can be cut.
type site struct {
	tools   tools
	dir     string
	cluster *postgres.Cluster
	creator string // address of the role Temporal's databases belong to
	admin   *sql.DB

	temporal *process
	workers  []*process
	servers  []*process
	links    []*link
	doors    []*link  // from the clients to the servers
	ports    []string // where the servers listen

	mu sync.Mutex // held while PostgreSQL is away
}

// tools are the programs under test, and ourselves.
type tools struct{ zongwu, standalone, chaos string }

// fromTemporal is the wire between Temporal and its databases.
const fromTemporal = "temporal to postgresql"

// self is how a process tells this program to be one of its parts.
const self = "ZONGWU_CHAOS_PART"

// openSite starts everything on an empty folder.
func openSite(ctx context.Context, t tools, dir string) (*site, error) {
	s := &site{tools: t, dir: dir}
	if err := s.startDatabase(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if err := furnish.Cluster(ctx, s.cluster); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if err := s.lay(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	for _, p := range s.processes() {
		if err := p.start(ctx); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	return s, nil
}

// onSite has a site on an empty folder for as long as act takes.
func (r *run) onSite(ctx context.Context, dir string, act func(*site) error) (err error) {
	s, err := openSite(ctx, r.tools, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return act(s)
}

// place is the site as faults see it; how it is told that workflows know what happened is theirs to say.
func (s *site) place(told func(context.Context, time.Time) bool) place {
	return place{doors: s.frontDoors(), toldSince: told, lastWords: s.lastWords, verify: s.verify, check: s.amcheck}
}

func (s *site) startDatabase(ctx context.Context) (err error) {
	quiet := slog.New(slog.DiscardHandler)
	if s.cluster, err = postgres.Start(ctx, postgres.Config{Dir: s.dir, Logger: quiet}); err != nil {
		return err
	}
	if s.creator, err = s.cluster.CreatorURL(ctx, "temporal"); err != nil {
		return err
	}
	owner, err := s.cluster.OwnerURL(ctx)
	if err != nil {
		return err
	}
	if s.admin != nil {
		err = s.admin.Close()
	}
	admin, opened := sql.Open("postgres", owner+"&application_name=chaos")
	s.admin = admin
	return errors.Join(err, opened)
}

// lay makes the wires and the processes at their ends.
func (s *site) lay(ctx context.Context) error {
	wire := func(name string, behind func() string) (l *link, err error) {
		if l, err = newLink(ctx, name, behind); err == nil {
			s.links = append(s.links, l)
		}
		return l, err
	}
	database, engine := s.databaseAddress, s.temporalAddress
	l, err := wire(fromTemporal, database)
	if err != nil {
		return err
	}
	s.temporal = s.part("temporal", says("ready"), "temporal", s.dir, through(s.creator, l))
	for _, n := range []string{"1", "2"} {
		toDatabase, err := wire("worker "+n+" to postgresql", database)
		if err != nil {
			return err
		}
		toTemporal, err := wire("worker "+n+" to temporal", engine)
		if err != nil {
			return err
		}
		s.workers = append(s.workers, s.program("worker "+n, says("msg=working"), toDatabase, toTemporal, "worker"))
	}
	for _, n := range []string{"1", "2"} {
		toDatabase, err := wire("server "+n+" to postgresql", database)
		if err != nil {
			return err
		}
		port, err := freeAddress(ctx)
		if err != nil {
			return err
		}
		s.ports = append(s.ports, port)
		p := s.program("server "+n, answers("http://"+port), toDatabase, nil, "server", "--insecure", "--listen", port)
		s.servers = append(s.servers, p)
		door, err := wire("clients to server "+n, func() string { return port })
		if err != nil {
			return err
		}
		s.doors = append(s.doors, door)
	}
	return nil
}

// program is a process of the product's own command.
func (s *site) program(
	name string, ready func(context.Context, *process) bool, database, engine *link, args ...string,
) *process {
	return &process{name: name, ready: ready, command: func() *exec.Cmd {
		cmd := exec.Command(s.tools.zongwu, args...)
		cmd.Env = append(os.Environ(), "DATABASE_URL="+through(s.cluster.AppURL(), database))
		if engine != nil {
			cmd.Env = append(cmd.Env, "TEMPORAL_ADDRESS="+engine.address())
		}
		return cmd
	}}
}

// part is a process of this very program.
func (s *site) part(name string, ready func(context.Context, *process) bool, args ...string) *process {
	return &process{name: name, ready: ready, command: func() *exec.Cmd {
		cmd := exec.Command(s.tools.chaos, args[1:]...)
		cmd.Env = append(os.Environ(), self+"="+args[0])
		return cmd
	}}
}

func (s *site) databaseAddress() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("127.0.0.1:%d", s.cluster.Port())
}

func (s *site) temporalAddress() string {
	at, err := temporal.ReadAddress(s.dir)
	if err != nil {
		return "127.0.0.1:1" // nobody is there
	}
	return at.HostPort
}

// processes are all but PostgreSQL.
func (s *site) processes() []*process {
	if s.temporal == nil {
		return nil
	}
	return append(append([]*process{s.temporal}, s.workers...), s.servers...)
}

// close ends everything.
func (s *site) close() error {
	var err error
	for _, p := range s.processes() {
		err = errors.Join(err, p.kill())
	}
	for _, l := range s.links {
		l.close()
	}
	if s.admin != nil {
		err = errors.Join(err, s.admin.Close())
	}
	if s.cluster != nil {
		err = errors.Join(err, s.cluster.Stop())
	}
	return err
}

// verify runs `zongwu verify` on the site, past the wires. Workflows end a moment after their cases, so it is given
// some time to come out well.
func (s *site) verify(ctx context.Context) (string, error) {
	return verified(ctx, func() *exec.Cmd {
		cmd := exec.CommandContext(ctx, s.tools.zongwu, "verify")
		cmd.Env = append(os.Environ(), "DATABASE_URL="+s.cluster.AppURL(), "TEMPORAL_ADDRESS="+s.temporalAddress())
		return cmd
	})
}

// through is a database's address by way of a wire.
func through(address string, l *link) string {
	u, err := url.Parse(address)
	if err != nil {
		panic("the cluster's own address is no URL")
	}
	query := u.Query()
	query.Del("host") // the socket
	query.Del("port")
	u.Host, u.RawQuery = l.address(), query.Encode()
	return u.String()
}

// answers is ready when a server says so.
func answers(base string) func(context.Context, *process) bool {
	client := &http.Client{Timeout: time.Second}
	return func(ctx context.Context, _ *process) bool {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/readyz", nil)
		if err != nil {
			return false
		}
		response, err := client.Do(request)
		if err != nil {
			return false
		}
		return response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}
}

// freeAddress is a loopback address nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find free address: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// build makes the product's programs; the heavy one only when asked for.
func build(ctx context.Context, into string, standalone bool) (t tools, err error) {
	t = tools{zongwu: filepath.Join(into, "zongwu"), standalone: filepath.Join(into, "zongwu-standalone")}
	if t.chaos, err = os.Executable(); err != nil {
		return t, fmt.Errorf("find ourselves: %w", err)
	}
	packages := map[string]string{t.zongwu: "zongwu"}
	if standalone {
		packages[t.standalone] = "zongwu/standalone"
	}
	for out, pkg := range packages {
		said, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", out, pkg).CombinedOutput()
		if err != nil {
			return t, fmt.Errorf("build %s: %w\n%s", pkg, err, said)
		}
	}
	return t, nil
}

// frontDoors are the addresses clients are given.
func (s *site) frontDoors() []string {
	var addresses []string
	for _, door := range s.doors {
		addresses = append(addresses, door.address())
	}
	return addresses
}

// amcheck has PostgreSQL look at every table and index of every database.
func (s *site) amcheck(ctx context.Context) error {
	found, err := exec.LookPath("pg_amcheck")
	if err != nil {
		dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_amcheck")
		if len(dirs) == 0 {
			return nil // not part of this PostgreSQL's package: said in the report
		}
		found = dirs[len(dirs)-1]
	}
	address := s.cluster.URL("postgres", postgres.Superuser)
	out, err := exec.CommandContext(ctx, found, "--all", "--install-missing", "--heapallindexed", "--parent-check",
		"--maintenance-db="+address, "--username="+postgres.Superuser).CombinedOutput()
	if err != nil {
		return fmt.Errorf("pg_amcheck: %w\n%s", err, out)
	}
	return nil
}

// lastWords are the last lines of what every process said, for a message.
func (s *site) lastWords() string {
	var text strings.Builder
	for _, p := range s.processes() {
		lines := strings.Split(strings.TrimSpace(p.said()), "\n")
		fmt.Fprintf(&text, "--- %s\n%s\n", p.name, strings.Join(lines[max(0, len(lines)-15):], "\n"))
	}
	return text.String()
}
