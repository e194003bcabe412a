-- The school's version as it stands the moment it is asked, whatever the statement that asks was begun before: a function
-- that is volatile sees with a snapshot of its own. An action asks it behind its case's lock, for which it may have waited.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION school_version() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $body$
BEGIN
  RETURN (SELECT version FROM schools WHERE id = this_school());
END $body$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION school_version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION school_version() TO zongwu_app;

-- Nobody plans by how often each piece of a word occurs, and to count them all words are cut up again every time the
-- table's statistics are made.
ALTER INDEX case_words_keys ALTER COLUMN 1 SET STATISTICS 0;

-- +goose Down
ALTER INDEX case_words_keys ALTER COLUMN 1 SET STATISTICS -1;
DROP FUNCTION school_version();
