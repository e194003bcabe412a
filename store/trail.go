package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// link is one transition's place in its case's chain (docs/trail.md says how each part is made).
type link struct{ Effects, Previous, Digest string }

// shown lists what everyone who sees the case is shown of a transition; the digest is made of it as it stands there,
// with what it is where the transition has none.
func shown() map[string]any {
	return map[string]any{
		"seq": 0, "at": "", "actor": "", "step": "", "action": "", "outcome": "", "comment": "", "data": struct{}{},
	}
}

// newLink makes the link of a transition from its stored body.
func newLink(school, caseID, previous string, body []byte) (link, error) {
	var rest map[string]json.RawMessage
	if err := json.Unmarshal(body, &rest); err != nil {
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

// digestOf digests what is written as JSON, in the one form that docs/trail.md describes, RFC 8785. Integers keep all
// their digits: money may be beyond what a double holds.
func digestOf(value any) (string, error) {
	written, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("write json: %w", err)
	}
	canonical := jsontext.Value(written)
	if err := canonical.Canonicalize(jsontext.CanonicalizeRawInts(false)); err != nil {
		return "", fmt.Errorf("write canonical json: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}
