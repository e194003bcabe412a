-- A case, its transitions with their hash chain, its open tasks, and what its workflow has yet to be told.

-- +goose Up
CREATE TABLE definitions (
  school  text NOT NULL DEFAULT this_school() REFERENCES schools,
  process text NOT NULL,
  version text NOT NULL,
  body    text NOT NULL,
  by      text NOT NULL,
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, process, version)
);
SELECT protect('definitions', 'SELECT, INSERT');
SELECT append_only('definitions');

CREATE TABLE definitions_in_force (
  school  text NOT NULL DEFAULT this_school(),
  process text NOT NULL,
  version text NOT NULL,
  by      text NOT NULL,
  at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, process),
  FOREIGN KEY (school, process, version) REFERENCES definitions
);
SELECT protect('definitions_in_force', 'SELECT, INSERT, UPDATE');

CREATE TABLE numbers (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  series text NOT NULL,
  last   int NOT NULL CHECK (last > 0),
  PRIMARY KEY (school, series)
);
SELECT protect('numbers', 'SELECT, INSERT, UPDATE');

CREATE TABLE cases (
  school        text NOT NULL DEFAULT this_school() REFERENCES schools,
  id            text NOT NULL,
  number        text NOT NULL,
  process       text NOT NULL,
  version       text NOT NULL,
  status        text NOT NULL CHECK (status IN ('open', 'done', 'rejected', 'withdrawn', 'cancelled')),
  starter       text NOT NULL,
  department    text NOT NULL,
  fiscal_year   int NOT NULL,
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  seq           int NOT NULL CHECK (seq >= 0),
  state         jsonb NOT NULL,
  title         text NOT NULL DEFAULT '',
  search        text NOT NULL DEFAULT '',
  parent        text NOT NULL DEFAULT '',
  parent_step   text NOT NULL DEFAULT '',
  parent_branch text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id),
  UNIQUE (school, number)
);
CREATE INDEX cases_newest ON cases (school, created_at DESC, id DESC);
CREATE INDEX cases_of_department ON cases (school, department, created_at DESC, id DESC);
CREATE INDEX cases_open ON cases (school, process) WHERE status = 'open';
SELECT protect('cases', 'SELECT, INSERT, UPDATE');

-- Who takes part: began the case, acted on it, or was asked to; somebody else having been quicker does not hide it.
CREATE TABLE case_persons (
  school  text NOT NULL DEFAULT this_school(),
  person  text NOT NULL,
  case_id text NOT NULL,
  PRIMARY KEY (school, person, case_id),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE INDEX case_persons_of_case ON case_persons (school, case_id);
SELECT protect('case_persons', 'SELECT, INSERT');

-- body is the whole processes.Transition; the columns beside it are taken from it. effects, previous, digest: the
-- trail (docs/trail.md).
CREATE TABLE transitions (
  school   text NOT NULL DEFAULT this_school(),
  case_id  text NOT NULL,
  seq      int NOT NULL CHECK (seq > 0),
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  step     text NOT NULL,
  action   text NOT NULL,
  outcome  text NOT NULL,
  body     jsonb NOT NULL,
  effects  text NOT NULL,
  previous text NOT NULL,
  digest   text NOT NULL,
  PRIMARY KEY (school, case_id, seq),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('transitions', 'SELECT, INSERT');
SELECT append_only('transitions');

-- The heads of all chains that grew since the last checkpoint, signed together.
CREATE TABLE checkpoints (
  school    text NOT NULL DEFAULT this_school() REFERENCES schools,
  n         int NOT NULL CHECK (n > 0),
  at        timestamptz NOT NULL,
  heads     jsonb NOT NULL,
  previous  text NOT NULL,
  digest    text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (school, n)
);
SELECT protect('checkpoints', 'SELECT, INSERT');
SELECT append_only('checkpoints');

-- Which head each checkpoint signed last, to find those that moved since.
CREATE TABLE checkpoint_heads (
  school  text NOT NULL DEFAULT this_school(),
  n       int NOT NULL,
  case_id text NOT NULL,
  seq     int NOT NULL,
  PRIMARY KEY (school, case_id, n),
  FOREIGN KEY (school, n) REFERENCES checkpoints
);
SELECT protect('checkpoint_heads', 'SELECT, INSERT');
SELECT append_only('checkpoint_heads');

-- Open tasks only; body is the whole processes.Task.
CREATE TABLE tasks (
  school     text NOT NULL DEFAULT this_school(),
  id         text NOT NULL,
  case_id    text NOT NULL,
  process    text NOT NULL,
  step       text NOT NULL,
  branch     text NOT NULL,
  opened_at  timestamptz NOT NULL,
  due_at     timestamptz NOT NULL DEFAULT 'infinity',
  claimed_by text NOT NULL,
  body       jsonb NOT NULL,
  summary    text NOT NULL,
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE INDEX tasks_of_case ON tasks (school, case_id);
SELECT protect('tasks', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE task_persons (
  school  text NOT NULL DEFAULT this_school(),
  task_id text NOT NULL,
  person  text NOT NULL,
  PRIMARY KEY (school, person, task_id),
  FOREIGN KEY (school, task_id) REFERENCES tasks DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX task_persons_of_task ON task_persons (school, task_id);
SELECT protect('task_persons', 'SELECT, INSERT, DELETE');

-- What the case's workflow has not been told yet. tries and not_before make one stubborn case wait, not all others.
CREATE TABLE outbox (
  school     text NOT NULL DEFAULT this_school(),
  case_id    text NOT NULL,
  seq        int NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  conduct    jsonb NOT NULL,
  tries      int NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (school, case_id, seq),
  FOREIGN KEY (school, case_id, seq) REFERENCES transitions
);
CREATE INDEX outbox_oldest ON outbox (school, at);
SELECT protect('outbox', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE keys (
  school    text NOT NULL DEFAULT this_school() REFERENCES schools,
  actor     text NOT NULL,
  key       text NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
  body_hash text NOT NULL,
  answer    bytea NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, actor, key)
);
SELECT protect('keys', 'SELECT, INSERT');
SELECT append_only('keys');

-- +goose Down
DROP TABLE keys, outbox, task_persons, tasks, checkpoint_heads, checkpoints, transitions, case_persons, cases, numbers,
  definitions_in_force, definitions;
