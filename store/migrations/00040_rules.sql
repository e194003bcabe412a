-- What is true of a thing while several cases are about it. A thing is in repair as long as a case keeps it there, however
-- many do; and its price is paid for by somebody once, until it has been mended. A label also leads to what is written off.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
CREATE TABLE asset_repairs (
  school  text NOT NULL DEFAULT this_school(),
  asset   text NOT NULL,
  case_id text NOT NULL, -- which keeps it in repair, '' where it was so before there were cases
  PRIMARY KEY (school, asset, case_id),
  FOREIGN KEY (school, asset) REFERENCES assets
);
ALTER TABLE assets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases NO FORCE ROW LEVEL SECURITY;
INSERT INTO asset_repairs (school, asset, case_id)
SELECT m.school, m.asset, m.case_id FROM (
  SELECT DISTINCT ON (school, asset, case_id) school, asset, case_id, state FROM asset_entries
  WHERE kind = 'mark' AND case_id <> '' ORDER BY school, asset, case_id, id DESC) m
JOIN cases c ON c.school = m.school AND c.id = m.case_id AND c.status = 'open'
JOIN assets a ON a.school = m.school AND a.id = m.asset AND a.state = 'repair'
WHERE m.state = 'repair';
INSERT INTO asset_repairs (school, asset, case_id)
SELECT school, id, '' FROM assets a WHERE state = 'repair'
  AND NOT EXISTS (SELECT FROM asset_repairs r WHERE r.school = a.school AND r.asset = a.id);
ALTER TABLE cases FORCE ROW LEVEL SECURITY;
ALTER TABLE asset_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;
SELECT protect('asset_repairs', 'SELECT, INSERT, DELETE');

-- Whatever makes a card, also one that is brought in with thousands.
-- +goose StatementBegin
CREATE FUNCTION begins_in_repair() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO asset_repairs (school, asset, case_id) VALUES (NEW.school, NEW.id, '');
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER begins_in_repair AFTER INSERT ON assets FOR EACH ROW WHEN (NEW.state = 'repair')
  EXECUTE FUNCTION begins_in_repair();

CREATE TABLE asset_compensations (
  school  text NOT NULL DEFAULT this_school(),
  asset   text NOT NULL,
  case_id text NOT NULL,
  pieces  int NOT NULL CHECK (pieces > 0), -- the price of which the case finds somebody to owe
  mended  boolean NOT NULL DEFAULT false, -- since: it counts no longer than the case is open
  PRIMARY KEY (school, asset, case_id),
  FOREIGN KEY (school, asset) REFERENCES assets,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('asset_compensations', 'SELECT, INSERT, UPDATE, DELETE');

ALTER TABLE asset_entries DROP CONSTRAINT asset_entries_kind_check;
ALTER TABLE asset_entries ADD CONSTRAINT asset_entries_kind_check CHECK (kind IN ('opening', 'register', 'change', 'place',
  'mark', 'mend', 'promise', 'unpromise', 'lend', 'give_back', 'compensate', 'uncompensate', 'cost', 'write_off'));

CREATE OR REPLACE FUNCTION door_label(wanted text, OUT school text, OUT room text, OUT asset text, OUT open boolean)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.school, r.id, '', s.open_reports FROM rooms r JOIN schools s ON s.id = r.school
  WHERE r.code = wanted AND NOT r.disabled
  UNION ALL
  SELECT a.school, '', a.id, s.open_reports FROM assets a JOIN schools s ON s.id = a.school WHERE a.code = wanted
$$;

-- +goose Down
CREATE OR REPLACE FUNCTION door_label(wanted text, OUT school text, OUT room text, OUT asset text, OUT open boolean)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT r.school, r.id, '', s.open_reports FROM rooms r JOIN schools s ON s.id = r.school
  WHERE r.code = wanted AND NOT r.disabled
  UNION ALL
  SELECT a.school, '', a.id, s.open_reports FROM assets a JOIN schools s ON s.id = a.school
  WHERE a.code = wanted AND a.state <> 'written_off'
$$;
ALTER TABLE asset_entries DROP CONSTRAINT asset_entries_kind_check;
ALTER TABLE asset_entries ADD CONSTRAINT asset_entries_kind_check CHECK (kind IN ('opening', 'register', 'change', 'place',
  'mark', 'promise', 'unpromise', 'lend', 'give_back', 'cost', 'write_off'));
DROP TRIGGER begins_in_repair ON assets;
DROP FUNCTION begins_in_repair();
DROP TABLE asset_compensations, asset_repairs;
