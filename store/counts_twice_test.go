package store_test

import (
	"fmt"
	"testing"

	"zongwu/processes"
	"zongwu/store/storetest"
)

// TestCountedTwice: a card that several rooms claim to have is one difference, which names them all with how many each
// has, and the first that is not its own by the books; what is missing of it is what no room has.
func TestCountedTwice(t *testing.T) {
	db := storetest.New(t)
	tamper(t, db, `INSERT INTO rooms (school, id, name, head) VALUES ('main', 'B201', '多媒体教室', 'head')`)
	desks := registerIn("D-1", "A101")
	desks.Inputs["quantity"] = int64(45)
	few := registerIn("D-2", "A101")
	few.Inputs["quantity"] = int64(10)
	moved := registerIn("D-3", "A101")
	moved.Inputs["quantity"] = int64(6)
	for _, p := range []processes.Posting{desks, few, moved, registerIn("A-2", "A101"), registerIn("A-3", "A101"), registerIn("C-1", "C301")} {
		if err := one(db, "main", "made", p); err != nil {
			t.Fatal(err)
		}
	}
	find := func(room, id, state, quantity string) processes.Posting {
		return count("find", "room:"+room, "asset", id, "state", state, "quantity", dec(quantity))
	}
	for _, postings := range [][]processes.Posting{
		{count("freeze", "room:A101"), count("freeze", "room:B201")},
		{
			find("A101", projector, "right", "1"), find("A101", "A-2", "right", "1"), find("A101", "A-3", "missing", "0"),
			find("A101", "D-1", "right", "43"), find("A101", "D-2", "right", "7"), find("A101", "D-3", "missing", "0"),
			find("A101", "C-1", "right", "1"),
		},
		{
			find("B201", "A-2", "damaged", "1"), find("B201", "A-3", "right", "1"), find("B201", "D-1", "right", "2"),
			find("B201", "D-2", "right", "2"), find("B201", "D-3", "right", "5"), find("B201", "C-1", "right", "1"),
		},
	} {
		if err := one(db, "main", "take", postings...); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"room:A101/A-2/twice from A101 of B201 book 1 found 2", "room:A101/C-1/twice from C301 of A101 book 1 found 2",
		"room:A101/D-1/twice from A101 of B201 book 45 found 45", "room:A101/D-2/missing from <nil> of A101 book 10 found 9",
		"room:A101/D-2/twice from A101 of B201 book 10 found 9", "room:A101/D-3/missing from <nil> of A101 book 6 found 5",
		"room:B201/A-2/damaged from <nil> of B201 book 0 found 1", "room:B201/A-3/misplaced from A101 of B201 book 1 found 1",
		"room:B201/D-3/misplaced from A101 of B201 book 6 found 5",
	}
	var got []string
	for _, row := range asked(t, db, "take", "differences") {
		got = append(got, fmt.Sprintf("%s from %v of %v book %s found %s", row["id"], row["from"], row["room"], row["book"], row["found"]))
		if row["id"] == "room:A101/D-1/twice" && row["place"] != "一(1)班教室 43、多媒体教室 2" {
			t.Errorf("the desks are at %v", row["place"])
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("differences:\n%v, want\n%v", got, want)
	}
	sound(t, db)
}
