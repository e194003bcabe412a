-- What every action asks of the school, who works there and what it has set, changes seldom: its version says whether it has.
-- It comes from a sequence, which no rollback winds back: a number once given never names another state.

-- +goose Up
CREATE SEQUENCE school_versions;
GRANT USAGE ON SEQUENCE school_versions TO zongwu_app;
ALTER TABLE schools ADD COLUMN version bigint NOT NULL DEFAULT nextval('school_versions');

-- +goose StatementBegin
CREATE FUNCTION count_school_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.version := nextval('school_versions');
  RETURN NEW;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER school_changed BEFORE UPDATE ON schools FOR EACH ROW EXECUTE FUNCTION count_school_version();

-- What else of a person or department changes a decision touches the school's row already (note_staff_change).
-- +goose StatementBegin
CREATE FUNCTION touch_school() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE schools SET version = version WHERE id = OLD.school;
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER person_renamed AFTER UPDATE ON people FOR EACH ROW
  WHEN ((OLD.id, OLD.name) IS DISTINCT FROM (NEW.id, NEW.name)) EXECUTE FUNCTION touch_school();
CREATE TRIGGER person_removed AFTER DELETE ON people FOR EACH ROW EXECUTE FUNCTION touch_school();
CREATE TRIGGER department_removed AFTER DELETE ON departments FOR EACH ROW EXECUTE FUNCTION touch_school();

-- A key taken for the rest of the transaction, and what it answered before. A lock of its own, not a row: a refused call
-- leaves nothing behind and the key stays unused. The second statement sees what was committed while the first waited.
-- +goose StatementBegin
CREATE FUNCTION lock_key(who text, wanted text, OUT body_hash text, OUT answer bytea) RETURNS SETOF record
LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(this_school() || '/' || who || '/' || wanted, 0));
  RETURN QUERY SELECT k.body_hash, k.answer FROM keys k WHERE k.actor = who AND k.key = wanted;
END $body$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION lock_key(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_key(text, text) TO zongwu_app;

-- Who is signed in is asked with every request: the version says whether the people as they were read last still stand.
DROP FUNCTION door_session(bytea, timestamptz);
CREATE FUNCTION door_session(hash bytea, moment timestamptz, OUT school text, OUT person text,
  OUT created_at timestamptz, OUT idle_until timestamptz, OUT ends_at timestamptz, OUT version bigint)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT s.school, s.person, s.created_at, s.idle_until, s.ends_at, c.version FROM sessions s
  JOIN people p ON p.school = s.school AND p.id = s.person AND NOT p.disabled
  JOIN schools c ON c.id = s.school
  WHERE s.token_hash = hash AND s.idle_until > moment AND s.ends_at > moment
$$;
GRANT SELECT (version) ON schools TO zongwu_door;
REVOKE ALL ON FUNCTION door_session(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_session(bytea, timestamptz) TO zongwu_app;
GRANT CREATE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_session(bytea, timestamptz) OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;

-- As before, in the language that keeps its plan: this is asked with every start and every reservation.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION open_year(moment timestamptz) RETURNS int LANGUAGE plpgsql STABLE AS $body$
BEGIN
  RETURN (SELECT fiscal_year + CASE WHEN left(settings ->> 'budget_close', 4) = fiscal_year::text
        AND to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') > settings ->> 'budget_close' THEN 1 ELSE 0 END
      FROM schools WHERE id = this_school());
END $body$;
-- +goose StatementEnd

-- +goose Down
CREATE OR REPLACE FUNCTION open_year(moment timestamptz) RETURNS int LANGUAGE sql STABLE
AS $$ SELECT fiscal_year + CASE WHEN left(settings ->> 'budget_close', 4) = fiscal_year::text
        AND to_char(moment AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') > settings ->> 'budget_close' THEN 1 ELSE 0 END
      FROM schools WHERE id = this_school() $$;
REVOKE SELECT (version) ON schools FROM zongwu_door;
DROP FUNCTION door_session(bytea, timestamptz);
CREATE FUNCTION door_session(hash bytea, moment timestamptz, OUT school text, OUT person text,
  OUT created_at timestamptz, OUT idle_until timestamptz, OUT ends_at timestamptz)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT s.school, s.person, s.created_at, s.idle_until, s.ends_at FROM sessions s
  JOIN people p ON p.school = s.school AND p.id = s.person AND NOT p.disabled
  WHERE s.token_hash = hash AND s.idle_until > moment AND s.ends_at > moment
$$;
REVOKE ALL ON FUNCTION door_session(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_session(bytea, timestamptz) TO zongwu_app;
GRANT CREATE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_session(bytea, timestamptz) OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;
DROP FUNCTION lock_key(text, text);
DROP TRIGGER department_removed ON departments;
DROP TRIGGER person_removed ON people;
DROP TRIGGER person_renamed ON people;
DROP FUNCTION touch_school();
DROP TRIGGER school_changed ON schools;
DROP FUNCTION count_school_version();
ALTER TABLE schools DROP COLUMN version;
DROP SEQUENCE school_versions;
