package store_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"zongwu/forms"
	"zongwu/store"
	"zongwu/store/storetest"
)

func TestSessions(t *testing.T) {
	db := storetest.New(t)
	open := func(idle, life time.Duration) (token string) {
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
			token, err = tx.OpenSession(ctx, "head", "Firefox", idle, life)
			return err
		})
		return token
	}
	lives := func(token string) bool {
		t.Helper()
		s, err := db.Store.FindSession(t.Context(), token, time.Hour)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil && s.School == "main" && s.Person == "head"
	}
	token, other := open(time.Hour, 24*time.Hour), open(time.Hour, 24*time.Hour)
	if len(token) < 43 || token == other || !lives(token) || !lives(other) {
		t.Errorf("tokens %q, %q", token, other)
	}
	if lives(token+"x") || lives("") || lives(open(-time.Second, time.Hour)) || lives(open(time.Hour, -time.Second)) {
		t.Error("an unknown or ended session lives")
	}
	var plain int
	err := db.Owner.QueryRow(`SELECT count(*) FROM sessions WHERE token_hash = $1`, []byte(token)).Scan(&plain)
	if err != nil || plain > 0 {
		t.Errorf("the token itself is stored (%v)", err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.EndSession(ctx, token) })
	if lives(token) || !lives(other) {
		t.Error("signing out ends one session, no other")
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, "head", true) })
	if lives(other) {
		t.Error("the session of a disabled person lives")
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error { return tx.SetDisabled(ctx, "head", false) })
	if lives(other) {
		t.Error("a session comes back to life")
	}
}

func TestIdleSessionsAreKeptAliveButNotForEver(t *testing.T) {
	db := storetest.New(t)
	var token string
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		token, err = tx.OpenSession(ctx, "head", "", time.Minute, 2*time.Hour)
		return err
	})
	s, err := db.Store.FindSession(t.Context(), token, time.Hour)
	if err != nil || time.Until(s.IdleUntil) < 59*time.Minute || time.Until(s.Ends) > 2*time.Hour {
		t.Errorf("%+v (%v)", s, err)
	}
	var idle time.Time
	if err := db.Owner.QueryRow(`SELECT idle_until FROM sessions`).Scan(&idle); err != nil ||
		time.Until(idle) < 59*time.Minute {
		t.Errorf("idle until %s (%v)", idle, err)
	}
}

func TestLogins(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "second", func(ctx context.Context, tx *store.Tx) error { return tx.SetPassword(ctx, "head@second", "hash") })
	login, err := db.Store.FindLogin(t.Context(), "head@second")
	if err != nil || *login != (store.Login{School: "second", Person: "head@second", PasswordHash: "hash"}) {
		t.Errorf("%+v (%v)", login, err)
	}
	if _, err := db.Store.FindLogin(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	wait := func(keys ...string) time.Duration {
		d, err := db.Store.LoginWait(t.Context(), time.Minute, 3, keys...)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for i := range 3 {
		if d := wait("account:head", "address:1"); d != 0 {
			t.Errorf("wait %s after %d failures", d, i)
		}
		if n, err := db.Store.LoginFailures(t.Context(), time.Minute, "account:head", "address:1"); n != i+1 || err != nil {
			t.Errorf("failure %d counted as %d (%v)", i+1, n, err)
		}
	}
	if wait("address:1") <= 0 || wait("account:head", "address:2") <= 0 || wait("account:other", "address:2") != 0 {
		t.Error("the account and the address must wait, nobody else")
	}
	if err := db.Store.LoginWorked(t.Context(), "account:head"); err != nil || wait("account:head") != 0 {
		t.Errorf("still waiting after it worked (%v)", err)
	}
	if n, err := db.Store.LoginFailures(t.Context(), -time.Second, "address:1"); n != 1 || err != nil {
		t.Errorf("a new window begins at %d (%v)", n, err)
	}
}

func TestFilesAreSeenByUploaderAndWhoSeesTheCase(t *testing.T) {
	db := storetest.New(t)
	content := []byte("\xff\xd8\x00 any bytes")
	var file *store.File
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		file, err = tx.InsertFile(ctx, "报价.pdf", "application/pdf", "buyer", content)
		return err
	})
	sees := func(who store.Sight) (seen bool) {
		t.Helper()
		db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
			f, got, err := tx.ReadFile(ctx, file.ID, who)
			if err == nil && (!bytes.Equal(got, content) || f.Name != "报价.pdf" || f.Size != int64(len(content))) {
				t.Errorf("read %+v", f)
			}
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			seen = err == nil
			return nil
		})
		return seen
	}
	head, director := store.Sight{Person: "head"}, store.Sight{Person: "director", All: true}
	if !sees(store.Sight{Person: "buyer"}) || sees(head) || sees(director) {
		t.Error("a file of no case is its uploader's")
	}
	if err := one(db, "main", "c1"); err != nil {
		t.Fatal(err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		if err := tx.LinkFiles(ctx, "c1", []string{file.ID, "unknown"}, nil); err != nil {
			return err
		}
		return tx.LinkFiles(ctx, "c1", []string{file.ID}, nil)
	})
	if !sees(head) || !sees(director) || sees(store.Sight{Person: "head2", Departments: []string{"dyc"}}) ||
		!sees(store.Sight{Person: "x", Departments: []string{"jwc"}}) {
		t.Error("a case's file is seen by who sees the case")
	}
	if err := db.Store.InSchool(t.Context(), "second", func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.ReadFile(ctx, file.ID, store.Sight{Person: "buyer", All: true})
		return err
	}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("from another school: %v", err)
	}
}

func TestNoticesAreToldOnce(t *testing.T) {
	db := storetest.New(t)
	if err := one(db, "main", "c1"); err != nil {
		t.Fatal(err)
	}
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		n := store.Notice{Case: "c1", What: "urge", Words: forms.Text{Zh: "请尽快办理", En: "Please"}}
		for range 2 {
			if err := tx.InsertNotices(ctx, n, "c1.1.1", []string{"head", "director", "nobody"}); err != nil {
				return err
			}
		}
		if err := tx.InsertNotices(ctx, n, "c1.2.1", []string{"head"}); err != nil {
			return err
		}
		list, _, err := tx.Notices(ctx, "head", store.Query{})
		if err != nil {
			return err
		}
		if len(list) != 2 || list[0].ID < list[1].ID || list[0].Words.En != "Please" || list[0].Number != "CG-2026-0001" {
			t.Errorf("%+v", list)
		}
		if err := tx.ReadNotices(ctx, "head", list[1].ID); err != nil {
			return err
		}
		list, _, err = tx.Notices(ctx, "head", store.Query{})
		if len(list) == 2 && (list[0].Read || !list[1].Read) {
			t.Errorf("%+v", list)
		}
		return err
	})
}
