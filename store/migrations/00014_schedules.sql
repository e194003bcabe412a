-- Cases that begin by themselves: which processes have a schedule, what its runs were, and which case began for which row.

-- +goose Up
-- since: from then on the process in force has had a schedule, however often it was changed meanwhile.
CREATE TABLE schedules (
  school  text NOT NULL DEFAULT this_school(),
  process text NOT NULL,
  since   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, process),
  FOREIGN KEY (school, process) REFERENCES definitions_in_force
);
SELECT protect('schedules', 'SELECT, INSERT, UPDATE, DELETE');

-- id is the month the run is for (2026-12); one run more than the schedule has, by somebody's will, is called by its
-- moment. actor is '' for a run by itself. A run without ended_at has rows left over, or was begun early, and goes on.
CREATE TABLE schedule_runs (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  process  text NOT NULL,
  id       text NOT NULL,
  due_at   timestamptz NOT NULL,
  actor    text NOT NULL DEFAULT '',
  begun_at timestamptz NOT NULL,
  tried_at timestamptz NOT NULL,
  ended_at timestamptz,
  passed   int NOT NULL DEFAULT 0,
  refused  jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (school, process, id)
);
CREATE INDEX schedule_runs_latest ON schedule_runs (school, process, begun_at DESC);
SELECT protect('schedule_runs', 'SELECT, INSERT, UPDATE');

CREATE TABLE scheduled_cases (
  school  text NOT NULL DEFAULT this_school(),
  process text NOT NULL,
  run     text NOT NULL,
  key     text NOT NULL,
  case_id text NOT NULL,
  PRIMARY KEY (school, process, run, key),
  UNIQUE (school, case_id),
  FOREIGN KEY (school, process, run) REFERENCES schedule_runs,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE INDEX scheduled_cases_of_row ON scheduled_cases (school, process, key);
SELECT protect('scheduled_cases', 'SELECT, INSERT');
SELECT append_only('scheduled_cases');

-- A person may be told something of a process that is of no case.
ALTER TABLE notices ALTER COLUMN case_id DROP NOT NULL, ADD COLUMN process text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX notices_of_process ON notices (school, process, send_id, person) WHERE case_id IS NULL;

-- +goose Down
DELETE FROM notices WHERE case_id IS NULL;
DROP INDEX notices_of_process;
ALTER TABLE notices DROP COLUMN process, ALTER COLUMN case_id SET NOT NULL;
DROP TABLE scheduled_cases, schedule_runs, schedules;
