-- What the administration of a school changed: who, when, from what to what. And what its lists and calendar lacked:
-- departments, stores, rooms, subjects and funds out of use, days off and make-up days of its own, working hours.

-- +goose Up
ALTER TABLE departments ADD COLUMN disabled boolean NOT NULL DEFAULT false;
ALTER TABLE stores ADD COLUMN disabled boolean NOT NULL DEFAULT false;
ALTER TABLE rooms ADD COLUMN disabled boolean NOT NULL DEFAULT false;
ALTER TABLE subjects ADD COLUMN disabled boolean NOT NULL DEFAULT false;
ALTER TABLE funds ADD COLUMN disabled boolean NOT NULL DEFAULT false;
ALTER TABLE schools
  ADD COLUMN holidays jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN workdays jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN hours jsonb NOT NULL DEFAULT '[]';

-- A list kept as JSON, each element with its place as id, as rows of a form have one.
CREATE FUNCTION numbered(list jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
AS $$ SELECT jsonb_agg(value || jsonb_build_object('id', n::text) ORDER BY n)
      FROM jsonb_array_elements(list) WITH ORDINALITY e (value, n) $$;

-- before and after are the whole thing as its form has it; file is the workbook it was imported from.
CREATE TABLE changes (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  id     bigint GENERATED ALWAYS AS IDENTITY,
  at     timestamptz NOT NULL,
  actor  text NOT NULL,
  list   text NOT NULL,
  record text NOT NULL,
  kind   text NOT NULL CHECK (kind IN ('create', 'change', 'disable', 'enable', 'password')),
  before jsonb NOT NULL DEFAULT '{}',
  after  jsonb NOT NULL DEFAULT '{}',
  file   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, actor) REFERENCES people
);
CREATE INDEX changes_of_record ON changes (school, list, record, id DESC);
SELECT protect('changes', 'SELECT, INSERT');
SELECT append_only('changes');

-- +goose Down
DROP TABLE changes;
DROP FUNCTION numbered(jsonb);
ALTER TABLE schools DROP COLUMN holidays, DROP COLUMN workdays, DROP COLUMN hours;
ALTER TABLE funds DROP COLUMN disabled;
ALTER TABLE subjects DROP COLUMN disabled;
ALTER TABLE rooms DROP COLUMN disabled;
ALTER TABLE stores DROP COLUMN disabled;
ALTER TABLE departments DROP COLUMN disabled;
