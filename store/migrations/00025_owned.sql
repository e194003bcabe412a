-- What the school owns and what is owed to it. A card of the register stands in one room and with one person, and says
-- what its last entry says. What is promised ahead, and what is lent, is promised once: a constraint of the database
-- keeps a card from two promises for one day. What somebody owes is kept by person and case: owed, paid, waived.
--
-- Row-level security binds an ordinary owner too: what is filled in here is filled in while it does not.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE assets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE schools NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assets ADD COLUMN guarantee_to date, ADD COLUMN lent_to text NOT NULL DEFAULT '',
  ADD COLUMN lent_by text NOT NULL DEFAULT '', -- the case that lent it, '' where that was before there were cases
  ADD COLUMN due date, ADD COLUMN cost bigint NOT NULL DEFAULT 0 CHECK (cost >= 0); -- of its repairs
-- What an older register says that this one cannot (a state of its own, a day that is none, lent to nobody who is known)
-- stays in more, as it stood there: such a thing is in use.
-- +goose StatementBegin
CREATE FUNCTION pg_temp.day(word text) RETURNS date LANGUAGE plpgsql AS $$
BEGIN
  RETURN nullif(word, '')::date;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;
-- +goose StatementEnd
UPDATE assets SET
  guarantee_to = pg_temp.day(more ->> 'guarantee_to'), more = more - CASE
    WHEN pg_temp.day(more ->> 'guarantee_to') IS NULL THEN '' ELSE 'guarantee_to' END;
UPDATE assets SET lent_to = coalesce(nullif(more ->> 'lent_to', ''), holder), due = pg_temp.day(more ->> 'due'),
  more = more - 'lent_to' - CASE WHEN pg_temp.day(more ->> 'due') IS NULL THEN '' ELSE 'due' END
WHERE state = 'lent' AND coalesce(nullif(more ->> 'lent_to', ''), holder) <> '';
UPDATE assets SET state = 'repair' WHERE state = 'broken';
UPDATE assets SET more = more || jsonb_build_object('state', state), state = 'in_use'
WHERE state NOT IN ('in_use', 'lent', 'idle', 'repair', 'written_off') OR state = 'lent' AND lent_to = '';
ALTER TABLE assets ADD CONSTRAINT assets_state CHECK (state IN ('in_use', 'lent', 'idle', 'repair', 'written_off')),
  ADD CONSTRAINT assets_lent CHECK ((state = 'lent') = (lent_to <> '')),
  ADD CONSTRAINT assets_due CHECK (state = 'lent' OR due IS NULL AND lent_by = '');
CREATE INDEX assets_of_room ON assets (school, room) WHERE state <> 'written_off';
CREATE INDEX assets_of_holder ON assets (school, holder) WHERE state <> 'written_off';

CREATE TABLE asset_entries (
  school  text NOT NULL DEFAULT this_school(),
  id      bigint GENERATED ALWAYS AS IDENTITY,
  at      timestamptz NOT NULL,
  case_id text NOT NULL,
  seq     int NOT NULL,
  posting int NOT NULL,
  step    text NOT NULL,
  branch  text NOT NULL,
  row_id  text NOT NULL,
  asset   text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('opening', 'register', 'change', 'place', 'mark', 'promise', 'unpromise', 'lend',
    'give_back', 'cost', 'write_off')),
  room    text NOT NULL, -- from here on what the card says from then on
  holder  text NOT NULL,
  state   text NOT NULL,
  lent_to text NOT NULL,
  due     date,
  amount  bigint NOT NULL, -- of a repair's cost; of what a thing written off still brought
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, asset) REFERENCES assets
);
CREATE UNIQUE INDEX asset_entries_once ON asset_entries (school, case_id, seq, posting) WHERE case_id <> '';
CREATE INDEX asset_entries_of_asset ON asset_entries (school, asset, id);
INSERT INTO asset_entries (school, at, case_id, seq, posting, step, branch, row_id, asset, kind, room, holder, state,
  lent_to, due, amount)
SELECT a.school, s.created_at, '', 0, 0, '', '', '', a.id, 'opening', a.room, a.holder, a.state, a.lent_to, a.due, 0
FROM assets a JOIN schools s ON s.id = a.school;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;
ALTER TABLE schools FORCE ROW LEVEL SECURITY;
SELECT protect('asset_entries', 'SELECT, INSERT');
SELECT append_only('asset_entries');

CREATE TABLE asset_promises (
  school  text NOT NULL DEFAULT this_school(),
  asset   text NOT NULL,
  case_id text NOT NULL,
  during  daterange NOT NULL CHECK (NOT isempty(during)),
  PRIMARY KEY (school, asset, case_id),
  FOREIGN KEY (school, asset) REFERENCES assets,
  FOREIGN KEY (school, case_id) REFERENCES cases,
  CONSTRAINT promised_once EXCLUDE USING gist (school WITH =, asset WITH =, during WITH &&)
);
SELECT protect('asset_promises', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE pupils (
  school        text NOT NULL DEFAULT this_school() REFERENCES schools,
  id            text NOT NULL,
  name          text NOT NULL,
  class         text NOT NULL DEFAULT '',
  class_teacher text NOT NULL,
  guardian      text NOT NULL DEFAULT '',
  phone         text NOT NULL DEFAULT '',
  disabled      boolean NOT NULL DEFAULT false,
  search        text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('pupils', 'SELECT, INSERT, UPDATE');

-- person is one of the people or a pupil.
CREATE TABLE receivables (
  school  text NOT NULL DEFAULT this_school(),
  id      text NOT NULL,
  person  text NOT NULL,
  case_id text NOT NULL,
  at      timestamptz NOT NULL,
  owed    bigint NOT NULL CHECK (owed > 0),
  paid    bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
  waived  bigint NOT NULL DEFAULT 0 CHECK (waived >= 0),
  PRIMARY KEY (school, id),
  UNIQUE (school, case_id, person),
  FOREIGN KEY (school, case_id) REFERENCES cases,
  CONSTRAINT not_overpaid CHECK (paid + waived <= owed)
);
CREATE INDEX receivables_of_person ON receivables (school, person);
SELECT protect('receivables', 'SELECT, INSERT, UPDATE');

CREATE TABLE receivable_entries (
  school     text NOT NULL DEFAULT this_school(),
  id         bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz NOT NULL,
  case_id    text NOT NULL,
  seq        int NOT NULL,
  posting    int NOT NULL,
  step       text NOT NULL,
  branch     text NOT NULL,
  row_id     text NOT NULL,
  receivable text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('owe', 'pay', 'waive')),
  amount     bigint NOT NULL CHECK (amount > 0),
  receipt    text NOT NULL CHECK ((kind = 'pay') = (receipt <> '')),
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, receivable) REFERENCES receivables
);
CREATE UNIQUE INDEX receivable_entries_once ON receivable_entries (school, case_id, seq, posting);
CREATE UNIQUE INDEX receivable_receipts ON receivable_entries (school, receipt) WHERE receipt <> '';
CREATE INDEX receivable_entries_of ON receivable_entries (school, receivable, id);
SELECT protect('receivable_entries', 'SELECT, INSERT');
SELECT append_only('receivable_entries');

-- +goose Down
DROP TABLE receivable_entries, receivables, pupils, asset_promises, asset_entries;
DROP INDEX assets_of_holder, assets_of_room;
ALTER TABLE assets DROP CONSTRAINT assets_due, DROP CONSTRAINT assets_lent, DROP CONSTRAINT assets_state,
  DROP COLUMN cost, DROP COLUMN due, DROP COLUMN lent_by, DROP COLUMN lent_to, DROP COLUMN guarantee_to;
