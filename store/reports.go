package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// States of a report.
const (
	ReportHeld      = "held"
	ReportAccepted  = "accepted"
	ReportDiscarded = "discarded"
)

// Report is what somebody reported by a label: held until the office makes it a case, or discards it.
type Report struct {
	ID          string     `json:"id"`
	At          time.Time  `json:"at"`
	Room        string     `json:"room"`
	RoomName    string     `json:"room_name" db:"room_name"`
	Asset       string     `json:"asset"`
	AssetName   string     `json:"asset_name" db:"asset_name"`
	Description string     `json:"description"`
	Persons     string     `json:"persons" doc:"who was there, as it was reported"`
	Name        string     `json:"name" doc:"of who reported it, as they gave it"`
	Phone       string     `json:"phone"`
	Reporter    string     `json:"reporter" doc:"who was signed in; empty for nobody"`
	State       string     `json:"state" enum:"held,accepted,discarded"`
	DecidedBy   string     `json:"decided_by" db:"decided_by"`
	DecidedAt   *time.Time `json:"decided_at" db:"decided_at"`
	Case        string     `json:"case" db:"case"`
	Number      string     `json:"number"`
	Reason      string     `json:"reason"`
	Photos      int        `json:"photos" doc:"how many: GET /api/v1/reports/{id}/photos/{n}, from 1"`
}

// ReportPhoto is a picture that came with a report; File is it among the school's files, once somebody of the office
// has taken it over.
type ReportPhoto struct {
	Name, Type, File string
	Content          []byte
}

// InsertReport holds a report with its pictures, under a new id.
func (t *Tx) InsertReport(ctx context.Context, r *Report, photos []ReportPhoto) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	r.ID, r.State, r.Photos = id.String(), ReportHeld, len(photos)
	err = t.get(ctx, "insert report", &r.At, `
		INSERT INTO reports (id, room, asset, description, persons, name, phone, reporter)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING at`,
		r.ID, r.Room, r.Asset, r.Description, r.Persons, r.Name, r.Phone, r.Reporter)
	for i, p := range photos {
		if err == nil {
			err = t.exec(ctx, "insert report photo", `INSERT INTO report_photos (report, n, name, type, size, content)
				VALUES ($1, $2, $3, $4, $5, $6)`, r.ID, i+1, p.Name, p.Type, len(p.Content), p.Content)
		}
	}
	return err
}

// Waiting is how many reports are held, and how many bytes of pictures came with those since some moment.
func (t *Tx) Waiting(ctx context.Context, since time.Time) (held int, bytes int64, err error) {
	var row struct {
		Held  int
		Bytes int64
	}
	err = t.get(ctx, "count reports", &row, `SELECT (SELECT count(*) FROM reports WHERE state = 'held') AS held,
		(SELECT coalesce(sum(p.size), 0)::bigint FROM report_photos p JOIN reports r ON r.id = p.report
			WHERE r.at > $1) AS bytes`,
		since)
	return row.Held, row.Bytes, err
}

// HeldReports is how many reports wait for a look.
func (t *Tx) HeldReports(ctx context.Context) (int, error) {
	var n int
	err := t.get(ctx, "count held reports", &n, `SELECT count(*) FROM reports WHERE state = 'held'`)
	return n, err
}

const readReports = `
	SELECT r.id, r.at, r.room, coalesce(m.name, '') AS room_name, r.asset, coalesce(a.name, '') AS asset_name,
		r.description, r.persons, r.name, r.phone, r.reporter, r.state, r.decided_by, r.decided_at, r.case_id AS "case",
		coalesce(c.number, '') AS number, r.reason, (SELECT count(*) FROM report_photos p WHERE p.report = r.id) AS photos
	FROM reports r LEFT JOIN rooms m ON m.id = r.room LEFT JOIN assets a ON a.id = r.asset
		LEFT JOIN cases c ON c.id = r.case_id`

// Reports lists the reports in a state, the oldest first: they are to be looked at in that order.
func (t *Tx) Reports(ctx context.Context, q Query, state string) ([]Report, string, error) {
	return paged(ctx, t, "list reports", q, 1, func(r *Report) []string { return []string{r.ID} }, readReports+`
		WHERE ($1::text IS NULL OR r.id > $1) AND ($3 = '' OR r.id = $3) AND ($4 = '' OR r.state = $4)
		ORDER BY r.id LIMIT $2`, q.ID, state)
}

// DecidedReports lists those that were decided about last.
func (t *Tx) DecidedReports(ctx context.Context, limit int) ([]Report, error) {
	var reports []Report
	err := t.list(ctx, "list decided reports", &reports, readReports+`
		WHERE r.state <> 'held' ORDER BY r.decided_at DESC, r.id LIMIT $1`, limit)
	return reports, err
}

// ReportsOf lists the reports that became a case.
func (t *Tx) ReportsOf(ctx context.Context, caseID string) ([]Report, error) {
	var reports []Report
	err := t.list(ctx, "list reports of case", &reports,
		readReports+` WHERE r.case_id = $1 AND r.case_id <> '' ORDER BY r.id`, caseID)
	return reports, err
}

// ReportPhotos reads the pictures of a report.
func (t *Tx) ReportPhotos(ctx context.Context, report string) ([]ReportPhoto, error) {
	var photos []ReportPhoto
	err := t.list(ctx, "read report photos", &photos,
		`SELECT name, type, file, content FROM report_photos WHERE report = $1 ORDER BY n`, report)
	return photos, err
}

// ReportFiles gives the files as which the pictures of a report were taken over.
func (t *Tx) ReportFiles(ctx context.Context, report string) ([]string, error) {
	var files []string
	err := t.list(ctx, "read report files", &files,
		`SELECT file FROM report_photos WHERE report = $1 AND file <> '' ORDER BY n`, report)
	return files, err
}

// TakeOverPhotos makes a held report's pictures files of a person's, who answers for them from then on, and gives their
// ids; what they took over before is not kept twice.
func (t *Tx) TakeOverPhotos(ctx context.Context, report, person string) ([]string, error) {
	if _, err := t.lockReport(ctx, report); err != nil {
		return nil, err
	}
	photos, err := t.ReportPhotos(ctx, report)
	if err != nil {
		return nil, err
	}
	var files []string
	for i, p := range photos {
		if p.File != "" {
			if file, _, err := t.ReadFile(ctx, p.File, Sight{Person: person}); err == nil && file.Uploader == person {
				files = append(files, p.File)
				continue
			}
		}
		file, err := t.InsertFile(ctx, p.Name, p.Type, person, p.Content)
		if err != nil {
			return nil, err
		}
		files = append(files, file.ID)
		err = t.exec(ctx, "take over report photo", `UPDATE report_photos SET file = $3 WHERE report = $1 AND n = $2`,
			report, i+1, file.ID)
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// lockReport keeps a report as it is until the transaction ends; ErrNotFound when there is none of that id.
func (t *Tx) lockReport(ctx context.Context, id string) (state string, err error) {
	err = t.find(ctx, "lock report", &state, `SELECT state FROM reports WHERE id = $1 FOR UPDATE`, id)
	return state, err
}

// AcceptReport says that a held report became a case; false when it is no longer held. Its pictures stand with the case
// from then on.
func (t *Tx) AcceptReport(ctx context.Context, id, caseID, by string) (bool, error) {
	return t.decideReport(ctx, id, ReportAccepted, caseID, "", by)
}

// DiscardReport says that a held report comes to nothing, and why; false when it is no longer held. Its pictures go.
func (t *Tx) DiscardReport(ctx context.Context, id, by, reason string) (bool, error) {
	return t.decideReport(ctx, id, ReportDiscarded, "", reason, by)
}

func (t *Tx) decideReport(ctx context.Context, id, decision, caseID, reason, by string) (bool, error) {
	state, err := t.lockReport(ctx, id)
	if err != nil || state != ReportHeld {
		return false, err
	}
	err = t.exec(ctx, "decide report", `UPDATE reports SET state = $2, case_id = $3, reason = $4, decided_by = $5,
		decided_at = now() WHERE id = $1`, id, decision, caseID, reason, by)
	if err != nil {
		return false, err
	}
	err = t.exec(ctx, "mark notices of report read", `UPDATE notices SET read_at = now()
		WHERE case_id IS NULL AND process = '' AND send_id = 'reported/' || $1 AND read_at IS NULL`, id)
	if err != nil {
		return false, err
	}
	return true, t.exec(ctx, "drop report photos", `DELETE FROM report_photos WHERE report = $1`, id)
}
