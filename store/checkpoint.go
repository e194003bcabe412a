package store

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Checkpoint signs the last digests of a school's cases together, so that cutting a chain short or writing one anew
// shows (docs/trail.md). It holds only heads that have moved since the checkpoint before. Whoever keeps a copy outside
// the database can prove later that the checkpoint, and all before it, are still there.
type Checkpoint struct {
	School    string    `json:"school"`
	N         int       `json:"n"`
	At        time.Time `json:"at"`
	Heads     []Head    `json:"heads"` // sorted by case
	Previous  string    `json:"previous"`
	Digest    string    `json:"digest"`
	Signature string    `json:"signature"` // Ed25519 over the digest's 64 characters, hex
}

// Head is the last transition of a case at a checkpoint.
type Head struct {
	Case   string `json:"case"`
	Seq    int    `json:"seq"`
	Digest string `json:"digest"`
}

const checkpointColumns = `SELECT this_school() AS school, n, at, heads, previous, digest, signature FROM checkpoints`

type checkpointRow struct {
	Checkpoint
	Heads json.RawMessage
}

func (r checkpointRow) checkpoint() (*Checkpoint, error) {
	if err := json.Unmarshal(r.Heads, &r.Checkpoint.Heads); err != nil {
		return nil, fmt.Errorf("decode checkpoint %d: %w", r.N, err)
	}
	return &r.Checkpoint, nil
}

// Checkpoint signs the heads that moved since the last one; nil when none did.
func (t *Tx) Checkpoint(ctx context.Context, key ed25519.PrivateKey) (*Checkpoint, error) {
	err := t.exec(ctx, "lock checkpoints",
		`SELECT pg_advisory_xact_lock(hashtextextended('checkpoint/' || this_school(), 0))`)
	if err != nil {
		return nil, err
	}
	last, err := t.LastCheckpoint(ctx)
	if errors.Is(err, ErrNotFound) {
		last = &Checkpoint{}
	} else if err != nil {
		return nil, err
	}
	heads := []Head{}
	err = t.list(ctx, "read heads", &heads, `
		SELECT c.id AS "case", c.seq, t.digest FROM cases c JOIN transitions t ON t.case_id = c.id AND t.seq = c.seq
		WHERE NOT EXISTS (SELECT FROM checkpoint_heads h WHERE h.case_id = c.id AND h.seq >= c.seq)
		ORDER BY c.id COLLATE "C"`)
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	c := &Checkpoint{
		School: t.School, N: last.N + 1, At: time.Now().UTC().Truncate(time.Microsecond), Heads: heads, Previous: last.Digest,
	}
	if c.Digest, err = c.digest(); err != nil {
		return nil, err
	}
	c.Signature = hex.EncodeToString(ed25519.Sign(key, []byte(c.Digest)))
	return c, t.insertCheckpoint(ctx, c)
}

func (t *Tx) insertCheckpoint(ctx context.Context, c *Checkpoint) error {
	heads, err := json.Marshal(c.Heads)
	if err != nil {
		return fmt.Errorf("encode heads: %w", err)
	}
	return t.exec(ctx, "insert checkpoint", `
		WITH checkpoint AS (
			INSERT INTO checkpoints (n, at, heads, previous, digest, signature) VALUES ($1, $2, $3::jsonb, $4, $5, $6)
		)
		INSERT INTO checkpoint_heads (n, case_id, seq)
		SELECT $1, head ->> 'case', (head ->> 'seq')::int FROM jsonb_array_elements($3::jsonb) head`,
		c.N, c.At, string(heads), c.Previous, c.Digest, c.Signature)
}

// digest is made of all but the digest and the signature, in canonical JSON.
func (c *Checkpoint) digest() (string, error) {
	return digestOf(map[string]any{
		"school": c.School, "n": c.N, "at": c.At.UTC().Format(time.RFC3339Nano), "heads": c.Heads, "previous": c.Previous,
	})
}

// LastCheckpoint reads the newest checkpoint; ErrNotFound when there is none.
func (t *Tx) LastCheckpoint(ctx context.Context) (*Checkpoint, error) {
	var row checkpointRow
	err := t.get(ctx, "read checkpoint", &row, checkpointColumns+` ORDER BY n DESC LIMIT 1`)
	if err != nil {
		return nil, err
	}
	return row.checkpoint()
}

// VerifyCheckpoints proves that all checkpoints are signed by the key, follow each other without a gap, and that every
// head they sign still stands in its case's chain. kept is one that was kept outside; nil when none was.
func (t *Tx) VerifyCheckpoints(ctx context.Context, key ed25519.PublicKey, kept *Checkpoint) ([]Finding, error) {
	var findings []Finding
	found := func(n int, detail string) {
		findings = append(findings, Finding{
			School: t.School, What: "checkpoint", Where: fmt.Sprint(n), Detail: detail,
		})
	}
	var rows []checkpointRow
	if err := t.list(ctx, "read checkpoints", &rows, checkpointColumns+` ORDER BY n`); err != nil {
		return nil, err
	}
	previous, keptSeen := "", kept == nil
	for i, row := range rows {
		c, err := row.checkpoint()
		if err != nil {
			return nil, err
		}
		if problem := c.problem(key, i+1, previous); problem != "" {
			found(c.N, problem)
		}
		lost, err := t.lostHeads(ctx, row)
		if err != nil {
			return nil, err
		}
		findings = append(findings, lost...)
		previous = c.Digest
		keptSeen = keptSeen || c.N == kept.N && c.Digest == kept.Digest
	}
	if !keptSeen {
		found(kept.N, "the checkpoint that was kept outside is not there")
	}
	return findings, nil
}

// SignTrails makes a checkpoint in every school where something moved; it returns them, to be kept outside.
func (s *Store) SignTrails(ctx context.Context, key ed25519.PrivateKey) ([]Checkpoint, error) {
	schools, err := s.Schools(ctx)
	if err != nil {
		return nil, err
	}
	var made []Checkpoint
	for _, school := range schools {
		var signed *Checkpoint
		err := s.InSchool(ctx, school, func(ctx context.Context, t *Tx) error {
			var err error
			signed, err = t.Checkpoint(ctx, key)
			return err
		})
		if err != nil {
			return made, fmt.Errorf("sign trails of %s: %w", school, err)
		}
		if signed != nil {
			made = append(made, *signed)
		}
	}
	return made, nil
}

// CheckpointCheck is VerifyCheckpoints for Store.Verify; kept are checkpoints kept outside, by school.
func CheckpointCheck(key ed25519.PublicKey, kept map[string]*Checkpoint) Check {
	return func(ctx context.Context, t *Tx) ([]Finding, error) {
		return t.VerifyCheckpoints(ctx, key, kept[t.School])
	}
}

func (c *Checkpoint) problem(key ed25519.PublicKey, n int, previous string) string {
	digest, err := c.digest()
	signature, decoding := hex.DecodeString(c.Signature)
	switch {
	case err != nil:
		return err.Error()
	case c.N != n:
		return fmt.Sprintf("%d is missing", n)
	case c.Previous != previous:
		return "does not continue the one before"
	case digest != c.Digest:
		return "the digest is not its own"
	case decoding != nil || !ed25519.Verify(key, []byte(c.Digest), signature):
		return "the signature is not the key's"
	}
	return ""
}

// lostHeads finds what a checkpoint signed and no chain holds any more.
func (t *Tx) lostHeads(ctx context.Context, row checkpointRow) ([]Finding, error) {
	return t.findings(ctx, "trail", `
		SELECT head ->> 'case' AS "where", (head ->> 'seq')::int AS seq,
			format('signed by checkpoint %s, and %s', $2::int,
				CASE WHEN t.seq IS NULL THEN 'cut off since' ELSE 'written anew since' END) AS detail
		FROM jsonb_array_elements($1::jsonb) head
		LEFT JOIN transitions t ON t.case_id = head ->> 'case' AND t.seq = (head ->> 'seq')::int
		WHERE t.digest IS DISTINCT FROM head ->> 'digest'`, string(row.Heads), row.N)
}
