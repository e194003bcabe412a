package store

import (
	"context"
	"errors"

	"zongwu/forms"
)

// Use is a value of a register that a case uses, as it is compared, and where it stands in the case's data.
type Use struct {
	Register, Value string
	Case            string
	Place, Pointer  string
}

// KeepUses makes what a case uses exactly these, sorted by register and value, and gives back those another case has:
// then nothing may be committed. Two cases that begin to use the same at once wait for each other.
func (t *Tx) KeepUses(ctx context.Context, caseID string, uses []Use) ([]Use, error) {
	registers, values, places, pointers := []string{}, []string{}, []string{}, []string{}
	for _, u := range uses {
		registers, values = append(registers, u.Register), append(values, u.Value)
		places, pointers = append(places, u.Place), append(pointers, u.Pointer)
	}
	err := t.exec(ctx, "write used values", `
		WITH now AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS n (register, value, place,
			pointer)
		), gone AS (
			DELETE FROM used_values WHERE case_id = $1 AND (register, value) NOT IN (SELECT register, value FROM now)
		)
		INSERT INTO used_values AS u (register, value, place, pointer, case_id)
		SELECT register, value, place, pointer, $1 FROM now ORDER BY register, value
		ON CONFLICT (school, register, value) DO UPDATE SET place = excluded.place, pointer = excluded.pointer
			WHERE u.case_id = excluded.case_id`,
		caseID, array(registers), array(values), array(places), array(pointers))
	if err != nil || len(uses) == 0 {
		return nil, err
	}
	var taken []Use
	err = t.list(ctx, "read used values", &taken, `SELECT u.register, u.value, c.number AS "case", n.place, n.pointer
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS n (register, value, place, pointer)
			JOIN used_values u USING (register, value) JOIN cases c ON c.id = u.case_id
		WHERE u.case_id <> $1 ORDER BY n.place, n.pointer`,
		caseID, array(registers), array(values), array(places), array(pointers))
	return taken, err
}

// UsedBy is the number of the case that uses a value of a register, "" where none but the one named does.
func (t *Tx) UsedBy(ctx context.Context, register, value, except string) (string, error) {
	_, number, err := t.user(ctx, register, value, except)
	return number, err
}

// underWay is the open case, but for the one that asks, that has a value in a register of the key alone; nil where none
// has.
func (t *Tx) underWay(ctx context.Context, asks, register, value string) (any, error) {
	id, _, err := t.user(ctx, forms.Held(register), forms.Compared(value), asks)
	return emptyText(id, err)
}

// user is the case that uses a value of a register, "" where none but the one named does.
func (t *Tx) user(ctx context.Context, register, value, except string) (id, number string, err error) {
	if !Storable(value) {
		return "", "", nil
	}
	var found struct{ ID, Number string }
	err = t.get(ctx, "read used value", &found, `SELECT c.id, c.number FROM used_values u JOIN cases c ON c.id = u.case_id
		WHERE u.register = $1 AND u.value = $2 AND u.case_id <> $3`, register, value, except)
	if errors.Is(err, ErrNotFound) {
		return "", "", nil
	}
	return found.ID, found.Number, err
}

// Uses lists what the cases of the school use, Case being the id, by case, register and value.
func (t *Tx) Uses(ctx context.Context) ([]Use, error) {
	var uses []Use
	err := t.list(ctx, "list used values", &uses, `SELECT register, value, case_id AS "case", place, pointer
		FROM used_values ORDER BY case_id, register, value`)
	return uses, err
}
