package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
)

// CheckTrail reads a case's hash chain as a person and recomputes every digest from what that person is shown, as
// docs/trail.md says. The chain must hold exactly the transitions of the history.
func CheckTrail(ctx context.Context, s *Session, school, id string) error {
	var c struct {
		History []map[string]json.RawMessage `json:"history"`
	}
	if err := s.Get(ctx, "/api/v1/cases/"+id, &c); err != nil {
		return err
	}
	links, err := List[map[string]json.RawMessage](ctx, s, "/api/v1/cases/"+id+"/trail")
	if err != nil {
		return err
	}
	if len(links) != len(c.History) || len(links) == 0 {
		return fmt.Errorf("trail of %s: %d links for %d transitions", id, len(links), len(c.History))
	}
	previous := ""
	for i, link := range links {
		told := shown(link, c.History[i])
		told["school"], told["case"] = quoted(school), quoted(id)
		if text(link["previous"]) != previous {
			return fmt.Errorf("trail of %s, seq %s: follows %s, not %s", id, link["seq"], link["previous"], previous)
		}
		digest, err := digestOf(told)
		if err != nil {
			return fmt.Errorf("trail of %s, seq %s: %w", id, link["seq"], err)
		}
		if text(link["digest"]) != digest {
			return fmt.Errorf("trail of %s, seq %s: digest is %s, recomputed %s of %s", id, link["seq"], link["digest"],
				digest, encode(told))
		}
		previous = digest
	}
	return nil
}

// shown gathers what a digest is made of, besides school and case: the link itself, and outcome, comment and data of
// the history's line. What is missing is an empty text, missing data an empty object.
func shown(link, event map[string]json.RawMessage) map[string]json.RawMessage {
	told := map[string]json.RawMessage{}
	for _, name := range []string{"seq", "at", "actor", "step", "action", "effects", "previous"} {
		told[name] = orEmpty(link[name], `""`)
	}
	for _, name := range []string{"outcome", "comment"} {
		told[name] = orEmpty(event[name], `""`)
	}
	told["data"] = orEmpty(event["data"], `{}`)
	return told
}

func orEmpty(raw json.RawMessage, empty string) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage(empty)
	}
	return raw
}

// digestOf is the SHA-256 of the RFC 8785 form of a value. What is digested holds no fractions and only keys of ASCII
// letters, which makes that form simple: sorted keys, no white space, shortest escapes.
func digestOf(told map[string]json.RawMessage) (string, error) {
	raw, err := json.Marshal(told)
	if err != nil {
		return "", err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "", err
	}
	var plain bytes.Buffer
	if err := writePlain(&plain, value); err != nil {
		return "", err
	}
	sum := sha256.Sum256(plain.Bytes())
	return hex.EncodeToString(sum[:]), nil
}

func writePlain(out *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		out.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writePlain(out, key); err != nil {
				return err
			}
			out.WriteByte(':')
			if err := writePlain(out, v[key]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writePlain(out, element); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	default:
		return writeScalar(out, v)
	}
	return nil
}

// writeScalar leaves the escaping to encoding/json, whose HTML escapes are switched off and which ends with a newline.
func writeScalar(out *bytes.Buffer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1)
	return nil
}

func quoted(s string) json.RawMessage { return json.RawMessage(encode(s)) }

func text(raw json.RawMessage) string {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return string(raw)
	}
	return s
}
