package store_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// chain starts a case and takes it to seq n.
func chain(t testing.TB, db *storetest.DB, id string, n int) {
	t.Helper()
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		c, err := begin(ctx, tx, id)
		if err != nil {
			return err
		}
		for c.Seq < n {
			tr := &processes.Transition{
				Comment: fmt.Sprintf("第 %d 步 \"quoted\" <b> \u2028", c.Seq+1),
				Data: forms.Data{
					"qty": dec("12.500"), "total": forms.Money(1250), "lines": []forms.Data{{"id": "1", "ok": true}},
				},
			}
			tr.Changes.Visits = []processes.Visit{{Seq: c.Seq + 1, Step: "buy", Actor: c.Starter}}
			if err := stepWith(ctx, tx, c, tr); err != nil {
				return err
			}
		}
		return nil
	})
}

// found gives the positions at which the trail of a case is found broken.
func found(t testing.TB, db *storetest.DB, id string) []int {
	t.Helper()
	var seqs []int
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		findings, err := tx.VerifyTrail(ctx, id)
		for _, f := range findings {
			seqs = append(seqs, f.Seq)
		}
		return err
	})
	return seqs
}

func TestTamperingIsFoundAtItsPlace(t *testing.T) {
	const trs = `UPDATE transitions SET `
	cases := []struct {
		name, statement string
		want            []int
	}{
		{"nothing", `SELECT`, nil},
		{"actor", trs + `actor = 'buyer' WHERE seq = 3`, []int{3}},
		{"step", trs + `step = 'x' WHERE seq = 3`, []int{3}},
		{"action", trs + `action = 'x' WHERE seq = 3`, []int{3}},
		{"outcome", trs + `outcome = 'x' WHERE seq = 3`, []int{3}},
		{"actor in the body too", trs + `actor = 'buyer', body = jsonb_set(body, '{actor}', '"buyer"') WHERE seq = 3`,
			[]int{3}},
		{"amount", trs + `body = jsonb_set(body, '{data,total}', '1251') WHERE seq = 4`, []int{4}},
		{"row", trs + `body = jsonb_set(body, '{data,lines,0,ok}', 'false') WHERE seq = 4`, []int{4}},
		{"comment", trs + `body = jsonb_set(body, '{comment}', '""') WHERE seq = 2`, []int{2}},
		{"time", trs + `body = jsonb_set(body, '{at}', '"2020-01-01T00:00:00Z"') WHERE seq = 2`, []int{2}},
		{"a field more", trs + `body = body || '{"more": 1}' WHERE seq = 2`, []int{2}},
		{"effects", trs + `body = jsonb_set(body, '{changes,visits,0,actor}', '"buyer"') WHERE seq = 5`, []int{5}},
		{"digest", trs + `digest = repeat('0', 64) WHERE seq = 3`, []int{3, 4}},
		{"digest of effects", trs + `effects = repeat('0', 64) WHERE seq = 3`, []int{3}},
		{"previous", trs + `previous = repeat('0', 64) WHERE seq = 3`, []int{3}},
		{"dropped", `DELETE FROM transitions WHERE seq = 3`, []int{3, 4}},
		{"first dropped", `DELETE FROM transitions WHERE seq = 1`, []int{1, 2}},
		{"truncated", `DELETE FROM transitions WHERE seq >= 5`, []int{5, 6}},
		{"all gone", `DELETE FROM transitions WHERE seq > 0`, []int{1}},
		{"swapped", trs + `body = (SELECT body FROM transitions o WHERE o.case_id = transitions.case_id AND
			o.seq = 7 - transitions.seq) WHERE seq IN (3, 4)`, []int{3, 4}},
		{"renumbered", trs + `seq = CASE seq WHEN 3 THEN 14 ELSE 13 END WHERE seq IN (3, 4);
			UPDATE transitions SET seq = seq - 10 WHERE seq > 10`, []int{3, 4, 5}},
		{"inserted", `INSERT INTO transitions SELECT school, case_id, 7, at, actor, step, action, outcome, body, effects,
			digest, digest FROM transitions WHERE seq = 6`, []int{7}},
		{"of another school", trs + `school = 'second' WHERE seq > 0`, []int{1}},
	}
	db := storetest.New(t)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			id := fmt.Sprintf("c%d", i)
			chain(t, db, id, 6)
			tamper(t, db, strings.ReplaceAll(c.statement, "WHERE seq", "WHERE case_id = '"+id+"' AND seq"))
			if got := found(t, db, id); !slices.Equal(got, c.want) {
				t.Errorf("found at %v, want %v", got, c.want)
			}
		})
	}
}

// Every byte of what is stored of a transition: changed by one, it is found, at its place, or it is no JSON any more.
func TestEveryFlippedByteIsFound(t *testing.T) {
	db := storetest.New(t)
	chain(t, db, "c1", 3)
	var body string
	if err := db.Owner.QueryRow(`SELECT body::text FROM transitions WHERE seq = 2`).Scan(&body); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for i := range len(body) {
		flipped := []byte(body)
		flipped[i] ^= 1
		var valid, same bool
		err := db.Owner.QueryRow(`SELECT true, $1::jsonb = $2::jsonb`, string(flipped), body).Scan(&valid, &same)
		if err != nil || same { // PostgreSQL itself refuses it, or it means the same
			continue
		}
		tried++
		tamper(t, db, `UPDATE transitions SET body = $1::jsonb WHERE seq = 2`, string(flipped))
		if got := found(t, db, "c1"); !slices.Equal(got, []int{2}) {
			t.Fatalf("byte %d (%q): found at %v", i, body[max(0, i-10):min(len(body), i+10)], got)
		}
	}
	tamper(t, db, `UPDATE transitions SET body = $1::jsonb WHERE seq = 2`, body)
	if got := found(t, db, "c1"); got != nil || tried < 100 {
		t.Errorf("put back: found at %v after %d flips", got, tried)
	}
	t.Logf("%d of %d flips mean something else, and each was found", tried, len(body))
}

// BenchmarkVerifyTrail reads a long case's trail and computes its chain anew.
func BenchmarkVerifyTrail(b *testing.B) {
	const rows = 1000
	db := storetest.New(b)
	chain(b, db, "c1", rows)
	for b.Loop() {
		if got := found(b, db, "c1"); got != nil {
			b.Fatalf("found at %v", got)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/rows*1e5, "ms/100000-rows")
}

func TestCheckpointsShowWhatChainsCannot(t *testing.T) {
	key, err := store.TrailKey(filepath.Join(t.TempDir(), "trail.key"))
	if err != nil {
		t.Fatal(err)
	}
	public := key.Public().(ed25519.PublicKey)
	other, err := store.TrailKey(filepath.Join(t.TempDir(), "other.key"))
	if err != nil {
		t.Fatal(err)
	}
	rewrite := `UPDATE cases SET seq = 4; DELETE FROM transitions WHERE seq > 4; DELETE FROM outbox WHERE seq > 4`
	cases := []struct {
		name, statement string
		public          ed25519.PublicKey
		want            string
	}{
		{"nothing", `SELECT`, public, ""},
		{"cut short, the case's row too", rewrite, public, "trail c1 cut off"},
		{"another key", `SELECT`, other.Public().(ed25519.PublicKey), "signature"},
		{"last checkpoint gone", `DELETE FROM checkpoints WHERE n = 2`, public, "kept outside"},
		{"first checkpoint gone", `DELETE FROM checkpoints WHERE n = 1`, public, "1 is missing"},
		{"heads changed", `UPDATE checkpoints SET heads = '[]' WHERE n = 2`, public, "digest is not its own"},
		{"chain written anew", `UPDATE transitions SET digest = repeat('0', 64) WHERE seq = 6`, public, "written anew"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := storetest.New(t)
			chain(t, db, "c1", 4)
			first := checkpoint(t, db, key)
			if again := checkpoint(t, db, key); again != nil {
				t.Errorf("signed %v though nothing moved", again.Heads)
			}
			if err := one(db, "main", "c1"); err != nil {
				t.Fatal(err)
			}
			if err := one(db, "main", "c1"); err != nil {
				t.Fatal(err)
			}
			kept := checkpoint(t, db, key)
			if first == nil || kept == nil || len(kept.Heads) != 1 || kept.Heads[0].Seq != 6 {
				t.Fatalf("checkpoints %v, %v", first, kept)
			}
			tamper(t, db, c.statement)
			db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
				findings, err := tx.VerifyCheckpoints(ctx, c.public, kept)
				text := ""
				for _, f := range findings {
					text += f.What + " " + f.Where + " " + f.Detail + "\n"
				}
				for _, word := range strings.Fields(c.want) {
					if !strings.Contains(text, word) {
						t.Errorf("no %q in %q", word, text)
					}
				}
				if c.want == "" && text != "" {
					t.Errorf("found %s", text)
				}
				return err
			})
		})
	}
}

func checkpoint(t *testing.T, db *storetest.DB, key ed25519.PrivateKey) (c *store.Checkpoint) {
	t.Helper()
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.Checkpoint(ctx, key)
		return err
	})
	return c
}

func TestTheTrailKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trail.key")
	first, err := store.TrailKey(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := store.TrailKey(path)
	if err != nil || !first.Equal(second) {
		t.Errorf("read another key than was made (%v)", err)
	}
}

func TestATransitionMustContinueTheOneBefore(t *testing.T) {
	db := storetest.New(t)
	chain(t, db, "c1", 2)
	err := db.Store.InSchool(t.Context(), "main", func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.LockCase(ctx, "c1")
		if err != nil {
			return err
		}
		c.Seq = 5
		return step(ctx, tx, c)
	})
	if err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("transition 6 after 2: %v", err)
	}
}

// docs/trail.md promises outside programs how a digest is made; its example is what the code makes.
func TestTheDocumentedExampleIsTrue(t *testing.T) {
	text, err := os.ReadFile("../docs/trail.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```json\n")
	body, rest, ok := strings.Cut(rest, "\n```")
	if !ok {
		t.Fatal("no example in docs/trail.md")
	}
	words := regexp.MustCompile("`([0-9a-f]{64})`").FindAllStringSubmatch(rest, 3)
	if len(words) != 3 {
		t.Fatalf("%d digests beside the example", len(words))
	}
	effects, digest, err := store.LinkOf("main", "c1", words[0][1], []byte(body))
	if err != nil || effects != words[1][1] || digest != words[2][1] {
		t.Errorf("effects %s, digest %s (%v)", effects, digest, err)
	}
}

func TestAllSchoolsAreSignedAndVerified(t *testing.T) {
	key, err := store.TrailKey(filepath.Join(t.TempDir(), "trail.key"))
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.New(t)
	for _, school := range []string{"main", "second"} {
		if err := one(db, school, "c-"+school); err != nil {
			t.Fatal(err)
		}
	}
	made, err := db.Store.SignTrails(t.Context(), key)
	if err != nil || len(made) != 2 || made[0].School != "main" || made[1].Heads[0].Case != "c-second" {
		t.Fatalf("%+v (%v)", made, err)
	}
	check := store.CheckpointCheck(key.Public().(ed25519.PublicKey), map[string]*store.Checkpoint{"main": &made[0]})
	if findings, err := db.Store.Verify(t.Context(), check); err != nil || len(findings) > 0 {
		t.Errorf("%v (%v)", findings, err)
	}
	tamper(t, db, `DELETE FROM checkpoints; DELETE FROM checkpoint_heads`)
	if findings, err := db.Store.Verify(t.Context(), check); err != nil || len(findings) != 1 {
		t.Errorf("%v (%v)", findings, err)
	}
}
