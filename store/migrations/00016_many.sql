-- Lists that take as long among a million cases as among ten thousand: every way to narrow them has an index in the
-- order they are shown, whoever takes part in a case is found in that order too, and words are found by an index of
-- the pieces of text they are made of. What a supplier is owed over all cases is kept added up.
--
-- Under row-level security PostgreSQL lets no index answer a question whose operator could tell of rows it may not
-- show (LIKE, @>). door_words answers it for one school, and for ids only: the rows are then read as any others.

-- +goose Up
CREATE INDEX cases_of_starter ON cases (school, starter, created_at DESC, id DESC);
CREATE INDEX cases_of_process ON cases (school, process, created_at DESC, id DESC);
CREATE INDEX cases_not_done ON cases (school, status, created_at DESC, id DESC) WHERE status <> 'done';

ALTER TABLE cases NO FORCE ROW LEVEL SECURITY;
ALTER TABLE case_persons NO FORCE ROW LEVEL SECURITY;

-- begun_at is when the case began: whose cases these are is listed by it.
ALTER TABLE case_persons ADD COLUMN begun_at timestamptz;
UPDATE case_persons p SET begun_at = c.created_at FROM cases c WHERE c.school = p.school AND c.id = p.case_id;
ALTER TABLE case_persons ALTER COLUMN begun_at SET NOT NULL;
CREATE INDEX case_persons_newest ON case_persons (school, person, begun_at DESC, case_id DESC);

-- +goose StatementBegin
CREATE FUNCTION note_begun() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  SELECT created_at INTO NEW.begun_at FROM cases WHERE school = NEW.school AND id = NEW.case_id;
  RETURN NEW;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER begun BEFORE INSERT ON case_persons FOR EACH ROW WHEN (NEW.begun_at IS NULL) EXECUTE FUNCTION note_begun();

-- The pieces of a text that a text within it is made of, too: of Chinese one and two characters, of anything else two
-- and three; as numbers, of which an index holds more.
-- +goose StatementBegin
CREATE FUNCTION word_keys(words text) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE letters text[] := string_to_array(words, NULL);
BEGIN
  RETURN (SELECT coalesce(array_remove(array_agg(hashtext(c || d))
      || array_agg(hashtext(CASE WHEN octet_length(c) > 1 THEN c ELSE c || d || e END)), NULL), '{}')
    FROM unnest(letters, letters[2:], letters[3:]) u (c, d, e));
END $body$;
-- +goose StatementEnd

-- The month and the year in which a case of a school began, as keys among the others: so that of a word that is often
-- said the latest cases are found without going through all. No piece of a text is that long.
CREATE FUNCTION month_key(school text, moment timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('month/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC') || '/'
        || extract(month FROM moment AT TIME ZONE 'UTC')) $$;
CREATE FUNCTION year_key(school text, moment timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT hashtext('year/' || school || '/' || extract(year FROM moment AT TIME ZONE 'UTC')) $$;

CREATE TABLE case_words (
  school   text NOT NULL DEFAULT this_school(),
  case_id  text NOT NULL,
  begun_at timestamptz NOT NULL,
  search   text NOT NULL,
  PRIMARY KEY (school, case_id),
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('case_words', 'SELECT, INSERT, UPDATE');
ALTER TABLE case_words NO FORCE ROW LEVEL SECURITY;
INSERT INTO case_words (school, case_id, begun_at, search) SELECT school, id, created_at, search FROM cases;
ALTER TABLE case_words FORCE ROW LEVEL SECURITY;
SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX case_words_keys ON case_words
  USING gin ((word_keys(search) || month_key(school, begun_at) || year_key(school, begun_at)))
  WITH (gin_pending_list_limit = 256);

-- +goose StatementBegin
CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO case_words (school, case_id, begun_at, search) VALUES (NEW.school, NEW.id, NEW.created_at, NEW.search)
  ON CONFLICT (school, case_id) DO UPDATE SET search = excluded.search;
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE TRIGGER words_came AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION keep_words();
CREATE TRIGGER words_changed AFTER UPDATE OF search ON cases FOR EACH ROW
  WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION keep_words();

GRANT SELECT (school, case_id, begun_at, search) ON case_words TO zongwu_door;
CREATE POLICY door ON case_words FOR SELECT TO zongwu_door USING (true);
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

ALTER TABLE cases FORCE ROW LEVEL SECURITY;
ALTER TABLE case_persons FORCE ROW LEVEL SECURITY;

-- What a supplier's payables add up to. It follows them when the transaction ends, so that nobody waits for it longer
-- than a commit takes.
CREATE TABLE supplier_sums (
  school      text NOT NULL DEFAULT this_school(),
  supplier    text NOT NULL,
  owed        bigint NOT NULL DEFAULT 0,
  accepted    bigint NOT NULL DEFAULT 0,
  returned    bigint NOT NULL DEFAULT 0,
  invoiced    bigint NOT NULL DEFAULT 0,
  paid        bigint NOT NULL DEFAULT 0,
  accepted_at timestamptz, -- last
  PRIMARY KEY (school, supplier),
  FOREIGN KEY (school, supplier) REFERENCES suppliers
);
SELECT protect('supplier_sums', 'SELECT, INSERT, UPDATE');
ALTER TABLE supplier_sums NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payables NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payable_lines NO FORCE ROW LEVEL SECURITY;
INSERT INTO supplier_sums (school, supplier, owed, accepted, returned, invoiced, paid, accepted_at)
SELECT p.school, p.supplier, sum(p.owed), sum(p.accepted), sum(p.returned), sum(p.invoiced), sum(p.paid),
  (SELECT max(l.accepted_at) FROM payable_lines l JOIN payables q ON q.school = l.school AND q.id = l.payable
   WHERE q.school = p.school AND q.supplier = p.supplier)
FROM payables p GROUP BY p.school, p.supplier;
ALTER TABLE payable_lines FORCE ROW LEVEL SECURITY;
ALTER TABLE payables FORCE ROW LEVEL SECURITY;
ALTER TABLE supplier_sums FORCE ROW LEVEL SECURITY;

-- +goose StatementBegin
CREATE FUNCTION add_to_supplier() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE was payables%ROWTYPE;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    was := OLD;
  END IF;
  INSERT INTO supplier_sums AS s (school, supplier, owed, accepted, returned, invoiced, paid, accepted_at)
  VALUES (NEW.school, NEW.supplier, NEW.owed - coalesce(was.owed, 0), NEW.accepted - coalesce(was.accepted, 0),
    NEW.returned - coalesce(was.returned, 0), NEW.invoiced - coalesce(was.invoiced, 0), NEW.paid - coalesce(was.paid, 0),
    (SELECT max(accepted_at) FROM payable_lines WHERE school = NEW.school AND payable = NEW.id))
  ON CONFLICT (school, supplier) DO UPDATE SET owed = s.owed + excluded.owed, accepted = s.accepted + excluded.accepted,
    returned = s.returned + excluded.returned, invoiced = s.invoiced + excluded.invoiced, paid = s.paid + excluded.paid,
    accepted_at = greatest(s.accepted_at, excluded.accepted_at);
  RETURN NULL;
END $body$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER added_to_supplier AFTER INSERT OR UPDATE ON payables DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION add_to_supplier();

CREATE INDEX payables_of_supplier ON payables (school, supplier, at DESC, id DESC);
CREATE INDEX payables_newest ON payables (school, at DESC, id DESC);

-- +goose Down
DROP INDEX payables_newest, payables_of_supplier;
DROP TRIGGER added_to_supplier ON payables;
DROP FUNCTION add_to_supplier();
DROP TABLE supplier_sums;
DROP FUNCTION door_words(int[]);
DROP TRIGGER words_changed ON cases;
DROP TRIGGER words_came ON cases;
DROP FUNCTION keep_words();
DROP TABLE case_words;
DROP FUNCTION year_key(text, timestamptz), month_key(text, timestamptz), word_keys(text);
DROP TRIGGER begun ON case_persons;
DROP FUNCTION note_begun();
DROP INDEX case_persons_newest;
ALTER TABLE case_persons DROP COLUMN begun_at;
DROP INDEX cases_not_done, cases_of_process, cases_of_starter;
