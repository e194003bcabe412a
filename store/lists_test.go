package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// all walks a list page by page and gives the ids in their order.
func all[T any](t *testing.T, limit int, page func(store.Query) ([]T, string, error), id func(T) string) []string {
	t.Helper()
	var ids []string
	q := store.Query{Limit: limit}
	for {
		rows, next, err := page(q)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > limit {
			t.Errorf("%d rows on a page of %d", len(rows), limit)
		}
		for _, row := range rows {
			ids = append(ids, id(row))
		}
		if next == "" {
			return ids
		}
		q.Cursor = next
	}
}

func TestListsComeInPages(t *testing.T) {
	db := storetest.New(t)
	for i := range 7 {
		err := one(db, "main", fmt.Sprintf("c%d", i), receive("g02", "1", 10, "", ""), owe("g02", "1", "1", 10))
		if err != nil {
			t.Fatal(err)
		}
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		persons := all(t, 5, func(q store.Query) ([]store.PersonRow, string, error) { return tx.Persons(ctx, q, "") },
			func(r store.PersonRow) string { return r.ID })
		if len(persons) != 17 || !slices.IsSorted(persons) {
			t.Errorf("persons %v", persons)
		}
		cases := all(t, 2, func(q store.Query) ([]store.Case, string, error) {
			return tx.Cases(ctx, store.CaseQuery{All: true, Limit: q.Limit, Cursor: q.Cursor})
		}, func(r store.Case) string { return r.ID })
		if strings.Join(cases, " ") != "c6 c5 c4 c3 c2 c1 c0" {
			t.Errorf("cases %v", cases)
		}
		payables := all(t, 3, func(q store.Query) ([]store.PayableRow, string, error) { return tx.Payables(ctx, q) },
			func(r store.PayableRow) string { return r.Case })
		if strings.Join(payables, " ") != "c6 c5 c4 c3 c2 c1 c0" {
			t.Errorf("payables %v", payables)
		}
		owed := forms.Money(0)
		rows, _, err := tx.Payables(ctx, store.Query{Limit: 200})
		for _, r := range rows {
			owed += r.Owed
		}
		if sums, sumErr := tx.PayableSums(ctx, store.Query{}); err != nil || sumErr != nil || owed == 0 || sums.Owed != owed {
			t.Errorf("owed %v, summed %v: %v, %v", owed, sums.Owed, err, sumErr)
		}
		if none, err := tx.PayableSums(ctx, store.Query{Q: "nobody"}); err != nil || none.Owed != 0 {
			t.Errorf("to nobody %v: %v", none.Owed, err)
		}
		entries := all(t, 2, func(q store.Query) ([]store.StockEntry, string, error) {
			return tx.StockEntries(ctx, "g02", q)
		}, func(r store.StockEntry) string { return r.Case })
		if strings.Join(entries, " ") != "c0 c1 c2 c3 c4 c5 c6" {
			t.Errorf("entries %v", entries)
		}
		stock := all(t, 1, func(q store.Query) ([]store.StockRow, string, error) {
			return tx.Stock(ctx, store.StockQuery{Query: q})
		},
			func(r store.StockRow) string { return r.Item })
		if strings.Join(stock, " ") != "g01 g02 g22" {
			t.Errorf("stock %v", stock)
		}
		return nil
	})
}

func TestACursorOfAnotherListIsRefused(t *testing.T) {
	db := storetest.New(t)
	for _, cursor := range []string{
		"x", "!!", "WyJhIiwiYiIsImMiXQ", "W10", "WyJub3QgYSB0aW1lIiwiYiJd", "WyJcdTAwMDAiLCJiIl0",
	} {
		err := db.Store.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
			_, _, err := tx.Cases(ctx, store.CaseQuery{All: true, Cursor: cursor})
			return err
		})
		if !errors.Is(err, store.ErrCursor) {
			t.Errorf("%s: %v", cursor, err)
		}
	}
}

func TestListsAreSearchedByNamePinyinAndInitials(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		for q, want := range map[string]string{
			"白粉": "g02", "baifen": "g02", "bfb": "g02", "BFB": "g02", "g02": "g02", "复印": "g01 v01", "": "g01 g02 g19 g22 v01",
			"%": "", "_": "", `\`: "", "nothing": "",
		} {
			rows, _, err := tx.Items(ctx, store.Query{Q: q})
			if err != nil {
				return err
			}
			var ids []string
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			if strings.Join(ids, " ") != want {
				t.Errorf("%q finds %v, want %s", q, ids, want)
			}
		}
		names, err := tx.Names(ctx, "item", []string{"g01", "nothing"})
		if len(names) != 1 || names["g01"] != "A4复印纸70克" {
			t.Errorf("names %v", names)
		}
		_, err2 := store.One(tx.Items(ctx, store.Query{ID: "nothing"}))
		if !errors.Is(err2, store.ErrNotFound) {
			t.Errorf("an unknown item: %v", err2)
		}
		return err
	})
}

func TestWhoSeesWhichCase(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		for _, id := range []string{"c1", "c2"} {
			c, err := begin(ctx, tx, id)
			if err != nil {
				return err
			}
			tr := &processes.Transition{Actor: "buyer"}
			tr.Changes.Opened = []processes.Task{task(c, "1", "storekeeper", time.Time{})}
			if id == "c2" {
				tr = &processes.Transition{Actor: "head"}
			}
			if err := stepWith(ctx, tx, c, tr); err != nil {
				return err
			}
		}
		return nil
	})
	for _, w := range []struct {
		query store.CaseQuery
		want  string
	}{
		{store.CaseQuery{Person: "head"}, "c2 c1"},
		{store.CaseQuery{Person: "buyer"}, "c1"},
		{store.CaseQuery{Person: "buyer", Mine: true}, ""},
		{store.CaseQuery{Person: "storekeeper"}, "c1"},
		{store.CaseQuery{Person: "storekeeper2"}, ""},
		{store.CaseQuery{Person: "x", Departments: []string{"jwc"}}, "c2 c1"},
		{store.CaseQuery{Person: "x", Departments: []string{"dyc"}}, ""},
		{store.CaseQuery{Person: "director", All: true}, "c2 c1"},
		{store.CaseQuery{Person: "director", All: true, Mine: true}, ""},
		{store.CaseQuery{Person: "head", Mine: true, Status: "open", Process: "purchase", Q: "bfb"}, "c2 c1"},
		{store.CaseQuery{Person: "head", Q: "0002"}, "c2"},
		{store.CaseQuery{Person: "head", Status: "done"}, ""},
		{store.CaseQuery{Person: "head", Process: "repair"}, ""},
	} {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			rows, _, err := tx.Cases(ctx, w.query)
			var ids []string
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			if strings.Join(ids, " ") != w.want {
				t.Errorf("%+v: %v, want %s", w.query, ids, w.want)
			}
			sees, err2 := tx.CanSee(ctx, "c1", store.Sight{
				Person: w.query.Person, All: w.query.All, Departments: w.query.Departments,
			})
			if plain := w.query.Process+w.query.Status+w.query.Q == "" && !w.query.Mine; plain &&
				sees != strings.Contains(w.want, "c1") {
				t.Errorf("%+v: sees %v", w.query, sees)
			}
			return errors.Join(err, err2)
		})
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		persons, err := tx.CasePersons(ctx, "c1")
		if strings.Join(persons, " ") != "buyer head storekeeper" {
			t.Errorf("take part %v", persons)
		}
		return err
	})
}

func task(c *store.Case, n, person string, due time.Time) processes.Task {
	return processes.Task{
		ID: c.ID + "." + n, Step: "accept", Persons: []string{person}, How: "any", Need: 1,
		OpenedAt: time.Now().UTC().Truncate(time.Microsecond), DueAt: due.UTC().Truncate(time.Microsecond),
	}
}

// openTask reads an open task of c1; ErrNotFound when it is closed or never was.
func openTask(ctx context.Context, tx *store.Tx, id string) (processes.Task, error) {
	bodies, err := tx.TaskBodies(ctx, "c1")
	if err != nil {
		return processes.Task{}, err
	}
	for _, body := range bodies {
		var task processes.Task
		if err := json.Unmarshal(body, &task); err != nil || task.ID == id {
			return task, err
		}
	}
	return processes.Task{}, store.ErrNotFound
}

func TestTheQueueIsSortedByUrgency(t *testing.T) {
	db := storetest.New(t)
	now := time.Now()
	var kept processes.Task
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		c, err := begin(ctx, tx, "c1")
		if err != nil {
			return err
		}
		tr := &processes.Transition{}
		tr.Changes.Opened = []processes.Task{
			task(c, "whenever", "head", time.Time{}), task(c, "tomorrow", "head", now.Add(24*time.Hour)),
			task(c, "overdue", "head", now.Add(-time.Hour)), task(c, "other", "head2", now), task(c, "long", "head",
				now.Add(-48*time.Hour)), task(c, "later", "head", time.Time{}),
		}
		return stepWith(ctx, tx, c, tr)
	})
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		ids := all(t, 2, func(q store.Query) ([]store.TaskRow, string, error) {
			return tx.Tasks(ctx, store.TaskQuery{Person: "head", Limit: q.Limit, Cursor: q.Cursor})
		}, func(r store.TaskRow) string { return strings.TrimPrefix(r.ID, "c1.") })
		if strings.Join(ids, " ") != "long overdue tomorrow whenever later" {
			t.Errorf("queue %v", ids)
		}
		late, _, err := tx.Tasks(ctx, store.TaskQuery{Person: "head", Overdue: true})
		if err != nil || len(late) != 2 || late[0].ID != "c1.long" || late[1].ID != "c1.overdue" {
			t.Errorf("overdue: %v %+v", err, late)
		}
		counts, err := tx.TaskCounts(ctx, "head")
		if err != nil || !slices.Equal(counts, []store.TaskCount{{Process: "purchase", Tasks: 5, Overdue: 2}}) {
			t.Errorf("counts: %v %+v", err, counts)
		}
		if kept, err = openTask(ctx, tx, "c1.overdue"); err != nil {
			return err
		}
		if kept.DueAt.IsZero() || !slices.Equal(kept.Persons, []string{"head"}) {
			t.Errorf("%+v", kept)
		}
		return nil
	})
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.LockCase(ctx, "c1")
		if err != nil {
			return err
		}
		kept.Persons, kept.Claimed = []string{"head2", "teacher"}, "teacher"
		tr := &processes.Transition{}
		tr.Changes.Changed, tr.Changes.Closed = []processes.Task{kept}, []string{"c1.long", "c1.later"}
		if err := stepWith(ctx, tx, c, tr); err != nil {
			return err
		}
		for person, want := range map[string]int{"head": 2, "head2": 2, "teacher": 1, "director": 0} {
			n, err := tx.CountTasks(ctx, person)
			if n != want || err != nil {
				t.Errorf("%s has %d tasks, want %d (%v)", person, n, want, err)
			}
		}
		if _, err := openTask(ctx, tx, "c1.long"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a closed task: %v", err)
		}
		now, err := openTask(ctx, tx, "c1.overdue")
		if err == nil && now.Claimed != "teacher" {
			t.Errorf("claimed by %q", now.Claimed)
		}
		return err
	})
	sound(t, db)
}
