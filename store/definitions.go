package store

import (
	"context"
	"time"
)

// DefinitionRow is one process in force.
type DefinitionRow struct {
	Process, Version, By string
	Text                 []byte
}

// Definition reads the definition in force for a process: its text and version.
func (t *Tx) Definition(ctx context.Context, process string) (text []byte, version string, err error) {
	var row DefinitionRow
	err = t.find(ctx, "read definition", &row, `
		SELECT process, version, f.by, body AS text FROM definitions_in_force f JOIN definitions USING (process, version)
		WHERE process = $1`, process)
	return row.Text, row.Version, err
}

// VersionInForce says which version of a process's definition is in force. The school's own, which SchoolNow asks for
// next, comes with it.
func (t *Tx) VersionInForce(ctx context.Context, process string) (string, error) {
	var row struct {
		Version string
		School  int64
	}
	err := t.find(ctx, "read version in force", &row,
		`SELECT version, (SELECT version FROM schools) AS school FROM definitions_in_force WHERE process = $1`, process)
	if err != nil {
		return "", err
	}
	t.noteVersion(row.School)
	return row.Version, nil
}

// DefinitionVersion reads one version of a process's definition, in force or not.
func (t *Tx) DefinitionVersion(ctx context.Context, process, version string) ([]byte, error) {
	var body []byte
	err := t.find(ctx, "read definition version", &body,
		`SELECT body FROM definitions WHERE process = $1 AND version = $2`, process, version)
	return body, err
}

// DefinitionVersionRow is one version a process has had, who brought it and how many cases follow it.
type DefinitionVersionRow struct {
	Version, By string
	At          time.Time
	InForce     bool `db:"in_force"`
	Cases, Open int
}

// DefinitionVersions lists the versions of a process, the one in force first, then the latest.
func (t *Tx) DefinitionVersions(ctx context.Context, process string) ([]DefinitionVersionRow, error) {
	var rows []DefinitionVersionRow
	err := t.list(ctx, "list definition versions", &rows, `
		SELECT d.version, coalesce(f.by, d.by) AS by, coalesce(f.at, d.at) AS at, f.version IS NOT NULL AS in_force,
			count(c.id) AS cases, count(c.id) FILTER (WHERE c.status = 'open') AS open
		FROM definitions d LEFT JOIN definitions_in_force f USING (school, process, version)
			LEFT JOIN cases c USING (school, process, version)
		WHERE d.process = $1 GROUP BY d.version, d.by, d.at, f.version, f.by, f.at
		ORDER BY in_force DESC, at DESC, version`, process)
	return rows, err
}

// ProcessesInForce lists the ids of the processes in force with their versions, sorted by id.
func (t *Tx) ProcessesInForce(ctx context.Context) ([]DefinitionRow, error) {
	type key struct{}
	return Kept(t, key{}, func() (rows []DefinitionRow, err error) {
		err = t.list(ctx, "list processes in force", &rows,
			`SELECT process, version, by FROM definitions_in_force ORDER BY process`)
		return rows, err
	})
}

// Definitions lists the processes in force, sorted by id.
func (t *Tx) Definitions(ctx context.Context) ([]DefinitionRow, error) {
	var rows []DefinitionRow
	err := t.list(ctx, "list definitions", &rows, `
		SELECT process, version, f.by, body AS text FROM definitions_in_force f JOIN definitions USING (process, version)
		ORDER BY process`)
	return rows, err
}

// PublishDefinition puts a version in force; created says that the process was new. by is a person or "catalogue".
func (t *Tx) PublishDefinition(
	ctx context.Context, process, version string, text []byte, by string,
) (created bool, err error) {
	err = t.exec(ctx, "keep definition", `INSERT INTO definitions (process, version, body, by) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, process, version, string(text), by)
	if err != nil {
		return false, err
	}
	// xmax is 0 in a row just inserted and not in one that was there.
	err = t.get(ctx, "put definition in force", &created, `
		INSERT INTO definitions_in_force (process, version, by) VALUES ($1, $2, $3)
		ON CONFLICT (school, process) DO UPDATE SET version = excluded.version, by = excluded.by, at = now()
		RETURNING xmax = 0`, process, version, by)
	return created, err
}
