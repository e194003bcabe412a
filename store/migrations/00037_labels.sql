-- A label on every room and every thing of the register, with a code nobody can guess, and what is reported by one
-- without signing in: held for a look before it becomes a case.

-- +goose Up
-- A code is 96 random bits: those of a random UUID that are not the same in each. Its first letter says what it is for,
-- so that none is both a room's and a thing's.
CREATE FUNCTION new_code(kind text) RETURNS text LANGUAGE sql VOLATILE AS
$$ SELECT kind || left(u, 12) || right(u, 12) FROM replace(gen_random_uuid()::text, '-', '') u $$;
ALTER TABLE rooms ADD COLUMN code text NOT NULL DEFAULT new_code('r');
ALTER TABLE assets ADD COLUMN code text NOT NULL DEFAULT new_code('a');
CREATE UNIQUE INDEX rooms_code ON rooms (code);
CREATE UNIQUE INDEX assets_code ON assets (code);
ALTER TABLE schools ADD COLUMN open_reports boolean NOT NULL DEFAULT false; -- anybody may report by a label

CREATE TABLE reports (
  school      text NOT NULL DEFAULT this_school() REFERENCES schools,
  id          text NOT NULL,
  at          timestamptz NOT NULL DEFAULT now(),
  room        text NOT NULL,
  asset       text NOT NULL,
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  name        text NOT NULL CHECK (length(name) <= 60),
  phone       text NOT NULL CHECK (length(phone) <= 40),
  reporter    text NOT NULL, -- who was signed in, '' for nobody
  state       text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'accepted', 'discarded')),
  decided_by  text NOT NULL DEFAULT '',
  decided_at  timestamptz,
  case_id     text NOT NULL DEFAULT '',
  reason      text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
  PRIMARY KEY (school, id),
  CHECK ((state = 'accepted') = (case_id <> '') AND (state = 'discarded') = (reason <> '')
    AND (state = 'held') = (decided_at IS NULL))
);
CREATE INDEX reports_held ON reports (school, at) WHERE state = 'held';
SELECT protect('reports', 'SELECT, INSERT, UPDATE');

-- Pictures of a report stand apart from the school's files until somebody answers for them.
CREATE TABLE report_photos (
  school  text NOT NULL DEFAULT this_school(),
  report  text NOT NULL,
  n       int NOT NULL,
  name    text NOT NULL,
  type    text NOT NULL,
  size    bigint NOT NULL,
  content bytea NOT NULL,
  file    text NOT NULL DEFAULT '', -- as whose it was taken over, once it was
  PRIMARY KEY (school, report, n),
  FOREIGN KEY (school, report) REFERENCES reports
);
SELECT protect('report_photos', 'SELECT, INSERT, UPDATE, DELETE');

-- Whoever scans a label has not said which school's it is.
GRANT SELECT (school, id, code, disabled) ON rooms TO zongwu_door;
GRANT SELECT (school, id, code, state) ON assets TO zongwu_door;
GRANT SELECT (open_reports) ON schools TO zongwu_door;
CREATE POLICY door ON rooms FOR SELECT TO zongwu_door USING (true);
CREATE POLICY door ON assets FOR SELECT TO zongwu_door USING (true);
CREATE FUNCTION door_label(wanted text, OUT school text, OUT room text, OUT asset text, OUT open boolean)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.school, r.id, '', s.open_reports FROM rooms r JOIN schools s ON s.id = r.school
  WHERE r.code = wanted AND NOT r.disabled
  UNION ALL
  SELECT a.school, '', a.id, s.open_reports FROM assets a JOIN schools s ON s.id = a.school
  WHERE a.code = wanted AND a.state <> 'written_off'
$$;
REVOKE ALL ON FUNCTION door_label(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_label(text) TO zongwu_app;
GRANT CREATE, USAGE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_label(text) OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;

-- +goose Down
DROP FUNCTION door_label(text);
DROP POLICY door ON assets;
DROP POLICY door ON rooms;
REVOKE SELECT (open_reports) ON schools FROM zongwu_door;
REVOKE SELECT (school, id, code, state) ON assets FROM zongwu_door;
REVOKE SELECT (school, id, code, disabled) ON rooms FROM zongwu_door;
DROP TABLE report_photos, reports;
ALTER TABLE schools DROP COLUMN open_reports;
ALTER TABLE assets DROP COLUMN code;
ALTER TABLE rooms DROP COLUMN code;
DROP FUNCTION new_code(text);
