-- A program's list of tasks looked through all of a school's for those that somebody may do besides the asked. Few are
-- such. That a column says so and not the body lets a task be changed without writing its indexes anew.

-- +goose Up
ALTER TABLE tasks ADD COLUMN aside boolean NOT NULL GENERATED ALWAYS AS (jsonb_exists(body, 'aside')) STORED;
CREATE INDEX tasks_aside ON tasks (school) WHERE aside;

-- +goose Down
DROP INDEX tasks_aside;
ALTER TABLE tasks DROP COLUMN aside;
