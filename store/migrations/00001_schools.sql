-- Every row belongs to one school. protect() closes a table to all but the rows of the school the transaction names;
-- append_only() makes it a record nobody changes, not even its owner. The application role gets what is granted here
-- and nothing else; zongwu_door owns the few functions that must answer before a school is known.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION protect(t regclass, grants text, school_column text DEFAULT 'school') RETURNS void
LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
  EXECUTE format('CREATE POLICY own_school ON %s
    USING (%I = nullif(current_setting(''app.school'', true), ''''))
    WITH CHECK (%I = nullif(current_setting(''app.school'', true), ''''))', t, school_column, school_column);
  EXECUTE format('GRANT %s ON %s TO zongwu_app', grants, t);
END $body$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $body$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION append_only(t regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
  EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
END $body$;
-- +goose StatementEnd

REVOKE ALL ON FUNCTION protect(regclass, text, text), append_only(regclass) FROM PUBLIC;

-- The school of the transaction, for defaults: a statement never has to name it.
CREATE FUNCTION this_school() RETURNS text LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('app.school', true), '') $$;

CREATE TABLE schools (
  id          text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
  name        text NOT NULL,
  settings    jsonb NOT NULL DEFAULT '{}',
  terms       jsonb NOT NULL DEFAULT '[]',
  closures    jsonb NOT NULL DEFAULT '[]',
  fiscal_year int NOT NULL CHECK (fiscal_year BETWEEN 2000 AND 2199),
  created_at  timestamptz NOT NULL DEFAULT now()
);
SELECT protect('schools', 'SELECT, INSERT, UPDATE', 'id');

CREATE TABLE departments (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  id     text NOT NULL,
  name   text NOT NULL,
  head   text NOT NULL DEFAULT '',
  fund   text NOT NULL DEFAULT '',
  search text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('departments', 'SELECT, INSERT, UPDATE');

-- A person's id never changes and stands in the trail; the login is what is typed and unique over all schools.
CREATE TABLE people (
  school        text NOT NULL DEFAULT this_school() REFERENCES schools,
  id            text NOT NULL,
  login         text NOT NULL UNIQUE,
  name          text NOT NULL,
  department    text NOT NULL,
  title         text NOT NULL DEFAULT '',
  roles         text[] NOT NULL DEFAULT '{}',
  stores        text[] NOT NULL DEFAULT '{}',
  deputy        text NOT NULL DEFAULT '',
  password_hash text NOT NULL DEFAULT '',
  disabled      boolean NOT NULL DEFAULT false,
  more          jsonb NOT NULL DEFAULT '{}',
  search        text NOT NULL DEFAULT '',
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, id),
  FOREIGN KEY (school, department) REFERENCES departments
);
SELECT protect('people', 'SELECT, INSERT, UPDATE');

CREATE TABLE stores (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  id     text NOT NULL,
  name   text NOT NULL,
  keeper text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('stores', 'SELECT, INSERT, UPDATE');

CREATE TABLE rooms (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL,
  name     text NOT NULL,
  building text NOT NULL DEFAULT '',
  seats    int NOT NULL DEFAULT 0,
  head     text NOT NULL DEFAULT '',
  more     jsonb NOT NULL DEFAULT '{}',
  search   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('rooms', 'SELECT, INSERT, UPDATE');

-- Catalogue rows only; the register with its entries is a book of its own.
CREATE TABLE assets (
  school     text NOT NULL DEFAULT this_school() REFERENCES schools,
  id         text NOT NULL,
  name       text NOT NULL,
  category   text NOT NULL DEFAULT '',
  quantity   int NOT NULL DEFAULT 1 CHECK (quantity > 0),
  price      bigint NOT NULL DEFAULT 0 CHECK (price >= 0),
  bought     date,
  life_years int NOT NULL DEFAULT 0,
  room       text NOT NULL DEFAULT '',
  holder     text NOT NULL DEFAULT '',
  state      text NOT NULL DEFAULT 'in_use',
  more       jsonb NOT NULL DEFAULT '{}',
  search     text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('assets', 'SELECT, INSERT, UPDATE');

CREATE TABLE suppliers (
  school      text NOT NULL DEFAULT this_school() REFERENCES schools,
  id          text NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL DEFAULT '',
  settle      text NOT NULL DEFAULT '',
  contract    text NOT NULL DEFAULT '',
  contract_to date,
  categories  text[] NOT NULL DEFAULT '{}',
  more        jsonb NOT NULL DEFAULT '{}',
  disabled    boolean NOT NULL DEFAULT false,
  search      text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('suppliers', 'SELECT, INSERT, UPDATE');

CREATE TABLE funds (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  id     text NOT NULL,
  name   text NOT NULL,
  amount bigint NOT NULL DEFAULT 0 CHECK (amount >= 0),
  note   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('funds', 'SELECT, INSERT, UPDATE');

CREATE TABLE subjects (
  school text NOT NULL DEFAULT this_school() REFERENCES schools,
  id     text NOT NULL,
  name   text NOT NULL,
  search text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('subjects', 'SELECT, INSERT, UPDATE');

-- Goods and services. pack: purchase unit to number of base units. price: estimate in fen per base unit.
CREATE TABLE items (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL,
  name     text NOT NULL,
  unit     text NOT NULL,
  pack     jsonb NOT NULL DEFAULT '{}',
  kind     text NOT NULL CHECK (kind IN ('consumable', 'durable', 'asset', 'food', 'service')),
  food     boolean NOT NULL DEFAULT false,
  store    text NOT NULL DEFAULT '',
  category text NOT NULL DEFAULT '',
  subject  text NOT NULL DEFAULT '',
  price    bigint NOT NULL DEFAULT 0 CHECK (price >= 0),
  proof    text NOT NULL DEFAULT '',
  low      numeric(18,3) NOT NULL DEFAULT 0,
  more     jsonb NOT NULL DEFAULT '{}',
  disabled boolean NOT NULL DEFAULT false,
  search   text NOT NULL DEFAULT '',
  PRIMARY KEY (school, id)
);
SELECT protect('items', 'SELECT, INSERT, UPDATE');

-- +goose Down
DROP TABLE items, subjects, funds, suppliers, assets, rooms, stores, people, departments, schools;
DROP FUNCTION this_school(), append_only(regclass), refuse_change(), protect(regclass, text, text);
