package server

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// crowd puts so many things into room B201, and so many goods into the general store, one of each.
func (o *bureau) crowd(things, goods int) {
	o.t.Helper()
	o.owner(o.t, fmt.Sprintf(`WITH card AS (
			INSERT INTO assets (school, id, name, category, price, quantity, room, holder)
			SELECT 'main', 'N-' || lpad(n::text, 4, '0'), '学生椅', '家具', 10000, 1, 'B201', 'head' FROM generate_series(1, %d) n
			RETURNING *
		)
		INSERT INTO asset_entries (school, at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
			lent_to, due, amount, value)
		SELECT school, now(), '', 0, 0, '', '', '', id, 'opening', room, holder, state, lent_to, due, 0, price FROM card`, things))
	for _, statement := range []string{
		`INSERT INTO items (school, id, name, unit, kind, store, price)
			SELECT 'main', 'n' || lpad(n::text, 4, '0'), '办公用品' || n, '个', 'consumable', 'general', 100
			FROM generate_series(1, %d) n`,
		`INSERT INTO stock (school, store, item, quantity, value)
			SELECT school, store, id, 1, price FROM items WHERE id ~ '^n[0-9]{4}$'`,
		`INSERT INTO stock_lots (school, store, item, lot, quantity)
			SELECT school, store, id, '', 1 FROM items WHERE id ~ '^n[0-9]{4}$'`,
		`INSERT INTO stock_entries (school, at, case_id, seq, posting, part, step, branch, row_id, kind, store, item, lot,
				expires, quantity, value)
			SELECT school, now(), '', 0, 0, 0, '', '', '', 'opening', store, id, '', 'infinity', 1, price
			FROM items WHERE id ~ '^n[0-9]{4}$'`,
	} {
		o.owner(o.t, strings.Replace(statement, "%d", strconv.Itoa(goods), 1))
	}
}

// TestManyThingsCountedTwice: a hall of three hundred chairs and a store of four hundred goods are counted, counted again
// without seeing the first count and in another order, and compared; one that differs sends it back to the first count.
func TestManyThingsCountedTwice(t *testing.T) {
	o := newBureau(t)
	o.furnish()
	defer o.booksAgree()
	const things, goods = 300, 400
	o.crowd(things, goods)
	c := o.begins("director", "stocktake", object{"rooms": []string{"B201"}, "stores": []string{"general"}, "second": "repairer"})
	chairs := []object{{"line": "B-1"}}
	for n := range things {
		chairs = append(chairs, object{"line": fmt.Sprintf("N-%04d", n+1)})
	}
	stored := []object{{"line": "g01", "qty": "96"}}
	for n := range goods {
		stored = append(stored, object{"line": fmt.Sprintf("n%04d", n+1), "qty": "1"})
	}
	backwards := func(rows []object) (list []object) {
		for i := range rows {
			list = append(list, rows[len(rows)-1-i])
		}
		return list
	}
	o.counts("head", c.Number, chairs...)
	o.counts("storekeeper", c.Number, stored...)
	for _, task := range o.look(c.Number).Open {
		found := backwards(stored)
		if task.Branch == "room:B201" || task.Branch == "places/room:B201" {
			found = backwards(chairs)
			found[7] = object{"line": found[7]["line"], "state": "missing"}
		}
		o.send("repairer", "/api/v1/tasks/"+task.ID, object{"outcome": "done", "data": object{"found": found}}, 200)
	}
	if c = o.look(c.Number); c.steps() != "count" {
		t.Fatalf("one chair differs, and open are %s", c.steps())
	}
	chairs[len(chairs)-8] = object{"line": chairs[len(chairs)-8]["line"], "state": "missing"}
	o.counts("head", c.Number, chairs...)
	task := o.taskFor("repairer", c.Number, "recount")
	o.send("repairer", "/api/v1/tasks/"+task, object{"outcome": "done", "data": object{"found": backwards(chairs)}}, 200)
	if got := o.opens("director", o.taskOf(c.Number, "settle"), "differences", "what"); got != "room:B201/N-0293/missing missing" {
		t.Errorf("the differences are %s", got)
	}
}
