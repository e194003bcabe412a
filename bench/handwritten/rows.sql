-- The rows every contender but the engine writes, in a schema of its own: what the engine keeps of a purchase, without
-- what only the engine has (schools and row-level security, the trail's digests, the outbox, who may see what, search).
CREATE SCHEMA hand;

CREATE TABLE hand.numbers (
  series text PRIMARY KEY,
  last   bigint NOT NULL DEFAULT 0
);

CREATE TABLE hand.cases (
  id         text PRIMARY KEY,
  number     text NOT NULL UNIQUE,
  status     text NOT NULL,
  step       text NOT NULL,
  seq        int  NOT NULL,
  starter    text NOT NULL,
  department text NOT NULL,
  subject    text NOT NULL,
  total      bigint NOT NULL, -- fen
  data       jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE hand.transitions (
  case_id text NOT NULL REFERENCES hand.cases,
  seq     int  NOT NULL,
  at      timestamptz NOT NULL,
  actor   text NOT NULL,
  step    text NOT NULL,
  outcome text NOT NULL,
  data    jsonb NOT NULL,
  PRIMARY KEY (case_id, seq)
);

CREATE TABLE hand.tasks (
  id        text PRIMARY KEY,
  case_id   text NOT NULL REFERENCES hand.cases,
  step      text NOT NULL,
  role      text NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at    timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text
);
CREATE INDEX tasks_open ON hand.tasks (role, due_at) WHERE closed_at IS NULL;

CREATE TABLE hand.budget_lines (
  department text NOT NULL,
  subject    text NOT NULL,
  planned    bigint NOT NULL,
  reserved   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (department, subject)
);

CREATE TABLE hand.budget_entries (
  case_id    text NOT NULL REFERENCES hand.cases,
  seq        int  NOT NULL,
  department text NOT NULL,
  subject    text NOT NULL,
  kind       text NOT NULL,
  amount     bigint NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (case_id, seq)
);
CREATE INDEX budget_entries_line ON hand.budget_entries (department, subject, at);

CREATE TABLE hand.stock (
  item     text PRIMARY KEY,
  quantity numeric NOT NULL DEFAULT 0,
  value    bigint NOT NULL DEFAULT 0
);

CREATE TABLE hand.stock_entries (
  case_id  text NOT NULL REFERENCES hand.cases,
  seq      int  NOT NULL,
  item     text NOT NULL,
  quantity numeric NOT NULL,
  value    bigint NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (case_id, seq)
);
CREATE INDEX stock_entries_item ON hand.stock_entries (item, at);

CREATE TABLE hand.payables (
  id       text PRIMARY KEY,
  case_id  text NOT NULL REFERENCES hand.cases,
  supplier text NOT NULL,
  owed     bigint NOT NULL
);
CREATE INDEX payables_supplier ON hand.payables (supplier);

CREATE TABLE hand.payable_entries (
  case_id text NOT NULL REFERENCES hand.cases,
  seq     int  NOT NULL,
  payable text NOT NULL REFERENCES hand.payables,
  amount  bigint NOT NULL,
  at      timestamptz NOT NULL,
  PRIMARY KEY (case_id, seq)
);
CREATE INDEX payable_entries_payable ON hand.payable_entries (payable);

-- The same departments and goods the engine's cases go round: case i is of department i mod 8 and item i mod 10.
INSERT INTO hand.numbers (series) VALUES ('CG-2026');
INSERT INTO hand.budget_lines (department, subject, planned)
SELECT department, '30201', 1000000000000
FROM unnest(ARRAY['jwc', 'dyc', 'gnj', 'znj', 'dnj', 'tyz', 'xxz', 'st']) department;
INSERT INTO hand.stock (item) SELECT 'g' || to_char(n, 'FM00') FROM generate_series(1, 10) n;
