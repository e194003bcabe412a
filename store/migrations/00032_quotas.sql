-- What departments may draw of the school's goods in a term or a year, and what they have drawn. A quota is of one item
-- or of a category of goods, for one department or for every one that has none of its own, and may count per head.
-- What was drawn is kept for goods without a quota as well: one that is set later counts it.

-- +goose Up
CREATE TABLE quotas (
  school     text NOT NULL DEFAULT this_school() REFERENCES schools,
  id         text NOT NULL,
  department text NOT NULL DEFAULT '', -- '': every department that has none of its own
  item       text NOT NULL DEFAULT '',
  category   text NOT NULL DEFAULT '',
  period     text NOT NULL CHECK (period IN ('term', 'year')),
  quantity   numeric(18,3) NOT NULL CHECK (quantity >= 0),
  per_head   boolean NOT NULL DEFAULT false,
  disabled   boolean NOT NULL DEFAULT false,
  PRIMARY KEY (school, id),
  CONSTRAINT of_one_thing CHECK ((item = '') <> (category = ''))
);
SELECT protect('quotas', 'SELECT, INSERT, UPDATE');

-- day is the day a quantity counts on: of what is given back, the day it was drawn.
CREATE TABLE quota_entries (
  school     text NOT NULL DEFAULT this_school(),
  id         bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz NOT NULL,
  case_id    text NOT NULL,
  seq        int NOT NULL,
  posting    int NOT NULL,
  step       text NOT NULL,
  branch     text NOT NULL,
  row_id     text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('draw', 'free')),
  department text NOT NULL,
  item       text NOT NULL,
  day        date NOT NULL,
  quantity   numeric(18,3) NOT NULL CHECK ((quantity > 0) = (kind = 'draw') AND quantity <> 0),
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, department) REFERENCES departments,
  FOREIGN KEY (school, item) REFERENCES items,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE UNIQUE INDEX quota_entries_once ON quota_entries (school, case_id, seq, posting, day);
CREATE INDEX quota_entries_of ON quota_entries (school, department, day);
SELECT protect('quota_entries', 'SELECT, INSERT');
SELECT append_only('quota_entries');

-- +goose Down
DROP TABLE quota_entries, quotas;
