-- Counting what there is. A place is a room or a store (room:A101, store:general). While a case counts it, it is
-- frozen: what the books say of it stands still, and was written down when the counting began. What was found is
-- written down beside it. Gains and losses of goods are entries of the stock of their own kind, count.

-- +goose Up
CREATE TABLE freezes (
  school  text NOT NULL DEFAULT this_school(),
  place   text NOT NULL CHECK (place ~ '^(room|store):.'),
  case_id text NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (school, place),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('freezes', 'SELECT, INSERT, DELETE');

CREATE TABLE count_entries (
  school   text NOT NULL DEFAULT this_school(),
  id       bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  case_id  text NOT NULL,
  seq      int NOT NULL,
  posting  int NOT NULL,
  part     int NOT NULL, -- from 1 on: what the books say of the place that is frozen
  step     text NOT NULL,
  branch   text NOT NULL,
  row_id   text NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('freeze', 'book', 'find', 'thaw')),
  place    text NOT NULL,
  asset    text NOT NULL DEFAULT '',
  item     text NOT NULL DEFAULT '',
  name     text NOT NULL DEFAULT '', -- of a card, goods, or what stands on no card
  state    text NOT NULL DEFAULT '', -- of a card; of what is found: right, damaged, missing
  quantity numeric(18,3) NOT NULL DEFAULT 0 CHECK (quantity >= 0),
  value    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, case_id) REFERENCES cases,
  CHECK (asset = '' OR item = '')
);
CREATE UNIQUE INDEX count_entries_once ON count_entries (school, case_id, seq, posting, part);
CREATE INDEX count_entries_of_place ON count_entries (school, place, id);
SELECT protect('count_entries', 'SELECT, INSERT');
SELECT append_only('count_entries');

ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check;
ALTER TABLE stock_entries
  ADD CONSTRAINT stock_entries_kind_check CHECK (kind IN ('opening', 'receive', 'issue', 'return', 'adjust', 'count'));

-- hold_places keeps places as they are until the transaction ends, and says who counts them: those that are changed are
-- shared with others that change something there, those that are frozen with nobody. Locked in one order, and read
-- after that.
-- +goose StatementBegin
CREATE FUNCTION hold_places(changed text[], frozen text[]) RETURNS TABLE (place text, case_id text, number text)
LANGUAGE plpgsql AS $$
DECLARE
  held text;
BEGIN
  FOR held IN SELECT DISTINCT p FROM unnest(changed || frozen) p ORDER BY p LOOP
    IF held = ANY(frozen) THEN
      PERFORM pg_advisory_xact_lock(hashtextextended(this_school() || '/place/' || held, 0));
    ELSE
      PERFORM pg_advisory_xact_lock_shared(hashtextextended(this_school() || '/place/' || held, 0));
    END IF;
  END LOOP;
  RETURN QUERY SELECT f.place, f.case_id, c.number FROM freezes f JOIN cases c ON c.id = f.case_id
    WHERE f.place = ANY(changed || frozen);
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION hold_places(text[], text[]);
ALTER TABLE stock_entries DROP CONSTRAINT stock_entries_kind_check;
ALTER TABLE stock_entries
  ADD CONSTRAINT stock_entries_kind_check CHECK (kind IN ('opening', 'receive', 'issue', 'return', 'adjust'));
DROP TABLE count_entries, freezes;
