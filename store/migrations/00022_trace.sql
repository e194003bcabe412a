-- In which span of a trace the news for a workflow was written, so that its delivery joins it. The transaction says so
-- where it is traced (app.trace, like app.school); elsewhere it is NULL.

-- +goose Up
ALTER TABLE outbox ADD COLUMN trace text DEFAULT nullif(current_setting('app.trace', true), '');

-- +goose Down
ALTER TABLE outbox DROP COLUMN trace;
