package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"zongwu/cases"
	"zongwu/store"
)

// remember answers a call that changes no case and no row from its key, when it was made before with the same body.
// What it does needs no transaction with the key: doing it twice does no harm.
func (s *Server) remember(
	ctx context.Context, do func(context.Context) ([]byte, error),
) (answer []byte, repeated bool, err error) {
	request, who := sentWith(ctx), me(ctx)
	if request.key == "" {
		answer, err = do(ctx)
		return answer, false, err
	}
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		answer, repeated, err = recall(ctx, tx, who.Person.ID, request)
		return err
	})
	if err != nil || repeated {
		return answer, repeated, err
	}
	if answer, err = do(ctx); err != nil {
		return nil, false, err
	}
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		earlier, known, err := recall(ctx, tx, who.Person.ID, request)
		if err != nil || known {
			answer, repeated = earlier, known
			return err
		}
		return keep(ctx, tx, who.Person.ID, request, answer)
	})
	return answer, repeated, err
}

// once does something in the caller's school, and keeps its answer under the request's key in the same transaction:
// with that key again it is answered alike, and nothing is done.
func once[T any](
	ctx context.Context, s *Server, do func(ctx context.Context, tx *store.Tx, person string) (T, error),
) (answered T, err error) {
	request := sentWith(ctx)
	err = s.inMine(ctx, func(ctx context.Context, tx *store.Tx, person string) error {
		before, known, err := recall(ctx, tx, person, request)
		if err != nil {
			return err
		}
		if known {
			return json.Unmarshal(before, &answered)
		}
		if answered, err = do(ctx, tx, person); err != nil {
			return err
		}
		answer, err := json.Marshal(answered)
		if err != nil {
			return err
		}
		return keep(ctx, tx, person, request, answer)
	})
	return answered, err
}

// recall finds what a key answered before; another body under it is cases.ErrKeyReused.
func recall(ctx context.Context, tx *store.Tx, actor string, request sent) (answer []byte, known bool, err error) {
	if request.key == "" {
		return nil, false, nil
	}
	before, err := tx.LockKey(ctx, actor, request.key)
	if err != nil || before == nil {
		return nil, false, err
	}
	if before.BodyHash != bodyHash(request) {
		return nil, false, cases.ErrKeyReused
	}
	return before.Answer, true, nil
}

// keep remembers an answer under the request's key.
func keep(ctx context.Context, tx *store.Tx, actor string, request sent, answer []byte) error {
	if request.key == "" {
		return nil
	}
	return tx.SaveKey(ctx, actor, request.key, store.Key{BodyHash: bodyHash(request), Answer: answer})
}

func bodyHash(request sent) string {
	sum := sha256.Sum256(request.body)
	return hex.EncodeToString(sum[:])
}
