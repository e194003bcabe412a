package pressure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"zongwu/standalone/postgres"
)

// hot are the tables that change most: a case's row with every action, what is told to its workflow, what people see.
func hot() []string { return []string{"cases", "outbox", "tasks"} }

// look is the program at a moment.
type look struct {
	at          time.Duration // since the run began
	purchases   float64
	resident    float64 // MB, of the process
	goroutines  float64
	untold      float64 // seconds: the oldest transition its workflow was not told of
	late        float64 // seconds: the oldest task of a workflow no worker has taken
	database    float64 // MB, of PostgreSQL's processes
	processes   float64 // of them
	connections float64 // to any of the databases
	written     float64 // MB of the write-ahead log, since the cluster was made
	log         float64 // MB of it on the disk
	own         float64 // MB of our database
	temporals   float64 // and of Temporal's
	dead        []float64
}

// watcher looks from outside: at the kernel, at the program's metrics, and at PostgreSQL as its superuser.
type watcher struct {
	plant *plant
	load  *load
	db    *sqlx.DB // our database
	began time.Time
}

func newWatcher(ctx context.Context, l *load) (*watcher, error) {
	cluster, err := postgres.Connect(ctx, postgres.Config{Dir: l.plant.dir})
	if err != nil {
		return nil, err
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", cluster.URL("zongwu", postgres.Superuser))
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster: %w", err)
	}
	db.SetMaxOpenConns(1)
	return &watcher{plant: l.plant, load: l, db: db, began: time.Now()}, nil
}

func (w *watcher) look(ctx context.Context) (look, error) {
	now := look{at: time.Since(w.began), purchases: float64(w.load.crew.Begun())}
	var err error
	if now.resident, err = w.plant.Resident(); err != nil {
		return now, err
	}
	if now.goroutines, err = w.plant.Metric(ctx, "go_goroutines"); err != nil {
		return now, err
	}
	if now.untold, now.late, err = w.plant.behind(ctx); err != nil {
		return now, err
	}
	children := w.plant.Children()
	now.database, now.processes = children.Shared, float64(children.Processes)
	const mb = `/ 1e6::float8`
	err = errors.Join(
		w.ask(ctx, &now.connections, `SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'`),
		w.ask(ctx, &now.written, `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`+mb),
		w.ask(ctx, &now.log, `SELECT sum(size)`+mb+` FROM pg_ls_waldir()`),
		w.ask(ctx, &now.own, `SELECT pg_database_size(current_database())`+mb),
		w.ask(ctx, &now.temporals, `SELECT sum(pg_database_size(datname))`+mb+`
			FROM pg_database WHERE datname LIKE 'temporal%'`),
	)
	for _, table := range hot() {
		var dead float64
		err = errors.Join(err,
			w.ask(ctx, &dead, `SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables WHERE relname = $1`, table))
		now.dead = append(now.dead, dead)
	}
	return now, err
}

func (w *watcher) ask(ctx context.Context, into *float64, query string, args ...any) error {
	if err := w.db.GetContext(ctx, into, query, args...); err != nil {
		return fmt.Errorf("ask PostgreSQL: %w", err)
	}
	return nil
}
