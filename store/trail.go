package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// link is one transition's place in its case's chain (docs/trail.md says how each part is made).
type link struct{ Effects, Previous, Digest string }

// shown lists what everyone who sees the case is shown of a transition; the digest is made of it as it stands there,
// with what it is where the transition has none.
func shown() map[string]any {
	return map[string]any{
		"seq": json.Number("0"), "at": "", "actor": "", "step": "", "action": "", "outcome": "", "comment": "",
		"data": map[string]any{},
	}
}

// newLink makes the link of a transition from its stored body.
func newLink(school, caseID, previous string, body []byte) (link, error) {
	var rest map[string]any
	if err := decodeExact(body, &rest); err != nil {
		return link{}, fmt.Errorf("read transition: %w", err)
	}
	told := shown()
	for name := range told {
		if value, there := rest[name]; there {
			told[name] = value
			delete(rest, name)
		}
	}
	effects, err := digestOf(rest) // what it changed, posted and set going
	if err != nil {
		return link{}, err
	}
	told["school"], told["case"], told["previous"], told["effects"] = school, caseID, previous, effects
	digest, err := digestOf(told)
	if err != nil {
		return link{}, err
	}
	return link{Effects: effects, Previous: previous, Digest: digest}, nil
}

// digestJSON digests JSON, digestOf what JSON holds, in its canonical form.
func digestJSON(raw []byte) (string, error) {
	var value any
	if err := decodeExact(raw, &value); err != nil {
		return "", err
	}
	return digestOf(value)
}

func digestOf(value any) (string, error) {
	plain, err := canonical(value)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:]), nil
}
