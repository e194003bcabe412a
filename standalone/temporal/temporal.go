package temporal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/temporal"
)

// Config says where the server keeps its data and how it is found.
type Config struct {
	// PostgresURL is a URL of the cluster, over TCP, of a role that may create databases; its database is not used.
	PostgresURL string
	// Database is the name of the server's main database; "" is "temporal". The other's ends in "_visibility".
	Database string
	// Dir is where temporal.json is written; "" writes none.
	Dir string
	// Port is the port clients are served on if it is free; 0 takes the one of the last run, or any.
	Port int
	// Namespace of the cases; "" is "default", which Temporal's own tools look at unasked.
	Namespace string
	// Keywords are the namespace's search attributes, all of the keyword type.
	Keywords []string
	// Logger takes the server's warnings and errors.
	Logger *slog.Logger
}

// File is the name of the file in Config.Dir that says where the server is.
const File = "temporal.json"

// Address is the content of File.
type Address struct {
	HostPort  string `json:"address"`
	Namespace string `json:"namespace"`
	PID       int    `json:"pid"`
}

// Server is a running Temporal server.
type Server struct {
	Address
	file   string
	server temporal.Server
	log    serverLog
	stop   sync.Once
}

// ReadAddress reads where the server on a data folder is; os.ErrNotExist when none runs.
func ReadAddress(dir string) (Address, error) {
	var a Address
	text, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		return a, fmt.Errorf("read temporal's address: %w", err)
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return a, fmt.Errorf("read temporal's address: %w", err)
	}
	return a, nil
}

// Start brings the databases up to date, starts the server and returns when it answers.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Namespace == "" {
		cfg.Namespace = client.DefaultNamespace
	}
	if cfg.Port == 0 && cfg.Dir != "" {
		cfg.Port = lastPort(cfg.Dir)
	}
	if cfg.Database == "" {
		cfg.Database = "temporal"
	}
	main, err := database(cfg.PostgresURL, cfg.Database, mainConnections)
	if err != nil {
		return nil, err
	}
	visibility, err := database(cfg.PostgresURL, cfg.Database+"_visibility", visibilityConnections)
	if err != nil {
		return nil, err
	}
	log := newServerLog(cfg.Logger)
	if err := setUp(ctx, main, visibility, log); err != nil {
		return nil, err
	}
	if err := createNamespace(main, cfg.Namespace, cfg.Keywords); err != nil {
		return nil, err
	}
	ports, err := freePorts(ctx, cfg.Port, len(services()))
	if err != nil {
		return nil, err
	}
	s := &Server{
		Address: Address{HostPort: address(ports[0]), Namespace: cfg.Namespace, PID: os.Getpid()},
		log:     log,
	}
	if err := s.start(ctx, serverConfig(main, visibility, ports), ports); err != nil {
		log.mood.become(stopping, true)
		return nil, err
	}
	log.mood.become(speaking, false)
	if cfg.Dir != "" {
		s.file = filepath.Join(cfg.Dir, File)
		if err := s.write(); err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, c *config.Config, ports []int) (err error) {
	defer func() {
		// The server panics where it cannot listen; that is an error to us, the cluster below must still be stopped.
		if r := recover(); r != nil {
			err = fmt.Errorf("start temporal: %v", r)
		}
	}()
	s.server, err = temporal.NewServer(
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithConfig(c),
		temporal.WithLogger(s.log),
		temporal.WithStaticHosts(hosts(ports)),
		temporal.WithDynamicConfigClient(settings()),
		// It listens on loopback only; who may log in to this machine is the operator.
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper {
			return authorization.NewNoopClaimMapper()
		}),
	)
	if err != nil {
		return fmt.Errorf("set up temporal: %w", err)
	}
	if err := s.server.Start(); err != nil {
		return fmt.Errorf("start temporal: %w", err)
	}
	if err := s.answer(ctx); err != nil {
		s.log.mood.become(stopping, true)
		return errors.Join(err, s.Stop())
	}
	return nil
}

// answer waits until the server answers for the namespace.
func (s *Server) answer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	c, err := client.NewLazyClient(client.Options{
		HostPort: s.HostPort, Namespace: s.Namespace, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return fmt.Errorf("connect to temporal: %w", err)
	}
	defer c.Close()
	for {
		try, done := context.WithTimeout(ctx, time.Second)
		_, err := c.WorkflowService().ListWorkflowExecutions(try,
			&workflowservice.ListWorkflowExecutionsRequest{Namespace: s.Namespace, PageSize: 1})
		done()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for temporal: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server; the workflows go on where they were at the next start. It can be called more than once.
func (s *Server) Stop() error {
	var err error
	s.stop.Do(func() {
		s.log.mood.become(stopping, false)
		err = s.end()
		if s.file != "" {
			// The port is kept for the next run: an operator's bookmark of it goes on working.
			s.PID = 0
			err = errors.Join(err, s.write())
		}
	})
	return err
}

// stopTime is how long the server may take to stop: it writes to its database as it does, and waits for one that does
// not answer. Left alone it ends with the process, as when that is killed: workflows go on where they were.
const stopTime = 4 * time.Second

func (s *Server) end() error {
	ended := make(chan error, 1)
	go func() { ended <- s.server.Stop() }()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("stop temporal: %w", err)
		}
	case <-time.After(stopTime):
		s.log.to.Warn("temporal does not stop in time and is left to end with the process")
	}
	return nil
}

func (s *Server) write() error {
	text, err := json.Marshal(s.Address)
	if err != nil {
		return fmt.Errorf("write temporal's address: %w", err)
	}
	next := s.file + ".next"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return fmt.Errorf("write temporal's address: %w", err)
	}
	if err := os.Rename(next, s.file); err != nil {
		return fmt.Errorf("write temporal's address: %w", err)
	}
	return nil
}

// lastPort is the port of the last run on a data folder, 0 when there was none.
func lastPort(dir string) int {
	a, err := ReadAddress(dir)
	if err != nil {
		return 0
	}
	_, text, err := net.SplitHostPort(a.HostPort)
	if err != nil {
		return 0
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return port
}
