package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Finding is one thing that does not agree with another: what a sound database never has.
type Finding struct {
	School string `json:"school"`
	What   string `json:"what"`          // stock, budget, entries, trail …: what the check is about
	Where  string `json:"where"`         // a balance, a case …
	Seq    int    `json:"seq,omitempty"` // of a case's transition
	Detail string `json:"detail"`
}

// String gives "main: trail of 01f3…, 7: …".
func (f Finding) String() string {
	if f.Seq > 0 {
		return fmt.Sprintf("%s: %s of %s, %d: %s", f.School, f.What, f.Where, f.Seq, f.Detail)
	}
	return fmt.Sprintf("%s: %s of %s: %s", f.School, f.What, f.Where, f.Detail)
}

// Check proves one property of a school's data.
type Check func(context.Context, *Tx) ([]Finding, error)

// Checks are all properties this package can prove alone.
func Checks() []Check {
	var checks []Check
	for _, c := range []func(*Tx, context.Context) ([]Finding, error){
		(*Tx).VerifyBooks, (*Tx).VerifyEntries, (*Tx).VerifyNumbers, (*Tx).VerifyCases, (*Tx).VerifyOutbox,
		(*Tx).VerifyTaskRows, (*Tx).VerifyPersons, (*Tx).VerifyWords, (*Tx).VerifyThings, (*Tx).VerifyFiles,
		(*Tx).VerifyTrails,
	} {
		checks = append(checks, func(ctx context.Context, t *Tx) ([]Finding, error) { return c(t, ctx) })
	}
	return checks
}

// Verify proves every check over every school, each school in one snapshot, so that it may run while people work.
// Without checks it proves Checks().
func (s *Store) Verify(ctx context.Context, checks ...Check) ([]Finding, error) {
	if len(checks) == 0 {
		checks = Checks()
	}
	schools, err := s.Schools(ctx)
	if err != nil {
		return nil, err
	}
	findings := []Finding{}
	for _, school := range schools {
		err := s.Snapshot(ctx, school, func(ctx context.Context, t *Tx) error {
			for _, check := range checks {
				found, err := check(ctx, t)
				if err != nil {
					return fmt.Errorf("verify school %s: %w", school, err)
				}
				findings = append(findings, found...)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return findings, nil
}

// Snapshot runs body in a transaction that only reads, in which everything is of one moment, and which may take its
// time.
func (s *Store) Snapshot(ctx context.Context, school string, body func(context.Context, *Tx) error) error {
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	return away(s.once(ctx, school, manners{options: options, patience: 30 * time.Minute, plans: "auto"}, 1, body))
}

// findings reads rows of (where, seq, detail) and says what they are about.
func (t *Tx) findings(ctx context.Context, what, query string, args ...any) ([]Finding, error) {
	var found []Finding
	err := t.list(ctx, "verify "+what, &found, query, args...)
	for i := range found {
		found[i].School, found[i].What = t.School, what
	}
	return found, err
}

// VerifyNumbers proves that every series runs from 1 to its last without a gap.
func (t *Tx) VerifyNumbers(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "numbers", `
		WITH given AS (
			SELECT trim(BOTH '-' FROM regexp_replace(number, '\d{4,}(?=\D*$)', '')) AS series,
				substring(number FROM '(\d{4,})\D*$')::int AS n
			FROM cases
		), counted AS (
			SELECT series, count(DISTINCT n) AS n, min(n) AS first, max(n) AS last FROM given GROUP BY series
		)
		SELECT coalesce(s.series, c.series) AS "where", 0 AS seq,
			format('last number %s; %s cases from %s to %s', s.last, c.n, c.first, c.last) AS detail
		FROM numbers s FULL JOIN counted c ON c.series = s.series
		WHERE s.last IS DISTINCT FROM c.n OR s.last IS DISTINCT FROM c.last OR c.first <> 1`)
}

// VerifyCases proves that a case's row is as its last transition left it.
func (t *Tx) VerifyCases(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "case", `
		SELECT c.id AS "where", c.seq, format('%s transitions up to %s; status %s, its workflow was told %s', count(t.seq),
			coalesce(max(t.seq), 0), c.status, min(t.body #>> '{conduct,status}') FILTER (WHERE t.seq = c.seq)) AS detail
		FROM cases c LEFT JOIN transitions t ON t.case_id = c.id
		GROUP BY c.id, c.seq, c.status
		HAVING count(t.seq) <> c.seq OR coalesce(max(t.seq), 0) <> c.seq
			OR c.status <> coalesce(nullif(min(t.body #>> '{conduct,status}') FILTER (WHERE t.seq = c.seq), ''), c.status)`)
}

// VerifyOutbox proves that what waits is the last of its case's transitions, without a gap, and is what they say.
func (t *Tx) VerifyOutbox(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "outbox", `
		SELECT o.case_id AS "where", max(o.seq) AS seq,
			format('%s messages from %s to %s, the case is at %s', count(*), min(o.seq), max(o.seq), c.seq) AS detail
		FROM outbox o JOIN cases c ON c.id = o.case_id JOIN transitions t ON t.case_id = o.case_id AND t.seq = o.seq
		GROUP BY o.case_id, c.seq
		HAVING max(o.seq) <> c.seq OR count(*) <> max(o.seq) - min(o.seq) + 1
			OR NOT bool_and(o.conduct = t.body -> 'conduct')`)
}

// VerifyTaskRows proves that only open cases have tasks, each in the queues and with the claim its body names.
func (t *Tx) VerifyTaskRows(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "tasks", `
		SELECT k.id AS "where", 0 AS seq, format('case is %s; persons %s, claimed by %s, task says %s, %s',
			c.status, array_agg(p.person ORDER BY p.person), k.claimed_by, k.asked, k.body -> 'claimed') AS detail
		FROM (SELECT *, (body -> 'persons') - ARRAY(SELECT jsonb_array_elements_text(body -> 'aside')) AS asked FROM tasks) k
			JOIN cases c ON c.id = k.case_id LEFT JOIN task_persons p ON p.task_id = k.id
		GROUP BY k.id, k.asked, k.body, k.claimed_by, c.status
		HAVING c.status <> 'open' OR count(p.person) <> jsonb_array_length(k.asked)
			OR NOT bool_and(k.asked ? p.person) OR k.claimed_by <> coalesce(k.body ->> 'claimed', '')`)
}

// VerifyPersons proves that a case is open to those who take part in it by its transitions, and to nobody else: who
// began it, acted, was asked to or had it copied to them.
func (t *Tx) VerifyPersons(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "persons", `
		WITH part (case_id, person) AS (
			SELECT id, starter FROM cases
			UNION SELECT case_id, actor FROM transitions
			UNION SELECT case_id, jsonb_array_elements_text(body -> 'persons') FROM transitions
				WHERE jsonb_typeof(body -> 'persons') = 'array'
			UNION SELECT r.case_id, p.person FROM transitions r,
				jsonb_array_elements(coalesce(r.body #> '{changes,opened}', '[]')
					|| coalesce(r.body #> '{changes,changed}', '[]')) k,
				jsonb_array_elements_text(k -> 'persons') p (person)
				WHERE NOT coalesce(r.body #> '{changes,closed}' ? (k ->> 'id'), false)
		)
		SELECT coalesce(p.case_id, c.case_id) AS "where", 0 AS seq, CASE WHEN p.person IS NULL
			THEN format('%s sees it without a part in it', c.person) ELSE format('%s takes part and does not see it', p.person)
			END AS detail
		FROM (SELECT * FROM part WHERE person <> '') p
			FULL JOIN case_persons c ON c.case_id = p.case_id AND c.person = p.person
		WHERE p.person IS NULL OR c.person IS NULL`)
}

// VerifyWords proves that a case is found by its words, and once it is over by those who see it.
func (t *Tx) VerifyWords(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "words", `
		SELECT c.id AS "where", 0 AS seq, format('%s is found by %s, of %s, among the %s ones: it is %s of %s',
			c.number, w.search, w.persons, CASE WHEN w.open THEN 'open' ELSE 'other' END, c.status, p.persons) AS detail
		FROM cases c CROSS JOIN LATERAL (
			SELECT coalesce(array_agg(person ORDER BY person), '{}') AS persons FROM case_persons
			WHERE case_id = c.id AND c.status <> 'open'
		) p LEFT JOIN case_words w ON w.case_id = c.id
		WHERE (w.search, w.department, w.begun_at, w.open, w.persons)
			IS DISTINCT FROM (c.search, c.department, c.created_at, c.status = 'open', p.persons)`)
}

// VerifyThings proves that what a case is found by says of it what it is.
func (t *Tx) VerifyThings(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "things", `
		SELECT c.id AS "where", 0 AS seq, format('%s %s stands under %s, %s, %s', g.kind, g.thing, g.department, g.process,
			g.begun_at) AS detail
		FROM case_things g JOIN cases c ON c.id = g.case_id
		WHERE (g.department, g.process, g.begun_at) <> (c.department, c.process, c.created_at)`)
}

// VerifyFiles proves that every uploaded file is what its hash and size say.
func (t *Tx) VerifyFiles(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "files", `
		SELECT id AS "where", 0 AS seq, 'the content is not that of its hash' AS detail FROM files
		WHERE sha256 <> encode(sha256(content), 'hex') OR size <> length(content)`)
}

// VerifyDefinitions proves that every definition's version is the hash of its text, and that every case's is kept. It
// is not among Checks: what a version is, is for the caller to say.
func (t *Tx) VerifyDefinitions(ctx context.Context) ([]Finding, error) {
	return t.findings(ctx, "definitions", `
		SELECT process || ' ' || version AS "where", 0 AS seq, 'the text is not that of its version' AS detail
		FROM definitions WHERE version <> encode(sha256(convert_to(body, 'UTF8')), 'hex')
		UNION ALL
		SELECT c.id, 0, format('version %s of %s is not kept', c.version, c.process) FROM cases c
		WHERE NOT EXISTS (SELECT FROM definitions d WHERE d.process = c.process AND d.version = c.version)`)
}
