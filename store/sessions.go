package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Session is somebody signed in. Only the hash of its token is stored.
type Session struct {
	School, Person             string
	CreatedAt, IdleUntil, Ends time.Time
	Version                    int64 // of the school
}

// Login is what signing in needs to know of a person.
type Login struct {
	School, Person, PasswordHash string
	Disabled                     bool
}

// FindLogin finds who a login belongs to, in whichever school; ErrNotFound when nobody.
func (s *Store) FindLogin(ctx context.Context, login string) (*Login, error) {
	if !Storable(login) {
		return nil, ErrNotFound
	}
	var row Login
	err := s.get(ctx, "find login", &row,
		`SELECT school, person, password_hash AS passwordhash, disabled FROM door_login($1)`, login)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, away(fmt.Errorf("find login: %w", err))
	}
	return &row, nil
}

// FindSession finds a living session by its token and keeps it alive for another idle time (written at most once a
// minute); ErrNotFound when it is unknown, has ended, or its person was disabled.
func (s *Store) FindSession(ctx context.Context, token string, idle time.Duration) (*Session, error) {
	now, hash := time.Now(), tokenHash(token)
	var row Session
	err := s.get(ctx, "find session", &row, `SELECT school, person, created_at AS createdat, idle_until AS idleuntil,
		ends_at AS ends, version FROM door_session($1, $2)`, hash, now)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, away(fmt.Errorf("find session: %w", err))
	}
	until := now.Add(idle)
	if until.Sub(row.IdleUntil) < time.Minute {
		return &row, nil
	}
	row.IdleUntil = until
	err = s.InSchool(ctx, row.School, func(ctx context.Context, t *Tx) error {
		return t.exec(ctx, "keep session", `UPDATE sessions SET idle_until = $2 WHERE token_hash = $1`, hash, until)
	})
	return &row, err
}

// OpenSession signs a person in on some browser and returns the token, 256 random bits. The session ends when it was
// idle for so long, and after lifetime in any case. Sessions of the person that have ended are swept away.
func (t *Tx) OpenSession(
	ctx context.Context, person, agent string, idle, lifetime time.Duration,
) (token string, err error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(secret)
	now := time.Now()
	err = t.exec(ctx, "sweep sessions",
		`DELETE FROM sessions WHERE person = $1 AND (idle_until <= $2 OR ends_at <= $2)`, person, now)
	if err != nil {
		return "", err
	}
	return token, t.exec(ctx, "open session", `
		INSERT INTO sessions (token_hash, person, created_at, idle_until, ends_at, agent) VALUES ($1, $2, $3, $4, $5, $6)`,
		tokenHash(token), person, now, now.Add(idle), now.Add(lifetime), agent)
}

// EndSession signs a token out; ending one that is not there is no error.
func (t *Tx) EndSession(ctx context.Context, token string) error {
	return t.exec(ctx, "end session", `DELETE FROM sessions WHERE token_hash = $1`, tokenHash(token))
}

// OpenedSession is a living session as its own person sees it.
type OpenedSession struct {
	ID                   string // a word for it that opens nothing
	Agent                string
	CreatedAt, IdleUntil time.Time
}

// SessionID is the word for the session of a token.
func SessionID(token string) string { return hex.EncodeToString(tokenHash(token)) }

// SessionsOf lists where a person is signed in, the latest used first.
func (t *Tx) SessionsOf(ctx context.Context, person string) ([]OpenedSession, error) {
	var list []OpenedSession
	now := time.Now()
	err := t.list(ctx, "list sessions", &list, `SELECT encode(token_hash, 'hex') AS id, agent, created_at AS createdat,
			idle_until AS idleuntil FROM sessions WHERE person = $1 AND idle_until > $2 AND ends_at > $2
		ORDER BY idle_until DESC, id`, person, now)
	return list, err
}

// EndSessionOf ends one session of a person's; ending one that is not there is no error.
func (t *Tx) EndSessionOf(ctx context.Context, person, id string) error {
	return t.exec(ctx, "end session",
		`DELETE FROM sessions WHERE person = $1 AND encode(token_hash, 'hex') = $2`, person, id)
}

// EndOtherSessions signs a person out everywhere but where a token is.
func (t *Tx) EndOtherSessions(ctx context.Context, person, token string) error {
	return t.exec(ctx, "end other sessions",
		`DELETE FROM sessions WHERE person = $1 AND token_hash <> $2`, person, tokenHash(token))
}

// EndSessions signs a person out everywhere.
func (t *Tx) EndSessions(ctx context.Context, person string) error {
	return t.exec(ctx, "end sessions", `DELETE FROM sessions WHERE person = $1`, person)
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
