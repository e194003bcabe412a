package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"zongwu/forms"
)

// File is an uploaded file without its content.
type File struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Size     int64     `json:"size"`
	Type     string    `json:"type"`
	SHA256   string    `json:"sha256"`
	Uploader string    `json:"uploader"`
	At       time.Time `json:"at"`
}

// InsertFile keeps a file under a new id.
func (t *Tx) InsertFile(ctx context.Context, name, mediaType, uploader string, content []byte) (*File, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	f := &File{
		ID: id.String(), Name: name, Size: int64(len(content)), Type: mediaType, SHA256: hex.EncodeToString(sum[:]),
		Uploader: uploader,
	}
	if content == nil {
		content = []byte{}
	}
	err = t.get(ctx, "insert file", &f.At, `INSERT INTO files (id, name, type, size, sha256, content, uploader)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING at`, f.ID, f.Name, f.Type, f.Size, f.SHA256, content, uploader)
	return f, err
}

// Uploaded is how many bytes a person has uploaded since some moment.
func (t *Tx) Uploaded(ctx context.Context, person string, since time.Time) (int64, error) {
	var sum int64
	err := t.get(ctx, "sum uploads", &sum,
		`SELECT coalesce(sum(size), 0)::bigint FROM files WHERE uploader = $1 AND at > $2`, person, since)
	return sum, err
}

// ReadFile reads a file with its content. Whoever uploaded it may, and who sees a case that uses it; for others it is
// not there.
func (t *Tx) ReadFile(ctx context.Context, id string, who Sight) (*File, []byte, error) {
	var row struct {
		File
		Content []byte
	}
	err := t.find(ctx, "read file", &row, `SELECT id, name, type, size, sha256, content, uploader, at FROM files f
		WHERE id = $1 AND (uploader = $2 OR EXISTS (
			SELECT FROM file_cases u JOIN cases c ON c.id = u.case_id WHERE u.file_id = f.id AND `+visible+`))`,
		id, who.Person, who.All, array(who.Departments))
	if err != nil {
		return nil, nil, err
	}
	return &row.File, row.Content, nil
}

// LinkFiles makes files belong to a case, so that whoever sees the case may read them: those that by may read. Others'
// are passed over as unknown ids are; to name a file opens it to nobody. A nil by is the system itself, which carries
// on what people gave it.
func (t *Tx) LinkFiles(ctx context.Context, caseID string, ids []string, by *Sight) error {
	who, trusted := Sight{}, by == nil
	if !trusted {
		who = *by
	}
	return t.exec(ctx, "link files", `INSERT INTO file_cases (file_id, case_id)
		SELECT f.id, $1 FROM files f WHERE f.id = ANY($5) AND ($6 OR f.uploader = $2 OR EXISTS (
			SELECT FROM file_cases u JOIN cases c ON c.id = u.case_id WHERE u.file_id = f.id AND `+visible+`))
		ON CONFLICT DO NOTHING`, caseID, who.Person, who.All, array(who.Departments), array(ids), trusted)
}

// FileOfCase is a file a case uses, without its content.
type FileOfCase struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"`
	Type   string    `json:"type"`
	At     time.Time `json:"at"`
	Case   string    `json:"case"`
	Number string    `json:"number"`
}

// FilesAbout lists the files of the cases a thing of the register is found in, and of the one that registered it, as
// far as the reader may see the case, each with the first of them: the newest first, no more than 200. Typed signatures
// are none of them.
func (t *Tx) FilesAbout(ctx context.Context, asset string, who Sight) ([]FileOfCase, error) {
	rows := []FileOfCase{}
	err := t.list(ctx, "list files about thing", &rows, `
		WITH about AS (
			SELECT case_id FROM case_things WHERE kind = 'asset' AND thing = $1
			UNION
			SELECT case_id FROM asset_entries WHERE asset = $1 AND kind = 'register'
		), used AS (
			SELECT DISTINCT ON (u.file_id) u.file_id, c.id, c.number
			FROM about a JOIN cases c ON c.id = a.case_id JOIN file_cases u ON u.case_id = c.id
			WHERE `+visible+` ORDER BY u.file_id, c.created_at, c.id
		)
		SELECT f.id, f.name, f.size, f.type, f.at, u.id AS "case", u.number FROM used u JOIN files f ON f.id = u.file_id
		WHERE f.type <> $5 ORDER BY f.at DESC, f.id DESC LIMIT 200`,
		asset, who.Person, who.All, array(who.Departments), forms.TypedName)
	return rows, err
}
