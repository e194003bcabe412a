package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// link is one transition's place in its case's chain (docs/trail.md says how each part is made).
type link struct{ Effects, Previous, Digest string }

// told is what everyone who sees the case is shown of a transition; the digest is made of it as it stands here.
type told struct {
	School   string          `json:"school"`
	Case     string          `json:"case"`
	Seq      int             `json:"seq"`
	At       string          `json:"at"`
	Actor    string          `json:"actor"`
	Step     string          `json:"step"`
	Action   string          `json:"action"`
	Outcome  string          `json:"outcome"`
	Comment  string          `json:"comment"`
	Data     json.RawMessage `json:"data"`
	Effects  string          `json:"effects"`
	Previous string          `json:"previous"`
}

// newLink makes the link of a transition from its stored body.
func newLink(school, caseID, previous string, body []byte) (link, error) {
	t := told{School: school, Case: caseID, Data: json.RawMessage("{}")}
	if err := json.Unmarshal(body, &t); err != nil {
		return link{}, fmt.Errorf("read transition: %w", err)
	}
	t.School, t.Case, t.Previous = school, caseID, previous
	effects, err := effectsOf(body)
	if err != nil {
		return link{}, err
	}
	t.Effects = effects
	raw, err := json.Marshal(t)
	if err != nil {
		return link{}, fmt.Errorf("encode trail link: %w", err)
	}
	digest, err := digestJSON(raw)
	if err != nil {
		return link{}, err
	}
	return link{Effects: effects, Previous: previous, Digest: digest}, nil
}

// effectsOf digests the rest of a transition: what it changed, posted and set going.
func effectsOf(body []byte) (string, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(body, &parts); err != nil {
		return "", fmt.Errorf("read transition: %w", err)
	}
	for _, name := range []string{"seq", "at", "actor", "step", "action", "outcome", "comment", "data"} {
		delete(parts, name)
	}
	raw, err := json.Marshal(parts)
	if err != nil {
		return "", fmt.Errorf("encode effects: %w", err)
	}
	return digestJSON(raw)
}

func digestJSON(raw []byte) (string, error) {
	plain, err := canonical(raw)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:]), nil
}
