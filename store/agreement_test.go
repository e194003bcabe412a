package store_test

import (
	"context"
	"slices"
	"testing"

	"zongwu/forms"
	"zongwu/store"
	"zongwu/store/storetest"
)

// TestAgreementCountsPieces: a card that stands for several pieces agrees with the things when all of them were found;
// cards and pieces are told apart, and what was missing from what was never counted.
func TestAgreementCountsPieces(t *testing.T) {
	db := storetest.New(t)
	desks, added := registerIn("D-1", "A101"), registerIn("C-1", "C301")
	desks.Inputs["quantity"], desks.Inputs["category"] = int64(45), "桌椅"
	added.Inputs["quantity"], added.Inputs["category"] = int64(3), "桌椅"
	if err := one(db, "main", "made", desks, added); err != nil {
		t.Fatal(err)
	}
	agrees := func(want store.AgreedCategory, same bool) {
		t.Helper()
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.Agreement(ctx)
			at := slices.IndexFunc(rows, func(r store.AgreedCategory) bool { return r.Category == "桌椅" })
			if err != nil || at < 0 {
				t.Fatalf("%v (%v)", rows, err)
			}
			got := rows[at]
			got.EnteredValue, got.Value = 0, 0
			if got != want || rows[at].Agrees() != same {
				t.Errorf("it is %+v (%v), want %+v", got, rows[at].Agrees(), want)
			}
			return nil
		})
	}
	agrees(store.AgreedCategory{Category: "桌椅", Entered: 2, Cards: 2, Pieces: 48, Never: 48}, false)
	if err := one(db, "main", "take", count("freeze", "room:A101")); err != nil {
		t.Fatal(err)
	}
	err := one(db, "main", "take", count("find", "room:A101", "asset", "D-1", "state", "right", "quantity", dec("43")))
	if err != nil {
		t.Fatal(err)
	}
	extra := registerIn("N-1", "A101") // which the count found on no card
	extra.Inputs["category"] = "桌椅"
	if err := one(db, "main", "take", extra); err != nil {
		t.Fatal(err)
	}
	agrees(store.AgreedCategory{Category: "桌椅", Entered: 3, Cards: 3, Pieces: 49, Never: 49}, false) // not approved yet
	tamper(t, db, `DELETE FROM freezes`)
	tamper(t, db, `UPDATE cases SET status = 'done' WHERE id = 'take'`)
	agrees(store.AgreedCategory{Category: "桌椅", Entered: 3, Cards: 3, Pieces: 49, Seen: 44, Missing: 2, Never: 3}, false)
	lost := asset("write_off", "asset", "D-1", "quantity", int64(2), "amount", forms.Money(0))
	if err := one(db, "main", "gone", lost, asset("write_off", "asset", "C-1", "amount", forms.Money(0))); err != nil {
		t.Fatal(err)
	}
	agrees(store.AgreedCategory{Category: "桌椅", Entered: 2, Cards: 2, Pieces: 44, Seen: 44}, true)
}
