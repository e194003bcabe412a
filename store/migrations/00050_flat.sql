-- What pages look for among many cases has an index that leads to it alone: words together with who sees the case, the
-- things by which cases are alike together with department, process and time, and what cases hold of a budget line kept
-- added up.

-- +goose Up
ALTER TABLE cases NO FORCE ROW LEVEL SECURITY;
ALTER TABLE case_persons NO FORCE ROW LEVEL SECURITY;
ALTER TABLE case_words NO FORCE ROW LEVEL SECURITY;
ALTER TABLE case_things NO FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_entries NO FORCE ROW LEVEL SECURITY;

-- A text's keys are now also the beginnings of its longer numbers, each with the sign before it: -2026, -1234, -12345.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION word_keys(words text) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE letters text[] := string_to_array(words, NULL);
BEGIN
  RETURN (SELECT coalesce(array_remove(array_agg(hashtext(c || d))
      || array_agg(hashtext(CASE WHEN octet_length(c) > 1 THEN c ELSE c || d || e END)), NULL), '{}')
    FROM unnest(letters, letters[2:], letters[3:]) u (c, d, e))
    || ARRAY(SELECT hashtext(left(run[1], n)) FROM regexp_matches(words, '[^0-9][0-9]{4,12}', 'g') run,
      generate_series(5, length(run[1])) n);
END $body$;
-- +goose StatementEnd

-- Who sees a case, as keys among the others.
CREATE FUNCTION person_key(school text, person text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('person/' || school || '/' || person) $$;
CREATE FUNCTION department_key(school text, department text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('department/' || school || '/' || department) $$;

-- +goose StatementBegin
CREATE FUNCTION case_keys(school text, department text, persons text[], begun_at timestamptz, search text) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
  RETURN word_keys(search) || month_key(school, begun_at) || year_key(school, begun_at)
    || department_key(school, department) || ARRAY(SELECT person_key(school, p) FROM unnest(persons) p);
END $body$;
-- +goose StatementEnd

-- Who sees a case is known when it is over: then its words come into the index, once. Of those still open, which are
-- few however old the school, the words are read.
DROP TRIGGER words_changed ON cases;
DROP FUNCTION door_words(int[]);
DROP INDEX case_words_keys;
TRUNCATE case_words;
ALTER TABLE case_words DROP CONSTRAINT case_words_school_case_id_fkey;
ALTER TABLE case_words ADD COLUMN department text NOT NULL, ADD COLUMN open boolean NOT NULL,
  ADD COLUMN persons text[] NOT NULL;
INSERT INTO case_words (school, case_id, begun_at, search, department, open, persons)
SELECT school, id, created_at, search, department, status = 'open', CASE WHEN status = 'open' THEN '{}' ELSE ARRAY(
  SELECT person FROM case_persons p WHERE p.school = c.school AND p.case_id = c.id ORDER BY 1) END
FROM cases c ORDER BY school, created_at;
ALTER TABLE case_words ADD FOREIGN KEY (school, case_id) REFERENCES cases;
SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX case_words_keys ON case_words USING gin (case_keys(school, department, persons, begun_at, search))
  WITH (gin_pending_list_limit = 256) WHERE NOT open;
ALTER INDEX case_words_keys ALTER COLUMN 1 SET STATISTICS 0;
CREATE INDEX case_words_open ON case_words (school, begun_at) WHERE open;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE everybody text[] := '{}';
BEGIN
  IF NEW.status <> 'open' THEN
    everybody := ARRAY(SELECT person FROM case_persons WHERE school = NEW.school AND case_id = NEW.id ORDER BY 1);
  END IF;
  INSERT INTO case_words AS w (school, case_id, begun_at, search, department, open, persons)
  VALUES (NEW.school, NEW.id, NEW.created_at, NEW.search, NEW.department, NEW.status = 'open', everybody)
  ON CONFLICT (school, case_id) DO UPDATE SET search = excluded.search, open = excluded.open, persons = excluded.persons
    WHERE (w.search, w.open, w.persons) IS DISTINCT FROM (excluded.search, excluded.open, excluded.persons);
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER words_changed AFTER UPDATE ON cases FOR EACH ROW
  WHEN (NEW.status <> 'open' OR OLD.status <> 'open' OR OLD.search IS DISTINCT FROM NEW.search)
  EXECUTE FUNCTION keep_words();

-- Ids of the transaction's own school's cases that are over and have all of some keys, and one of others where there
-- are any.
GRANT SELECT (department, open, persons) ON case_words TO zongwu_door;
-- +goose StatementBegin
CREATE FUNCTION door_words(keys int[], one_of int[]) RETURNS TABLE (id text, begun_at timestamptz) ROWS 200
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  IF one_of = '{}' THEN
    RETURN QUERY SELECT w.case_id, w.begun_at FROM case_words w WHERE NOT w.open AND w.school = this_school()
      AND case_keys(w.school, w.department, w.persons, w.begun_at, w.search) @> keys;
  ELSE
    RETURN QUERY SELECT w.case_id, w.begun_at FROM case_words w WHERE NOT w.open AND w.school = this_school()
      AND case_keys(w.school, w.department, w.persons, w.begun_at, w.search) @> keys
      AND case_keys(w.school, w.department, w.persons, w.begun_at, w.search) && one_of;
  END IF;
END $body$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION door_words(int[], int[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_words(int[], int[]) TO zongwu_app;
GRANT CREATE, USAGE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_words(int[], int[]) OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;

-- What never changes of a case stands with the things it is found by, in the order its likes are asked for.
ALTER TABLE case_things ADD COLUMN department text, ADD COLUMN process text, ADD COLUMN begun_at timestamptz;
UPDATE case_things t SET department = c.department, process = c.process, begun_at = c.created_at
FROM cases c WHERE c.school = t.school AND c.id = t.case_id;
ALTER TABLE case_things ALTER COLUMN department SET NOT NULL, ALTER COLUMN process SET NOT NULL,
  ALTER COLUMN begun_at SET NOT NULL;
DROP INDEX case_things_of;
CREATE INDEX case_things_alike ON case_things (school, kind, thing, department, process, begun_at DESC, case_id DESC);

-- What a case holds of a line and has spent of it: what its entries add up to. Whoever changes it has locked the line.
CREATE TABLE budget_holds (
  school   text NOT NULL DEFAULT this_school(),
  holder   text NOT NULL,
  line     text NOT NULL,
  reserved bigint NOT NULL,
  spent    bigint NOT NULL,
  PRIMARY KEY (school, holder, line)
);
INSERT INTO budget_holds (school, holder, line, reserved, spent)
SELECT school, holder, line,
  sum(CASE WHEN kind IN ('reserve', 'release') THEN amount WHEN kind = 'spend' THEN -amount ELSE 0 END),
  sum(CASE WHEN kind IN ('spend', 'refund') THEN amount ELSE 0 END)
FROM budget_entries WHERE kind <> 'plan' GROUP BY 1, 2, 3;
CREATE INDEX budget_holds_reserved ON budget_holds (school, line, reserved DESC) WHERE reserved <> 0;
CREATE INDEX budget_holds_spent ON budget_holds (school, line, spent DESC) WHERE spent <> 0;
SELECT protect('budget_holds', 'SELECT, INSERT, UPDATE');
-- The unique index of a case's entries leads to them as well.
DROP INDEX budget_entries_of_case;

ALTER TABLE budget_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE case_things FORCE ROW LEVEL SECURITY;
ALTER TABLE case_words FORCE ROW LEVEL SECURITY;
ALTER TABLE case_persons FORCE ROW LEVEL SECURITY;
ALTER TABLE cases FORCE ROW LEVEL SECURITY;

-- +goose Down
CREATE INDEX budget_entries_of_case ON budget_entries (school, case_id, line);
DROP TABLE budget_holds;
DROP INDEX case_things_alike;
CREATE INDEX case_things_of ON case_things (school, kind, thing);
ALTER TABLE case_things DROP COLUMN begun_at, DROP COLUMN process, DROP COLUMN department;
DROP TRIGGER words_changed ON cases;
DROP FUNCTION door_words(int[], int[]);
DROP INDEX case_words_open, case_words_keys;
DROP FUNCTION case_keys(text, text, text[], timestamptz, text);
DROP FUNCTION department_key(text, text), person_key(text, text);
ALTER TABLE case_words DROP COLUMN persons, DROP COLUMN open, DROP COLUMN department;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION word_keys(words text) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE letters text[] := string_to_array(words, NULL);
BEGIN
  RETURN (SELECT coalesce(array_remove(array_agg(hashtext(c || d))
      || array_agg(hashtext(CASE WHEN octet_length(c) > 1 THEN c ELSE c || d || e END)), NULL), '{}')
    FROM unnest(letters, letters[2:], letters[3:]) u (c, d, e));
END $body$;
-- +goose StatementEnd
CREATE INDEX case_words_keys ON case_words
  USING gin ((word_keys(search) || month_key(school, begun_at) || year_key(school, begun_at)))
  WITH (gin_pending_list_limit = 256);
ALTER INDEX case_words_keys ALTER COLUMN 1 SET STATISTICS 0;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO case_words (school, case_id, begun_at, search) VALUES (NEW.school, NEW.id, NEW.created_at, NEW.search)
  ON CONFLICT (school, case_id) DO UPDATE SET search = excluded.search;
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER words_changed AFTER UPDATE OF search ON cases FOR EACH ROW
  WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION keep_words();
CREATE FUNCTION door_words(keys int[]) RETURNS SETOF text ROWS 200
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT case_id FROM case_words
      WHERE (word_keys(search) || month_key(school, begun_at) || year_key(school, begun_at)) @> keys
        AND school = this_school() $$;
REVOKE ALL ON FUNCTION door_words(int[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_words(int[]) TO zongwu_app;
GRANT CREATE, USAGE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_words(int[]) OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;
