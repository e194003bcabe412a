package temporal

import (
	"log/slog"
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"
	v12 "go.temporal.io/server/schema/postgresql/v12"

	"zongwu/standalone/postgres"
)

// The list of workflows has few indexes; before Temporal changes its schema it has exactly those Temporal knows.
func TestIndexesComeBackForANewerSchema(t *testing.T) {
	cluster := mustCluster(t)
	url := cluster.URL("postgres", postgres.Superuser)
	indexes := func(name string) (all []string) {
		db, err := sqlx.Connect("postgres", cluster.URL(name, postgres.Superuser))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		err = db.Select(&all, `SELECT indexdef FROM pg_indexes WHERE tablename = 'executions_visibility' ORDER BY indexname`)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	log := newServerLog(slog.New(slog.DiscardHandler))
	log.mood.become(speaking, false)
	main, err := database(url, "a", 2)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := database(url, "a_visibility", 2)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := database(url, "b_visibility", 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := setUpDatabase(theirs, "postgresql/v12/visibility", v12.VisibilityVersion, "", log); err != nil {
		t.Fatal(err)
	}
	want := indexes("b_visibility")
	for range 2 { // a folder's first start, and a later one
		if err := setUp(t.Context(), main, ours, log); err != nil {
			t.Fatal(err)
		}
		if few := indexes("a_visibility"); len(few) != 11 {
			t.Errorf("%d indexes are left, want 11 of %d: %v", len(few), len(want), few)
		}
	}
	if err := setUpDatabase(ours, "postgresql/v12/visibility", "another", restoreIndexes, log); err != nil {
		t.Fatal(err)
	}
	if all := indexes("a_visibility"); !slices.Equal(all, want) {
		t.Errorf("a newer schema finds %d indexes, want %d", len(all), len(want))
	}
}
