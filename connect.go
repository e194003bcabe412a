package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"

	"zongwu/cases"
	"zongwu/standalone/postgres"
	"zongwu/store"
	"zongwu/worker"
)

// place is where a command finds the database and Temporal.
type place struct {
	data    string // the folder of zongwu-standalone, "" to go by the environment
	url     string // of the database, as the application's role
	service *cases.Service
	cluster *postgres.Cluster // of the folder
	log     *slog.Logger
}

// enter opens the database: that of a folder, running or not, or the one DATABASE_URL names.
func enter(ctx context.Context, data string, log *slog.Logger) (*place, error) {
	p := &place{data: data, url: os.Getenv("DATABASE_URL"), log: log}
	if data != "" {
		cluster, err := postgres.Connect(ctx, postgres.Config{Dir: data, Logger: log})
		if err != nil {
			return nil, err
		}
		p.cluster, p.url = cluster, cluster.AppURL()
	}
	if p.url == "" {
		return nil, errors.New("find the database: set DATABASE_URL, or name a data folder with --data")
	}
	s, err := store.Open(ctx, p.url)
	if err != nil {
		return nil, errors.Join(err, p.leave())
	}
	p.service = &cases.Service{Store: s}
	return p, nil
}

// count has what happens here counted and shown by a registry.
func (p *place) count(to prometheus.Registerer) (err error) {
	if p.service.Metrics, err = cases.NewMetrics(to); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	if err := p.service.Store.Watch(to); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	return nil
}

// leave closes what enter opened.
func (p *place) leave() error {
	var err error
	if p.service != nil {
		err = p.service.Store.Close()
	}
	if p.cluster != nil {
		err = errors.Join(err, p.cluster.Stop())
	}
	return err
}

// errNoTemporal says that a data folder's Temporal does not run.
var errNoTemporal = errors.New("temporal does not run on this folder")

// temporal makes a client: for the server in the folder, as its temporal.json says, or for the one of the environment.
// It does not wait for an answer.
func (p *place) temporal() (client.Client, string, error) {
	if p.data == "" {
		return worker.Connect(p.log)
	}
	text, err := os.ReadFile(filepath.Join(p.data, "temporal.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", errNoTemporal
	}
	if err != nil {
		return nil, "", fmt.Errorf("read temporal's address: %w", err)
	}
	var at struct {
		Address   string `json:"address"`
		Namespace string `json:"namespace"`
	}
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, "", fmt.Errorf("read temporal's address: %w", err)
	}
	// Nobody else runs the database: then nobody runs Temporal on it either, whatever a killed process left in the file.
	if !p.cluster.Shared() {
		return nil, "", errNoTemporal
	}
	return worker.ConnectTo(at.Address, at.Namespace, p.log)
}

// passwordIn reads the password out of a database address.
func passwordIn(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("read DATABASE_URL: it is not an address") // the parser's error repeats the password
	}
	password, ok := u.User.Password()
	if !ok {
		return "", errors.New("read DATABASE_URL: it has no password")
	}
	return password, nil
}
