package cases_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
)

// release is a database as an earlier version left it, with a case waiting at every step of every process, and what
// remains to be done in each. testdata/waiting-*.json are such releases; a new one is recorded by
// ZONGWU_RECORD=1 go test ./cases -run TestRecordARelease, and never changed afterwards.
type release struct {
	At    time.Time // when it was recorded; people go on an hour later
	Cases []waiting
	Dump  string // beside it, packed
}

// waiting is a case that stands somewhere, and the rest of its way.
type waiting struct {
	School, Process, Case, Version string
	Moves                          []turn
}

// recordEnv asks for a new release to be written.
const recordEnv = "ZONGWU_RECORD"

// R21: what an earlier version left, with a case waiting at every step of every process, is migrated and proved; then
// people finish every case, each under the definition it began with, though the catalogue may have moved on.
func TestEarlierReleasesGoOn(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "waiting-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no release is recorded: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			r := readRelease(t, file)
			began := time.Now()
			db := storetest.Restored(t, r.Dump)
			t.Logf("restored and migrated in %v", time.Since(began).Round(time.Millisecond))
			o := &rehearsal{T: t, db: db, service: &cases.Service{Store: db.Store}, at: r.At.Add(time.Hour)}
			o.publish()
			o.agree()
			o.covers(r)
			for _, w := range r.Cases {
				for i, m := range w.Moves {
					o.do(w.School, w.Case, m, fmt.Sprintf("%s, %d moves after the upgrade", w.Process, i))
				}
				row := o.look(w.School, w.Case)
				if row.Status == processes.Open || row.Version != w.Version {
					t.Errorf("%s %s is %s, under %s instead of %s", w.Process, row.Number, row.Status, row.Version, w.Version)
				}
			}
			o.agree()
			t.Logf("%d cases finished", len(r.Cases))
		})
	}
}

// covers fails when no case waits at some step that people do.
func (o *rehearsal) covers(r release) {
	o.Helper()
	roles, err := cases.CatalogueRoles()
	if err != nil {
		o.Fatal(err)
	}
	for _, w := range r.Cases {
		var text []byte
		o.db.In(o.T, w.School, func(ctx context.Context, tx *store.Tx) (err error) {
			text, err = tx.DefinitionVersion(ctx, w.Process, w.Version)
			return err
		})
		p, problems := processes.Compile(w.Process+".yaml", text, roles)
		if p == nil {
			o.Fatal(problems)
		}
		for _, step := range p.All() {
			if step.Human != nil && o.number(`SELECT count(*) FROM tasks t JOIN cases c ON c.id = t.case_id
				WHERE c.process = $1 AND t.step = $2`, w.Process, step.ID) == 0 {
				o.Errorf("nothing waits at %s of %s", step.ID, w.Process)
			}
		}
	}
}

func readRelease(t *testing.T, file string) (r release) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(filepath.Join("testdata", r.Dump))
	if err != nil {
		t.Fatal(err)
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	dump, err := io.ReadAll(unpacker)
	if err != nil {
		t.Fatal(err)
	}
	r.Dump = string(dump)
	return r
}

// rehearsal is a database people work on.
type rehearsal struct {
	*testing.T
	db      *storetest.DB
	service *cases.Service
	at      time.Time
	serial  int
}

func (o *rehearsal) publish() {
	o.Helper()
	for _, school := range []string{"main", "second"} {
		if _, err := o.service.PublishCatalogue(o.Context(), school); err != nil {
			o.Fatal(err)
		}
	}
}

func (o *rehearsal) agree() {
	o.Helper()
	for _, school := range []string{"main", "second"} {
		if findings, err := o.service.Verify(o.Context(), school); err != nil || len(findings) > 0 {
			o.Errorf("verify: %v %v", findings, err)
		}
	}
}

func (o *rehearsal) number(query string, args ...any) (n int) {
	o.Helper()
	if err := o.db.Owner.QueryRow(query, args...).Scan(&n); err != nil {
		o.Fatalf("%s: %v", query, err)
	}
	return n
}

func (o *rehearsal) look(school, id string) (row *store.Case) {
	o.Helper()
	o.db.In(o.T, school, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = tx.ReadCase(ctx, id)
		return err
	})
	return row
}

func (o *rehearsal) act(what string, r cases.Request) *cases.Result {
	o.Helper()
	o.at = o.at.Add(time.Second)
	r.Action.At = o.at
	result, err := o.service.Act(o.Context(), r)
	var refusal *processes.Refusal
	if errors.As(err, &refusal) {
		o.Fatalf("%s: %s %s by %s: %+v", what, r.Action.Kind, r.Action.Outcome, r.Action.Actor, refusal.Failures)
	}
	if err != nil {
		o.Fatalf("%s: %v", what, err)
	}
	return result
}

func (o *rehearsal) do(school, id string, m turn, what string) {
	o.Helper()
	view, err := o.service.Case(o.Context(), school, cases.Viewer{Person: m.in(school, "director")}, id)
	if err != nil {
		o.Fatal(err)
	}
	i := slices.IndexFunc(view.Open, func(t cases.TaskView) bool { return t.Step == m.At })
	if i < 0 {
		o.Fatalf("%s: %s is not open but %+v", what, m.At, view.Open)
	}
	a := processes.Action{Kind: processes.DoSubmit, Actor: m.in(school, m.By), Task: view.Open[i].ID, Outcome: m.Out}
	if m.Data != "" {
		a.Data = js(m.Data)
	}
	if m.To != "" {
		a.Kind, a.To, a.Resume, a.Comment = processes.DoSendBack, m.To, "again", "请改"
	}
	o.act(what+", "+m.At, cases.Request{School: school, Case: id, Action: a})
}

// in is the id of a person in a school.
func (turn) in(school, person string) string {
	if school == "main" {
		return person
	}
	return person + "@" + school
}

// TestRecordARelease leaves a case at every step of every process, and writes the database down.
func TestRecordARelease(t *testing.T) {
	if os.Getenv(recordEnv) == "" {
		t.Skip("records a release when " + recordEnv + " is set")
	}
	db := storetest.Empty(t)
	for _, id := range []string{"main", "second"} {
		school := storetest.School(id)
		for i := range school.Budget {
			school.Budget[i].Planned *= 10
		}
		if err := db.Store.LoadSchool(t.Context(), school); err != nil {
			t.Fatal(err)
		}
	}
	o := &rehearsal{T: t, db: db, service: &cases.Service{Store: db.Store}, at: time.Now().Add(-time.Minute)}
	o.publish()
	for id, kind := range map[string]string{"f1": "application/pdf", "f2": "image/png"} {
		if _, err := db.Owner.Exec(`INSERT INTO files (school, id, name, type, size, sha256, content, uploader)
			VALUES ('main', $1, $1, $2, 1, encode(sha256('x'), 'hex'), 'x', 'head')`, id, kind); err != nil {
			t.Fatal(err)
		}
	}
	var all []waiting
	covered := map[string]bool{}
	for _, r := range waitingRoutes() {
		for done, next := range r.moves {
			place := r.process + " " + next.At
			if covered[place] {
				continue
			}
			covered[place] = true
			w := o.begin(r)
			for _, m := range w.Moves[:done] {
				o.do(w.School, w.Case, m, place)
			}
			w.Moves = w.Moves[done:]
			all = append(all, w)
		}
	}
	o.agree()
	writeRelease(t, release{At: o.at, Cases: all}, db.OwnerURL)
}

// begin begins a case, with what must have happened before it.
func (o *rehearsal) begin(r passage) waiting {
	o.Helper()
	o.serial++
	w := waiting{School: "main", Process: r.process, Moves: slices.Clone(r.moves)}
	switch r.after {
	case "bought":
		o.bought("main", 4)
		row := o.db.Owner.QueryRow(`SELECT id, version FROM cases WHERE process = 'payment' ORDER BY created_at DESC LIMIT 1`)
		if err := row.Scan(&w.Case, &w.Version); err != nil {
			o.Fatal(err)
		}
		w.Moves[0].Data = fmt.Sprintf(`{"invoices":[{"number":"0440026%05d","amount":35000,"file":"f1"}]}`, o.serial)
		return w
	case "received":
		number := o.look("main", o.bought("main", 4)).Number
		r.data = `{"case":"` + number + `","lines":[{"line":"1","qty":"2","reason":"受潮"}]}`
	case "closed":
		w.School = "second"
		o.bought("second", 2)
		o.closeTheYear("second")
	}
	data := strings.ReplaceAll(r.data, "044002699999", fmt.Sprintf("0440026%05d", o.serial))
	result := o.act(r.process, cases.Request{School: w.School, Process: r.process, Action: processes.Action{
		Kind: processes.DoStart, Actor: turn{}.in(w.School, r.by), Data: js(data),
	}})
	w.Case, w.Version = result.Case.ID, result.Case.Version
	return w
}

// bought makes the first moves of a small purchase, and gives its case.
func (o *rehearsal) bought(school string, moves int) string {
	o.Helper()
	small := waitingRoutes()[4]
	way := []turn{small.moves[4], small.moves[0], small.moves[1]}
	result := o.act("purchase", cases.Request{School: school, Process: "purchase", Action: processes.Action{
		Kind: processes.DoStart, Actor: turn{}.in(school, "head"), Data: js(chalkAsked),
	}})
	for _, m := range way[:min(moves, len(way))] {
		o.do(school, result.Case.ID, m, "purchase")
	}
	return result.Case.ID
}

func (o *rehearsal) closeTheYear(school string) {
	o.Helper()
	if _, err := o.db.Owner.Exec(`UPDATE schools SET settings = settings || '{"budget_close": "2026-01-02"}'
		WHERE id = $1`, school); err != nil {
		o.Fatal(err)
	}
	o.db.In(o.T, school, func(ctx context.Context, tx *store.Tx) error {
		d := store.BudgetData{Year: 2027, Department: "jwc", Subject: "30201", Planned: forms.Money(1_000_00)}
		return tx.PlanBudget(ctx, d, time.Now())
	})
}

func writeRelease(t *testing.T, r release, owner string) {
	t.Helper()
	schema, err := store.SchemaVersion()
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("waiting-%05d", schema)
	out, err := exec.CommandContext(t.Context(), "pg_dump", owner, "--inserts", "--rows-per-insert=50").Output()
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	packer, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, `\`) { // words to psql alone
			continue
		}
		if _, err := io.WriteString(packer, line); err != nil {
			t.Fatal(err)
		}
	}
	r.Dump = name + ".sql.gz"
	text, err := json.MarshalIndent(r, "", " ")
	if err := errors.Join(err, packer.Close()); err != nil {
		t.Fatal(err)
	}
	for file, content := range map[string][]byte{r.Dump: packed.Bytes(), name + ".json": append(text, '\n')} {
		if err := os.WriteFile(filepath.Join("testdata", file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d cases, %d KB", len(r.Cases), packed.Len()>>10)
}
