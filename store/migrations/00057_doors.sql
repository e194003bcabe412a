-- What every request asks, and every worker four times a second, in the language that keeps its plan: planning took
-- three times as long as looking.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION door_session(hash bytea, moment timestamptz, OUT school text, OUT person text,
  OUT created_at timestamptz, OUT idle_until timestamptz, OUT ends_at timestamptz, OUT version bigint)
RETURNS SETOF record LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp
AS $body$
BEGIN
  RETURN QUERY SELECT s.school, s.person, s.created_at, s.idle_until, s.ends_at, c.version FROM sessions s
    JOIN people p ON p.school = s.school AND p.id = s.person AND NOT p.disabled
    JOIN schools c ON c.id = s.school
    WHERE s.token_hash = hash AND s.idle_until > moment AND s.ends_at > moment;
END $body$;

CREATE OR REPLACE FUNCTION door_outbox(OUT school text, OUT oldest timestamptz)
RETURNS SETOF record LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp
AS $body$
BEGIN
  RETURN QUERY SELECT o.school, min(o.at) FROM outbox o GROUP BY o.school ORDER BY min(o.at);
END $body$;
-- +goose StatementEnd

-- +goose Down
CREATE OR REPLACE FUNCTION door_session(hash bytea, moment timestamptz, OUT school text, OUT person text,
  OUT created_at timestamptz, OUT idle_until timestamptz, OUT ends_at timestamptz, OUT version bigint)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER ROWS 1000 SET search_path = public, pg_temp
AS $$
  SELECT s.school, s.person, s.created_at, s.idle_until, s.ends_at, c.version FROM sessions s
  JOIN people p ON p.school = s.school AND p.id = s.person AND NOT p.disabled
  JOIN schools c ON c.id = s.school
  WHERE s.token_hash = hash AND s.idle_until > moment AND s.ends_at > moment
$$;
CREATE OR REPLACE FUNCTION door_outbox(OUT school text, OUT oldest timestamptz)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER ROWS 1000 SET search_path = public, pg_temp
AS $$ SELECT o.school, min(o.at) FROM outbox o GROUP BY o.school ORDER BY min(o.at) $$;
