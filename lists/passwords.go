package lists

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/alexedwards/argon2id"

	"zongwu/store"
)

// passwordsAtOnce bounds how many passwords are made in one go: each costs some 25 ms and 19 MB.
const passwordsAtOnce = 100

// oneTime is a password that is shown once, and what is kept of it.
type oneTime struct{ word, hash string }

// HashPassword is how every password is kept, however it came to be: all cost the same to try, and as much as a login
// nobody has, so that the time of a refusal tells nothing. Less than OWASP's least for Argon2id it must not be.
func HashPassword(word string) (string, error) {
	hash, err := argon2id.CreateHash(word, &argon2id.Params{
		Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

func newPassword() (*oneTime, error) {
	const length = 12 // of 32 letters and digits: 60 bits
	word := rand.Text()[:length]
	hash, err := HashPassword(word)
	if err != nil {
		return nil, err
	}
	return &oneTime{word: word, hash: hash}, nil
}

// firstPassword is one for somebody new, nil for anything else.
func (s *Service) firstPassword(list, id string) (*oneTime, error) {
	if list != store.ListPeople || id != "" {
		return nil, nil //nolint:nilnil // nobody new needs none
	}
	return newPassword()
}

func (d *desk) setPassword(ctx context.Context, person string, made oneTime) error {
	if err := d.tx.SetPassword(ctx, person, made.hash); err != nil {
		return err
	}
	return d.note(ctx, person, "password")
}

// note records that something was done to a record which its form does not show.
func (d *desk) note(ctx context.Context, id, kind string) error {
	return d.tx.InsertChanges(ctx, []store.Change{
		{At: time.Now(), Actor: d.who.Person, List: d.list.ID, Record: id, Kind: kind},
	})
}

// ResetPassword gives a person a new password, which is returned once and kept nowhere; they are signed out everywhere.
func (s *Service) ResetPassword(ctx context.Context, who Who, person string) (string, error) {
	made, err := newPassword()
	if err != nil {
		return "", err
	}
	err = s.within(ctx, who, store.ListPeople, func(ctx context.Context, d *desk) error {
		if _, err := d.one(ctx, person); err != nil {
			return err
		}
		return d.setPassword(ctx, person, *made)
	})
	return made.word, err
}

// Given is a person's first password, to be handed over.
type Given struct{ ID, Name, Password string }

// FirstPasswords gives passwords to those who have none yet, a hundred at once; left says how many have none still.
func (s *Service) FirstPasswords(ctx context.Context, who Who) (given []Given, left int, err error) {
	made := make([]*oneTime, 0, passwordsAtOnce)
	waiting, err := s.WithoutPassword(ctx, who)
	if err != nil {
		return nil, 0, err
	}
	for range min(len(waiting), passwordsAtOnce) {
		one, err := newPassword()
		if err != nil {
			return nil, 0, err
		}
		made = append(made, one)
	}
	err = s.within(ctx, who, store.ListPeople, func(ctx context.Context, d *desk) error {
		given = nil
		if err := d.tx.LockList(ctx, store.ListPeople); err != nil {
			return err
		}
		waiting, err := d.tx.WithoutPassword(ctx)
		if err != nil {
			return err
		}
		for i, person := range waiting[:min(len(made), len(waiting))] {
			if err := d.setPassword(ctx, person.ID, *made[i]); err != nil {
				return err
			}
			given = append(given, Given{ID: person.ID, Name: person.Name, Password: made[i].word})
		}
		left = len(waiting) - len(given)
		return nil
	})
	return given, left, err
}

// WithoutPassword lists who could not sign in so far.
func (s *Service) WithoutPassword(ctx context.Context, who Who) (waiting []store.NamedRow, err error) {
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		waiting, err = tx.WithoutPassword(ctx)
		return err
	})
	return waiting, err
}
