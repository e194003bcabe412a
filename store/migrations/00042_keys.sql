-- A key is taken with the case it is for, in one statement; and what it answered before comes as one value, which needs no
-- table to be made for it. A lock of its own, not a row: a refused call leaves nothing behind and the key stays unused. The
-- second statement sees what was committed while the first waited. '' is no key.

-- +goose Up
DROP FUNCTION lock_key(text, text);
-- +goose StatementBegin
CREATE FUNCTION lock_key(who text, wanted text) RETURNS text[] LANGUAGE plpgsql VOLATILE AS $body$
BEGIN
  IF wanted = '' THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(this_school() || '/' || who || '/' || wanted, 0));
  RETURN (SELECT ARRAY[k.body_hash, encode(k.answer, 'hex')] FROM keys k WHERE k.actor = who AND k.key = wanted);
END $body$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION lock_key(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_key(text, text) TO zongwu_app;

-- The same keys as before, by functions whose plan is kept: what joins text and number is planned anew at every call where
-- the function is SQL.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION month_key(school text, moment timestamptz) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $body$
BEGIN
  RETURN hashtext('month/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC') || '/'
    || extract(month FROM moment AT TIME ZONE 'UTC'));
END $body$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION year_key(school text, moment timestamptz) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $body$
BEGIN
  RETURN hashtext('year/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC'));
END $body$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION year_key(school text, moment timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('year/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC')) $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION month_key(school text, moment timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('month/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC') || '/'
        || extract(month FROM moment AT TIME ZONE 'UTC')) $$;
-- +goose StatementEnd
DROP FUNCTION lock_key(text, text);
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
