-- Who is away, and whether open tasks are with the right people. A person's deputy may be named for good; it stands in
-- while the leave lasts, both days included. Whatever changes who may do a task is noted with its school, so that the
-- tasks are gone through again even where the program that changed it died.

-- +goose Up
ALTER TABLE people ADD COLUMN away_from date, ADD COLUMN away_to date,
  ADD CONSTRAINT away_in_order CHECK (away_to IS NULL OR away_from IS NOT NULL AND away_to >= away_from);
ALTER TABLE schools ADD COLUMN staff_changed_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN staffed_at timestamptz NOT NULL DEFAULT '-infinity';

-- +goose StatementBegin
CREATE FUNCTION note_staff_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE schools SET staff_changed_at = clock_timestamp() WHERE id = NEW.school;
  RETURN NULL;
END $body$;
-- +goose StatementEnd

CREATE TRIGGER staff_came AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION note_staff_change();
CREATE TRIGGER staff_changed AFTER UPDATE ON people FOR EACH ROW
  WHEN ((OLD.department, OLD.roles, OLD.stores, OLD.deputy, OLD.disabled, OLD.away_from, OLD.away_to)
    IS DISTINCT FROM (NEW.department, NEW.roles, NEW.stores, NEW.deputy, NEW.disabled, NEW.away_from, NEW.away_to))
  EXECUTE FUNCTION note_staff_change();
CREATE TRIGGER head_came AFTER INSERT ON departments FOR EACH ROW EXECUTE FUNCTION note_staff_change();
CREATE TRIGGER head_changed AFTER UPDATE ON departments FOR EACH ROW
  WHEN (OLD.head IS DISTINCT FROM NEW.head) EXECUTE FUNCTION note_staff_change();

-- +goose Down
DROP TRIGGER head_changed ON departments;
DROP TRIGGER head_came ON departments;
DROP TRIGGER staff_changed ON people;
DROP TRIGGER staff_came ON people;
DROP FUNCTION note_staff_change();
ALTER TABLE schools DROP COLUMN staffed_at, DROP COLUMN staff_changed_at;
ALTER TABLE people DROP CONSTRAINT away_in_order, DROP COLUMN away_to, DROP COLUMN away_from;
