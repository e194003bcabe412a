-- Who loses a role, becomes administrator, is locked out or has another password signs in anew, whoever changed it and by
-- which way: no session outlives what it was opened with. Another role given counts at once, in sessions too.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION end_sessions() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  DELETE FROM sessions WHERE school = NEW.school AND person = NEW.id;
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER end_sessions AFTER UPDATE OF roles, disabled, password_hash ON people FOR EACH ROW
  WHEN (NOT NEW.roles @> OLD.roles OR 'admin' = ANY (NEW.roles) AND NOT 'admin' = ANY (OLD.roles)
    OR OLD.password_hash <> NEW.password_hash OR NEW.disabled AND NOT OLD.disabled)
  EXECUTE FUNCTION end_sessions();

-- How much somebody uploaded within a day.
CREATE INDEX files_of_uploader ON files (school, uploader, at);

-- +goose Down
DROP INDEX files_of_uploader;
DROP TRIGGER end_sessions ON people;
DROP FUNCTION end_sessions();
