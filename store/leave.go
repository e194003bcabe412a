package store

import (
	"context"
	"time"

	"zongwu/processes"
)

// SetLeave writes when a person is away and who stands in for them; ErrNotFound for somebody unknown or gone.
func (t *Tx) SetLeave(ctx context.Context, person string, l processes.Leave) error {
	var id string
	return t.find(ctx, "set leave", &id, `UPDATE people SET away_from = nullif($2, '')::date,
		away_to = nullif($3, '')::date, deputy = $4 WHERE id = $1 AND NOT disabled RETURNING id`,
		person, l.From, l.To, l.Deputy)
}

// staffDelay is how long an action that read the people before a change may still be under way.
const staffDelay = 30 * time.Second

// Unstaffed says whether open tasks may be with others than those they are for: somebody's office or leave changed
// since they were last gone through, or another day has begun. now is what Staffed is told when that is done.
func (t *Tx) Unstaffed(ctx context.Context) (unstaffed bool, now time.Time, err error) {
	var row struct {
		Due bool
		Now time.Time
	}
	err = t.get(ctx, "look whether tasks are staffed", &row, `
		SELECT staffed_at < staff_changed_at + $1 * interval '1 second'
			OR (staffed_at AT TIME ZONE 'Asia/Shanghai')::date < (now() AT TIME ZONE 'Asia/Shanghai')::date AS due,
			now() AS now FROM schools`, staffDelay.Seconds())
	return row.Due, row.Now, err
}

// Staffed notes that all open tasks were gone through, beginning at a moment.
func (t *Tx) Staffed(ctx context.Context, began time.Time) error {
	return t.exec(ctx, "note that tasks are staffed",
		`UPDATE schools SET staffed_at = $1 WHERE staffed_at < $1`, began)
}
