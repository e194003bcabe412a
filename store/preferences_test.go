package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"zongwu/store"
	"zongwu/store/storetest"
)

// TestPreferences: who chose nothing has none, no remarks is a choice, and what one chose is nobody else's.
func TestPreferences(t *testing.T) {
	db := storetest.New(t)
	read := func(school, person string) (chosen store.Preferences) {
		db.In(t, school, func(ctx context.Context, tx *store.Tx) (err error) {
			chosen, err = tx.Preferences(ctx, person)
			return err
		})
		return chosen
	}
	if chosen := read("main", "head"); chosen.Remarks != nil || chosen.Language != "" {
		t.Errorf("before anything was chosen: %+v", chosen)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.SetRemarks(ctx, "head", nil), tx.SetLanguage(ctx, "head", "en"), tx.SetTheme(ctx, "head", "dark"))
	})
	if chosen := read("main", "head"); chosen.Remarks == nil || chosen.Language != "en" || chosen.Theme != "dark" {
		t.Errorf("chosen: %+v", chosen)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetRemarks(ctx, "head", []string{"同意", `a"b,{c}`})
	})
	if chosen := read("main", "head"); !slices.Equal(chosen.Remarks, []string{"同意", `a"b,{c}`}) || chosen.Language != "en" {
		t.Errorf("chosen: %+v", chosen)
	}
	for school, person := range map[string]string{"main": "director", "second": "head"} {
		if chosen := read(school, person); chosen.Remarks != nil {
			t.Errorf("%s of %s: %+v", person, school, chosen)
		}
	}
}

// TestSignatures: the latest comes first, a name in writing has no picture, and none is changed.
func TestSignatures(t *testing.T) {
	db := storetest.New(t)
	for _, picture := range []string{"first", "", "third"} {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.AddSignature(ctx, "head", []byte(picture)) })
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		list, err := tx.Signatures(ctx, []string{"head", "director"})
		if err != nil {
			return err
		}
		if len(list) != 3 || !list[0].Drawn || list[1].Drawn || list[0].At.Before(list[1].At) {
			t.Fatalf("signatures %+v", list)
		}
		person, picture, err := tx.SignaturePicture(ctx, list[0].ID)
		if err != nil || person != "head" || string(picture) != "third" {
			t.Errorf("picture %q of %s: %v", picture, person, err)
		}
		if _, _, err := tx.SignaturePicture(ctx, list[1].ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("picture of a name: %v", err)
		}
		return nil
	})
	if _, err := db.Owner.ExecContext(t.Context(), `UPDATE signatures SET picture = 'other'`); err == nil {
		t.Error("a signature was changed")
	}
}

// TestWhereSomebodyIsSignedIn: their own sessions alone, and ending some leaves the others.
func TestWhereSomebodyIsSignedIn(t *testing.T) {
	db := storetest.New(t)
	open := func(person, agent string) (token string) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
			token, err = tx.OpenSession(ctx, person, agent, time.Hour, 2*time.Hour)
			return err
		})
		return token
	}
	agents := func() (names []string) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			list, err := tx.SessionsOf(ctx, "head")
			for _, one := range list {
				names = append(names, one.Agent)
			}
			return err
		})
		slices.Sort(names)
		return names
	}
	here, there, others := open("head", "here"), open("head", "there"), open("director", "other")
	open("head", "third")
	end := func(what func(context.Context, *store.Tx) error) { db.In(t, "main", what) }
	end(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.EndSessionOf(ctx, "head", store.SessionID(there)),
			tx.EndSessionOf(ctx, "head", store.SessionID(others)), tx.EndSessionOf(ctx, "head", "x"))
	})
	if got := agents(); !slices.Equal(got, []string{"here", "third"}) {
		t.Errorf("left: %v", got)
	}
	end(func(ctx context.Context, tx *store.Tx) error { return tx.EndOtherSessions(ctx, "head", here) })
	if got := agents(); !slices.Equal(got, []string{"here"}) {
		t.Errorf("left: %v", got)
	}
	if _, err := db.Store.FindSession(t.Context(), others, time.Hour); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
}
