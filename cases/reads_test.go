package cases_test

import (
	"context"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// TestAnActionReadsItsOwnRows: beside row-level security PostgreSQL uses an index only for conditions it trusts; with any
// other it goes through all rows of the school. That is felt only when there are many, so rows read are counted.
func TestAnActionReadsItsOwnRows(t *testing.T) {
	s := newStage(t)
	const others = 80
	s.counted(others, func(there *stage) {
		for range others {
			there.start("head", stick)
		}
	})
	if _, err := s.db.Owner.Exec(`ANALYZE`); err != nil {
		t.Fatal(err)
	}
	const rows = `SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint FROM pg_stat_user_tables WHERE relname = $1`
	before := map[string]int64{}
	for _, table := range []string{"cases", "transitions", "tasks", "case_persons", "case_things", "outbox"} {
		before[table] = s.number(rows, table)
	}
	s.counted(2, func(there *stage) {
		r, err := there.begin("head", stick)
		if err != nil {
			t.Fatal(err)
		}
		_, err = there.service.Act(context.Background(), cases.Request{School: s.school, Action: processes.Action{
			Kind: processes.DoSubmit, Actor: "director", Task: r.State.Open[0].ID, Outcome: "approve",
		}})
		if err != nil {
			t.Fatal(err)
		}
	})
	for table, was := range before {
		// An action looks for its case and some of its rows, each new row for what it refers to.
		if read := s.number(rows, table) - was; read >= others || read == 0 && table == "cases" {
			t.Errorf("two actions on one case of %d read %d rows of %s", others+1, read, table)
		}
	}
}

// counted has so many transitions made on connections of their own, which use an index wherever they can, and waits
// until PostgreSQL has counted what they did.
func (s *stage) counted(transitions int64, do func(*stage)) {
	s.Helper()
	opened, err := store.Open(context.Background(), s.db.AppURL+"&options=-c%20enable_seqscan%3Doff")
	if err != nil {
		s.Fatal(err)
	}
	made := func() int64 {
		return s.number(`SELECT coalesce(sum(n_tup_ins), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'transitions'`)
	}
	was := made()
	there := *s
	there.service = &cases.Service{Store: opened}
	do(&there)
	if err := opened.Close(); err != nil {
		s.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); made() < was+transitions; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatal("PostgreSQL has not counted what was done")
		}
	}
}
