-- The page of a case asks for the report it came of.

-- +goose Up
CREATE INDEX reports_case ON reports (school, case_id) WHERE case_id <> '';
CREATE INDEX reports_decided ON reports (school, decided_at DESC, id) WHERE state <> 'held';

-- +goose Down
DROP INDEX reports_decided;
DROP INDEX reports_case;
