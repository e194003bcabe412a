package store_test

import (
	"context"
	"errors"
	"testing"

	"zongwu/store"
	"zongwu/store/storetest"
)

// TestDrafts: what is kept comes back to whoever kept it, one of a form; what was sent does not, however late it comes.
func TestDrafts(t *testing.T) {
	db := storetest.New(t)
	in := func(school string, body func(context.Context, *store.Tx) error) {
		t.Helper()
		if err := db.Store.InSchool(t.Context(), school, body); err != nil {
			t.Fatal(err)
		}
	}
	save := func(place, key, reason string) (kept bool) {
		in("main", func(ctx context.Context, tx *store.Tx) error {
			at, err := tx.SaveDraft(ctx, "head", store.Draft{
				Place: place, Key: key, Values: map[string][]string{"reason": {reason}, "days": {"mon", "fri"}},
			})
			kept = !at.IsZero()
			return err
		})
		return kept
	}
	read := func(school, person, place string) *store.Draft {
		var found *store.Draft
		in(school, func(ctx context.Context, tx *store.Tx) error {
			var err error
			found, err = tx.ReadDraft(ctx, person, place)
			if errors.Is(err, store.ErrNotFound) {
				found, err = nil, nil
			}
			return err
		})
		return found
	}
	if !save("new:purchase", "page:1", "粉笔") || !save("new:purchase", "page:2", "粉笔和纸") {
		t.Fatal("not kept")
	}
	found := read("main", "head", "new:purchase")
	if found == nil || found.Key != "page:2" || found.Values["reason"][0] != "粉笔和纸" || len(found.Values["days"]) != 2 {
		t.Fatalf("read %+v", found)
	}
	for _, other := range [][3]string{
		{"main", "director", "new:purchase"}, {"main", "head", "new:repair"}, {"second", "head@second", "new:purchase"},
	} {
		if d := read(other[0], other[1], other[2]); d != nil {
			t.Errorf("%v reads %+v", other, d)
		}
	}
	in("main", func(ctx context.Context, tx *store.Tx) error {
		if err := tx.DropDraft(ctx, "head", "new:purchase", "page:1"); err != nil { // an older form of the same place
			return err
		}
		return tx.SaveKey(ctx, "head", "page:3", store.Key{BodyHash: "x"})
	})
	if read("main", "head", "new:purchase") == nil {
		t.Error("sending one form dropped another's draft")
	}
	if save("new:purchase", "page:3", "迟到") {
		t.Error("a form that was sent is kept as a draft")
	}
	in("main", func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveKey(ctx, "head", "page:2", store.Key{BodyHash: "x"})
	})
	if d := read("main", "head", "new:purchase"); d != nil {
		t.Errorf("a draft that was sent is offered: %+v", d)
	}
	save("new:repair", "page:4", "漏水")
	in("main", func(ctx context.Context, tx *store.Tx) error {
		list, err := tx.Drafts(ctx, "head")
		if len(list) != 1 || list[0].Place != "new:repair" {
			t.Errorf("drafts %+v", list)
		}
		return errors.Join(err, tx.ForgetDraft(ctx, "head", "new:repair"))
	})
	if read("main", "head", "new:repair") != nil {
		t.Error("not forgotten")
	}
}
