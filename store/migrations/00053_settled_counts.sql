-- What was decided on a difference of a count is written down beside what was found: right, what was there after all;
-- missing or damaged, what a case looks into from then on.

-- +goose Up
ALTER TABLE count_entries DROP CONSTRAINT count_entries_kind_check,
  ADD CONSTRAINT count_entries_kind_check CHECK (kind IN ('freeze', 'book', 'find', 'settle', 'thaw'));

-- +goose Down
ALTER TABLE count_entries DROP CONSTRAINT count_entries_kind_check,
  ADD CONSTRAINT count_entries_kind_check CHECK (kind IN ('freeze', 'book', 'find', 'thaw'));
