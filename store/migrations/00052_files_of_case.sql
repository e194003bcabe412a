-- A thing's page shows the files of the cases about it: they are found by their case.

-- +goose Up
CREATE INDEX file_cases_of_case ON file_cases (school, case_id);

-- +goose Down
DROP INDEX file_cases_of_case;
