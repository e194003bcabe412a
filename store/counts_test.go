package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// count is a posting to the book of what is counted.
func count(op, place string, pairs ...any) processes.Posting {
	p := processes.Posting{Step: "count", Book: "counts", Op: op, Pointer: "/rooms", Inputs: forms.Data{"place": place}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Inputs[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

func adjust(item, quantity string, pairs ...any) processes.Posting {
	p := processes.Posting{Step: "adjust", Book: "stock", Op: "adjust", Row: "1", Inputs: forms.Data{
		"store": "general", "item": item, "quantity": dec(quantity),
	}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.Inputs[pairs[i].(string)] = pairs[i+1]
	}
	return p
}

func registerIn(no, room string) processes.Posting {
	p := register(no)
	p.Inputs["room"] = room
	return p
}

// asked are the rows a lookup gives a case.
func asked(t *testing.T, db *storetest.DB, caseID, name string, args ...any) (rows []forms.Data) {
	t.Helper()
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		answer, err := tx.Lookup(ctx, store.Asker{Case: caseID}, name, args)
		rows, _ = answer.([]forms.Data)
		return err
	})
	return rows
}

// TestNothingMovesWhileItIsCounted: what moves something in or out of a frozen room or store is refused to every other
// case until it is thawed; all else goes on.
func TestNothingMovesWhileItIsCounted(t *testing.T) {
	db := storetest.New(t)
	for i, s := range []struct {
		caseID  string
		posting processes.Posting
		refused string
	}{
		{"other", registerIn("B-1", "B201"), ""},
		{"other", registerIn("A-2", "A101"), ""},
		{"loan", asset("lend", "asset", "A-2", "to", "teacher", "until", "2099-12-05"), ""},
		{"take", count("freeze", "room:A101"), ""},
		{"take", count("freeze", "store:general"), ""},
		{"again", count("freeze", "room:A101"), "frozen"},
		{"again", count("freeze", "room:B201"), ""},
		{"other", asset("place", "room", "C301"), "frozen"},
		{"other", asset("place", "holder", "head"), "frozen"},
		{"other", asset("place", "asset", "B-1", "room", "A101"), "frozen"},
		{"other", asset("lend", "to", "teacher", "until", "2099-12-05"), "frozen"},
		{"loan", asset("give_back", "asset", "A-2"), "frozen"},
		{"other", asset("write_off", "amount", forms.Money(0)), "frozen"},
		{"other", registerIn("A-3", "A101"), "frozen"},
		{"other", registerIn("C-1", "C301"), ""},
		{"other", asset("mark", "state", "repair"), ""},
		{"other", asset("promise", "from", "2099-12-01", "until", "2099-12-02"), ""},
		{"other", receive("g01", "1", 10, "", ""), "frozen"},
		{"other", issue("g01", "1", ""), "frozen"},
		{"other", adjust("g01", "-1"), "frozen"},
		{"other", receive("g22", "1", 10, "", ""), "frozen"}, // into this store
		{"other", count("thaw", "room:A101"), ""},            // not this case's: nothing thawed
		{"other", asset("place", "room", "C301"), "frozen"},
		{"take", asset("place", "room", "C301"), ""}, // who counts may move
		{"take", adjust("g01", "-6"), ""},
		{"take", count("thaw", "room:A101"), ""},
		{"take", count("thaw", "store:general"), ""},
		{"again", count("thaw", "room:B201"), ""},
		{"loan", asset("give_back", "asset", "A-2"), ""},
		{"other", asset("unpromise"), ""},
		{"other", issue("g01", "1", ""), ""},
		{"again", count("freeze", "room:A101"), ""},
	} {
		err := one(db, "main", s.caseID, s.posting)
		if s.refused == "" && err != nil || s.refused != "" && !refusedWith(err, s.refused) {
			t.Errorf("step %d: %v, want %q", i+1, err, s.refused)
		}
		sound(t, db)
	}
	if rows := asked(t, db, "take", "expected", "store:general"); len(rows) != 1 || fmt.Sprint(rows[0]["qty"]) != "96" {
		t.Errorf("what the books said when the store was frozen is not kept: %v", rows)
	}
}

// TestCountingAgainstMoving: of a freezing and many who move into the room at once, each either moved before, and is
// in what the books said, or was refused.
func TestCountingAgainstMoving(t *testing.T) {
	db := storetest.New(t)
	for i := range 21 {
		if err := one(db, "main", "made", registerIn(fmt.Sprintf("B-%02d", i), "B201")); err != nil {
			t.Fatal(err)
		}
	}
	errs := together(21, func(i int) error {
		if i == 10 {
			return one(db, "main", "take", count("freeze", "room:A101"), count("freeze", "room:B201"))
		}
		return one(db, "main", fmt.Sprintf("c%02d", i), asset("place", "asset", fmt.Sprintf("B-%02d", i), "room", "A101"))
	})
	done, refused := tally(t, errs, "frozen")
	said := len(asked(t, db, "take", "expected", "room:A101"))
	if errs[10] != nil || done+refused != 21 || said != done { // the projector, and those that moved before
		t.Errorf("%d done, %d refused, %d written down (%v)", done, refused, said, errs[10])
	}
	sound(t, db)
}

// TestDifferences: every way in which what is there is not what the books say, each once.
func TestDifferences(t *testing.T) {
	db := storetest.New(t)
	for _, no := range []string{"A-2", "A-3", "A-4"} {
		if err := one(db, "main", "made", registerIn(no, "A101")); err != nil {
			t.Fatal(err)
		}
	}
	if err := one(db, "main", "made", registerIn("B-1", "B201"), registerIn("C-1", "C301"), receive("g02", "10", 5000, "", "")); err != nil {
		t.Fatal(err)
	}
	find := func(place, what, id, state, quantity string) processes.Posting {
		return count("find", place, what, id, "state", state, "quantity", dec(quantity))
	}
	for _, postings := range [][]processes.Posting{
		{count("freeze", "room:A101"), count("freeze", "room:B201"), count("freeze", "store:general")},
		{find("room:A101", "asset", projector, "missing", "0")}, // counted anew below
		{
			find("room:A101", "asset", projector, "right", "1"), find("room:A101", "asset", "A-2", "damaged", "1"),
			find("room:A101", "asset", "A-3", "missing", "0"), find("room:A101", "asset", "C-1", "right", "1"),
			find("room:A101", "name", "旧风扇", "right", "1"),
		},
		{find("room:B201", "asset", "A-4", "right", "1"), find("room:B201", "asset", "B-1", "right", "1")},
		{find("store:general", "item", "g01", "right", "90"), find("store:general", "item", "g02", "right", "12")},
	} {
		if err := one(db, "main", "take", postings...); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"room:A101/旧风扇/extra 1 0", "room:A101/A-2/damaged 1 425000", "room:A101/A-3/missing 1 425000",
		"room:A101/C-1/misplaced 1 0", "room:B201/A-4/misplaced 1 0", "store:general/g01/missing 6 13500",
		"store:general/g02/extra 2 1000",
	}
	var got []string
	for _, row := range asked(t, db, "take", "differences") {
		got = append(got, fmt.Sprintf("%s %s %d", row["id"], row["qty"], row["value"]))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("differences:\n%v, want\n%v", got, want)
	}
	sound(t, db)
}

// TestGainsAndLosses: at moving average, expired lots first, and no more than there is.
func TestGainsAndLosses(t *testing.T) {
	db := storetest.New(t)
	for i, s := range []struct {
		posting processes.Posting
		refused string
		want    string // quantity and value of g02
	}{
		{adjust("g02", "3", "value", forms.Money(1200)), "", "3 1200"},
		{receive("g02", "3", 600, "old", "2020-01-01"), "", "6 1800"},
		{adjust("g02", "2"), "", "8 2400"},
		{adjust("g02", "-4"), "", "4 1200"},
		{issue("g02", "1", "old"), "stock", "4 1200"}, // the expired ones were lost first
		{adjust("g02", "-5"), "stock", "4 1200"},
		{adjust("g02", "-1", "lot", "old"), "stock", "4 1200"},
		{adjust("g02", "0"), "", "4 1200"},
		{adjust("g02", "-4"), "", "0 0"},
		{adjust("g02", "2.5"), "", "2.5 875"}, // never bought: at the item's own price
	} {
		err := one(db, "main", "c1", s.posting)
		if s.refused == "" && err != nil || s.refused != "" && !refusedWith(err, s.refused) {
			t.Errorf("step %d: %v, want %q", i+1, err, s.refused)
		}
		var got string
		if err := db.Owner.QueryRow(`SELECT trim_scale(quantity) || ' ' || value FROM stock
			WHERE school = 'main' AND item = 'g02'`).Scan(&got); err != nil || got != s.want {
			t.Errorf("after step %d: %s (%v), want %s", i+1, got, err, s.want)
		}
	}
	sound(t, db)
}

// TestVerifyFindsWhatMovedMeanwhile: what was written past the books while a place was counted, each alone.
func TestVerifyFindsWhatMovedMeanwhile(t *testing.T) {
	counted := storetest.New(t)
	err := one(counted, "main", "take", count("freeze", "room:A101"), count("freeze", "store:general"),
		count("find", "room:A101", "asset", projector, "state", "right", "quantity", dec("1")))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, counted)
	for name, c := range map[string]struct{ statement, what string }{
		"moved away": {`WITH e AS (UPDATE asset_entries SET room = 'B201' WHERE school = 'main')
			UPDATE assets SET room = 'B201' WHERE school = 'main'`, "counts"},
		"taken": {`WITH e AS (UPDATE stock_entries SET quantity = 95 WHERE school = 'main' AND item = 'g01'),
			l AS (UPDATE stock_lots SET quantity = 95 WHERE school = 'main' AND item = 'g01')
			UPDATE stock SET quantity = 95 WHERE school = 'main' AND item = 'g01'`, "counts"},
		"thawed":         {`DELETE FROM freezes WHERE place = 'room:A101'`, "counts"},
		"case over":      {`UPDATE cases SET status = 'done' WHERE id = 'take'`, "counts"},
		"found more":     {`UPDATE count_entries SET quantity = 2 WHERE kind = 'find'`, "entries"},
		"nothing found":  {`DELETE FROM count_entries WHERE kind = 'find'`, "entries"},
		"frozen by none": {`DELETE FROM count_entries WHERE kind = 'freeze' AND place = 'room:A101'`, "entries"},
	} {
		t.Run(name, func(t *testing.T) {
			db := counted.Copy(t)
			tamper(t, db, c.statement)
			findings, err := db.Store.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(findings, func(f store.Finding) bool { return f.What == c.what }) {
				t.Errorf("nothing found about %s, only %v", c.what, findings)
			}
		})
	}
}
