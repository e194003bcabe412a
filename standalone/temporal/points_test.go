package temporal_test

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/processes"
)

// R20: of the product's database and Temporal's, one is restored to an earlier moment than the other, with cases at
// every step, cases that ended since and cases begun since. After a resync every case stands where the product's
// database has it, goes on to its end, and what rang before and after rings once; nothing is booked twice.
func TestRestoredToDifferentMoments(t *testing.T) {
	for name, older := range map[string]func(*office) []string{
		"the product's database is older": func(o *office) []string { return []string{o.product()} },
		"Temporal's databases are older": func(o *office) []string {
			return []string{o.config.Database, o.config.Database + "_visibility"}
		},
	} {
		t.Run(name, func(t *testing.T) { restoredApart(t, newOffice(t), older) })
	}
}

func restoredApart(t *testing.T, o *office, older func(*office) []string) {
	stop := o.work()
	var all []*life
	for _, step := range slices.Sorted(maps.Keys(openSteps())) {
		if step != "look" { // that one stands in another case
			all = append(all, o.begin(openSteps()[step]).reach(step))
		}
	}
	o.until("told", 20*time.Second, o.told)
	rings := time.Now().Add(8 * time.Second)
	alarm := o.beginAs("alarm", route{
		process: "alarm", by: "head", ago: time.Since(rings.Add(-24 * time.Hour)), end: processes.Done,
		moves: []move{{kind: processes.DoClock}},
	})
	o.until("told", 20*time.Second, o.told)
	o.until("known", 20*time.Second, alarm.knows(alarm.Case, 1))
	databases, dumps := older(o), map[string]string{}
	for _, name := range databases {
		dumps[name] = o.dump(name)
	}
	then := map[*life]life{}
	for i, l := range all {
		then[l] = life{done: l.done, rung: maps.Clone(l.rung)}
		if i%3 == 0 {
			l.finish().mustHaveEnded()
		} else {
			l.step()
		}
	}
	since := []*life{o.begin("purchase-small").reach("accept"), o.begin("purchase-small").finish()}
	o.until("told", 20*time.Second, o.told)
	alarm.finish().mustHaveEnded()

	stop()
	if err := o.server.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, name := range databases {
		o.restore(name, dumps[name])
	}
	o.startTemporal()
	o.work()
	forgotten := databases[0] == o.product()
	if forgotten {
		for _, l := range all {
			l.done, l.rung = then[l].done, then[l].rung
		}
		alarm.done, alarm.rung = 0, map[processes.Kind]int{}
	} else {
		all = append(all, since[0]) // of the other, which is over, Temporal never heard
	}
	told, err := o.worker.Audit().Resync(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if o.number(`SELECT count(*) FROM cases WHERE id = $1 AND status = 'open'`, l.Case.Case) == 1 {
			l.mustStandAsItsCase()
		}
	}
	for _, l := range append(all, alarm) {
		l.finish().mustHaveEnded()
	}
	if forgotten {
		for _, l := range since {
			if end := l.mustEnd(l.Case); end.Status != "unknown" && end.Status != string(processes.Done) {
				t.Errorf("a case of the lost time ended as %+v", end)
			}
		}
	}
	if n := o.number(`SELECT count(*) FROM transitions WHERE case_id = $1 AND body ->> 'action' = 'clock'`, alarm.Case.Case); n != 1 {
		t.Errorf("the clock rang %d times", n)
	}
	o.mustAddUp()
	t.Logf("%d workflows told; %d cases went on to their ends", told, len(all)+1)
}

// product is the name of the product's database.
func (o *office) product() string {
	u, err := url.Parse(o.OwnerURL)
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

// address is that of another database of the same cluster.
func (o *office) address(name string) string {
	u, err := url.Parse(o.OwnerURL)
	if err != nil {
		o.t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func (o *office) dump(name string) string {
	o.t.Helper()
	file := filepath.Join(o.t.TempDir(), name+".dump")
	o.program("pg_dump", o.address(name), "--format=custom", "--file="+file)
	return file
}

func (o *office) restore(name, dump string) {
	o.t.Helper()
	o.program("psql", o.address("postgres"), "-c", "DROP DATABASE "+name+" WITH (FORCE)", "-c", "CREATE DATABASE "+name)
	o.program("pg_restore", "--dbname="+o.address(name), "--single-transaction", "--exit-on-error", dump)
	o.until("the pool found the database again", 10*time.Second, func() bool {
		return o.Store.Ping(o.t.Context()) == nil && o.Owner.PingContext(o.t.Context()) == nil
	})
}

// program runs one of PostgreSQL's programs, wherever it is.
func (o *office) program(name string, args ...string) {
	o.t.Helper()
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		o.t.Fatal(err)
	}
	path := strings.Join(append(folders, os.Getenv("PATH")), ":")
	cmd := exec.CommandContext(o.t.Context(), "/usr/bin/env", append([]string{name}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		o.t.Fatal(fmt.Errorf("%s: %w\n%s", name, err, out))
	}
}
