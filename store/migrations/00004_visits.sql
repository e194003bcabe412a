-- Who is signed in, what they uploaded, what they were told; and the doors that open before a school is known.

-- +goose Up
CREATE TABLE sessions (
  school     text NOT NULL DEFAULT this_school(),
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  person     text NOT NULL,
  created_at timestamptz NOT NULL,
  idle_until timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL,
  FOREIGN KEY (school, person) REFERENCES people
);
CREATE INDEX sessions_of_person ON sessions (school, person);
SELECT protect('sessions', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE files (
  school   text NOT NULL DEFAULT this_school() REFERENCES schools,
  id       text NOT NULL,
  name     text NOT NULL,
  type     text NOT NULL,
  size     bigint NOT NULL CHECK (size >= 0),
  sha256   text NOT NULL,
  content  bytea NOT NULL,
  uploader text NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (school, id)
);
SELECT protect('files', 'SELECT, INSERT');
SELECT append_only('files');

CREATE TABLE file_cases (
  school  text NOT NULL DEFAULT this_school(),
  file_id text NOT NULL,
  case_id text NOT NULL,
  PRIMARY KEY (school, file_id, case_id),
  FOREIGN KEY (school, file_id) REFERENCES files,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
SELECT protect('file_cases', 'SELECT, INSERT');

CREATE TABLE notices (
  school  text NOT NULL DEFAULT this_school(),
  id      bigint GENERATED ALWAYS AS IDENTITY,
  person  text NOT NULL,
  case_id text NOT NULL,
  send_id text NOT NULL,
  what    text NOT NULL,
  task    text NOT NULL,
  words   jsonb NOT NULL,
  at      timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  PRIMARY KEY (school, id),
  UNIQUE (school, case_id, send_id, person),
  FOREIGN KEY (school, person) REFERENCES people,
  FOREIGN KEY (school, case_id) REFERENCES cases
);
CREATE INDEX notices_of_person ON notices (school, person, id DESC);
SELECT protect('notices', 'SELECT, INSERT, UPDATE');

-- Belongs to no school: a wrong login names none. key is "account:…" or "address:…".
CREATE TABLE login_tries (
  key      text PRIMARY KEY,
  failures int NOT NULL,
  since    timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_tries TO zongwu_app;

GRANT SELECT (id) ON schools TO zongwu_door;
GRANT SELECT (school, id, login, password_hash, disabled) ON people TO zongwu_door;
GRANT SELECT (school, token_hash, person, created_at, idle_until, ends_at) ON sessions TO zongwu_door;
GRANT SELECT (school, at) ON outbox TO zongwu_door;
CREATE POLICY door ON schools FOR SELECT TO zongwu_door USING (true);
CREATE POLICY door ON people FOR SELECT TO zongwu_door USING (true);
CREATE POLICY door ON sessions FOR SELECT TO zongwu_door USING (true);
CREATE POLICY door ON outbox FOR SELECT TO zongwu_door USING (true);

CREATE FUNCTION door_schools() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT id FROM schools ORDER BY id $$;

CREATE FUNCTION door_login(wanted text, OUT school text, OUT person text, OUT password_hash text, OUT disabled boolean)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT p.school, p.id, p.password_hash, p.disabled FROM people p WHERE p.login = wanted $$;

CREATE FUNCTION door_session(hash bytea, moment timestamptz, OUT school text, OUT person text,
  OUT created_at timestamptz, OUT idle_until timestamptz, OUT ends_at timestamptz)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT s.school, s.person, s.created_at, s.idle_until, s.ends_at FROM sessions s
  JOIN people p ON p.school = s.school AND p.id = s.person AND NOT p.disabled
  WHERE s.token_hash = hash AND s.idle_until > moment AND s.ends_at > moment
$$;

CREATE FUNCTION door_outbox(OUT school text, OUT oldest timestamptz) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT o.school, min(o.at) FROM outbox o GROUP BY o.school ORDER BY min(o.at) $$;

REVOKE ALL ON FUNCTION door_schools(), door_login(text), door_session(bytea, timestamptz), door_outbox() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_schools(), door_login(text), door_session(bytea, timestamptz), door_outbox()
  TO zongwu_app;
GRANT CREATE, USAGE ON SCHEMA public TO zongwu_door;
ALTER FUNCTION door_schools() OWNER TO zongwu_door;
ALTER FUNCTION door_login(text) OWNER TO zongwu_door;
ALTER FUNCTION door_session(bytea, timestamptz) OWNER TO zongwu_door;
ALTER FUNCTION door_outbox() OWNER TO zongwu_door;
REVOKE CREATE ON SCHEMA public FROM zongwu_door;

-- +goose Down
DROP FUNCTION door_outbox(), door_session(bytea, timestamptz), door_login(text), door_schools();
DROP POLICY door ON outbox;
DROP POLICY door ON people;
DROP POLICY door ON schools;
DROP TABLE login_tries, notices, file_cases, files, sessions;
