-- The books: append-only entries, and the balances they add up to. Quantities in base units to three places, money in
-- fen. Entries are signed: what leaves is negative, so that a balance is the plain sum of its entries. Opening entries
-- have no case (case_id '', seq 0). posting and part make a posting unrepeatable.

-- +goose Up
CREATE TABLE stock (
  school   text NOT NULL DEFAULT this_school(),
  store    text NOT NULL,
  item     text NOT NULL,
  quantity numeric(18,3) NOT NULL DEFAULT 0 CHECK (quantity >= 0),
  value    bigint NOT NULL DEFAULT 0 CHECK (value >= 0),
  PRIMARY KEY (school, store, item),
  FOREIGN KEY (school, store) REFERENCES stores,
  FOREIGN KEY (school, item) REFERENCES items,
  CHECK (quantity > 0 OR value = 0)
);
SELECT protect('stock', 'SELECT, INSERT, UPDATE');

CREATE TABLE stock_lots (
  school   text NOT NULL DEFAULT this_school(),
  id       bigint GENERATED ALWAYS AS IDENTITY,
  store    text NOT NULL,
  item     text NOT NULL,
  lot      text NOT NULL,
  expires  date NOT NULL DEFAULT 'infinity',
  quantity numeric(18,3) NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (school, store, item, lot, expires),
  FOREIGN KEY (school, store, item) REFERENCES stock
);
SELECT protect('stock_lots', 'SELECT, INSERT, UPDATE');

CREATE TABLE stock_entries (
  school   text NOT NULL DEFAULT this_school(),
  id       bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  case_id  text NOT NULL,
  seq      int NOT NULL,
  posting  int NOT NULL,
  part     int NOT NULL,
  step     text NOT NULL,
  branch   text NOT NULL,
  row_id   text NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('opening', 'receive', 'issue')),
  store    text NOT NULL,
  item     text NOT NULL,
  lot      text NOT NULL,
  expires  date NOT NULL,
  quantity numeric(18,3) NOT NULL CHECK (quantity <> 0),
  value    bigint NOT NULL,
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, store, item, lot, expires) REFERENCES stock_lots
);
CREATE UNIQUE INDEX stock_entries_once ON stock_entries (school, case_id, seq, posting, part) WHERE case_id <> '';
CREATE INDEX stock_entries_of_item ON stock_entries (school, item, id);
SELECT protect('stock_entries', 'SELECT, INSERT');
SELECT append_only('stock_entries');

CREATE TABLE budget_lines (
  school     text NOT NULL DEFAULT this_school(),
  id         text NOT NULL,
  year       int NOT NULL,
  department text NOT NULL,
  subject    text NOT NULL,
  fund       text NOT NULL DEFAULT '',
  planned    bigint NOT NULL DEFAULT 0 CHECK (planned >= 0),
  reserved   bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  spent      bigint NOT NULL DEFAULT 0 CHECK (spent >= 0),
  PRIMARY KEY (school, id),
  UNIQUE (school, year, department, subject),
  FOREIGN KEY (school, department) REFERENCES departments,
  FOREIGN KEY (school, subject) REFERENCES subjects,
  CONSTRAINT not_overdrawn CHECK (reserved + spent <= planned)
);
SELECT protect('budget_lines', 'SELECT, INSERT, UPDATE');

CREATE TABLE budget_entries (
  school  text NOT NULL DEFAULT this_school(),
  id      bigint GENERATED ALWAYS AS IDENTITY,
  at      timestamptz NOT NULL,
  line    text NOT NULL,
  case_id text NOT NULL,
  seq     int NOT NULL,
  posting int NOT NULL,
  step    text NOT NULL,
  branch  text NOT NULL,
  row_id  text NOT NULL,
  kind    text NOT NULL CHECK (kind IN ('plan', 'reserve', 'release')),
  amount  bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, line) REFERENCES budget_lines
);
CREATE UNIQUE INDEX budget_entries_once ON budget_entries (school, case_id, seq, posting) WHERE case_id <> '';
CREATE INDEX budget_entries_of_line ON budget_entries (school, line, id);
CREATE INDEX budget_entries_of_case ON budget_entries (school, case_id, line);
SELECT protect('budget_entries', 'SELECT, INSERT');
SELECT append_only('budget_entries');

-- One payable per supplier and case; its lines keep quantity and amount, each owed, invoiced and paid.
CREATE TABLE payables (
  school   text NOT NULL DEFAULT this_school(),
  id       text NOT NULL,
  supplier text NOT NULL,
  case_id  text NOT NULL,
  at       timestamptz NOT NULL,
  owed     bigint NOT NULL DEFAULT 0 CHECK (owed >= 0),
  invoiced bigint NOT NULL DEFAULT 0 CHECK (invoiced >= 0),
  paid     bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
  PRIMARY KEY (school, id),
  UNIQUE (school, supplier, case_id),
  FOREIGN KEY (school, supplier) REFERENCES suppliers,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('payables', 'SELECT, INSERT, UPDATE');

CREATE TABLE payable_lines (
  school            text NOT NULL DEFAULT this_school(),
  payable           text NOT NULL,
  line              text NOT NULL,
  item              text NOT NULL,
  owed              bigint NOT NULL DEFAULT 0 CHECK (owed >= 0),
  invoiced          bigint NOT NULL DEFAULT 0 CHECK (invoiced >= 0),
  paid              bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
  owed_quantity     numeric(18,3) NOT NULL DEFAULT 0 CHECK (owed_quantity >= 0),
  invoiced_quantity numeric(18,3) NOT NULL DEFAULT 0 CHECK (invoiced_quantity >= 0),
  paid_quantity     numeric(18,3) NOT NULL DEFAULT 0 CHECK (paid_quantity >= 0),
  PRIMARY KEY (school, payable, line),
  FOREIGN KEY (school, payable) REFERENCES payables,
  FOREIGN KEY (school, item) REFERENCES items
);
SELECT protect('payable_lines', 'SELECT, INSERT, UPDATE');

CREATE TABLE payable_entries (
  school   text NOT NULL DEFAULT this_school(),
  id       bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  payable  text NOT NULL,
  line     text NOT NULL,
  item     text NOT NULL,
  case_id  text NOT NULL,
  seq      int NOT NULL,
  posting  int NOT NULL,
  step     text NOT NULL,
  branch   text NOT NULL,
  row_id   text NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('owe')),
  quantity numeric(18,3) NOT NULL,
  amount   bigint NOT NULL,
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, payable, line) REFERENCES payable_lines
);
CREATE UNIQUE INDEX payable_entries_once ON payable_entries (school, case_id, seq, posting);
CREATE INDEX payable_entries_of_payable ON payable_entries (school, payable, id);
CREATE INDEX payable_entries_of_item ON payable_entries (school, item, id);
SELECT protect('payable_entries', 'SELECT, INSERT');
SELECT append_only('payable_entries');

-- +goose Down
DROP TABLE payable_entries, payable_lines, payables, budget_entries, budget_lines, stock_entries, stock_lots, stock;
