package processes

import (
	"context"
	"net/url"
	"strings"
)

// lastKey is the innermost key of a branch.
func lastKey(branch string) string {
	return branch[strings.LastIndexByte(branch, '/')+1:]
}

// upTo cuts a branch to its outer n keys.
func upTo(branch string, n int) string {
	if n == 0 || branch == "" {
		return ""
	}
	keys := strings.Split(branch, "/")
	return strings.Join(keys[:min(n, len(keys))], "/")
}

// unescape gives back the key as the rows have it.
func unescape(key string) string {
	plain, err := url.PathUnescape(key)
	if err != nil { // never: keys are escaped by groups
		return key
	}
	return plain
}

// Branches tells what the branches of a case are of: the reference that is a branch's key, or where every row has a
// branch of its own the first reference in it. Of a key that is a text the kind is empty. False outside an each.
func Branches(
	ctx context.Context, p *Process, s State, w World,
) (func(step, branch string) (Thing, bool, error), error) {
	e, err := newEngine(ctx, p, "", s, Action{}, w)
	if err != nil {
		return nil, err
	}
	return func(step, branch string) (Thing, bool, error) {
		there := p.byID[step]
		if there == nil || branch == "" {
			return Thing{}, false, nil
		}
		for owner := there.block.Owner; owner != nil; owner = owner.block.Owner {
			if ea, ok := owner.does.(*each); ok {
				return ea.thing(e, owner, branch)
			}
		}
		return Thing{}, false, nil
	}, nil
}

func (ea *each) thing(e *engine, owner *Step, branch string) (Thing, bool, error) {
	key := lastKey(branch)
	switch {
	case ea.listed():
		return Thing{ea.rows.Type.Of.Ref, unescape(key)}, true, nil
	case ea.key != nil:
		return Thing{ea.key.Type.Ref, unescape(key)}, true, nil
	case e.s.Status == "": // there are no rows yet
		return Thing{}, false, nil
	}
	groups, err := ea.groups(e, owner, around(branch))
	if err != nil {
		return Thing{}, false, err
	}
	for _, g := range groups {
		if g.key == key {
			kind, id, found := ea.rows.Type.Of.FirstReference(g.rows[0])
			return Thing{kind, id}, found, nil
		}
	}
	return Thing{}, false, nil
}
