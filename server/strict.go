package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep a body may nest: forms need three levels.
const maxDepth = 64

// checkJSON refuses what the contract does not allow in any JSON body: bad UTF-8, NUL, duplicate keys, more than one
// value, anything but an object. Every reader after it can be an ordinary one.
func checkJSON(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return reject(http.StatusBadRequest, "error.json", Fault{Code: "json", Detail: "error.code.empty"})
	}
	if at := invalidUTF8(body); at >= 0 {
		return located(body, at, "utf8")
	}
	if at := loneSurrogate(body); at >= 0 {
		return located(body, at, "utf8")
	}
	w := walker{decoder: json.NewDecoder(bytes.NewReader(body)), body: body}
	w.decoder.UseNumber()
	if err := w.value("", 0); err != nil {
		return err
	}
	end := w.decoder.InputOffset()
	if _, err := w.decoder.Token(); !errors.Is(err, io.EOF) {
		return located(body, int(end), "json")
	}
	if first := bytes.TrimSpace(body)[0]; first != '{' {
		return reject(http.StatusBadRequest, "error.shape", Fault{Code: "type", Detail: "error.code.object"})
	}
	return nil
}

// walker reads a body token by token, for what encoding/json lets pass.
type walker struct {
	decoder *json.Decoder
	body    []byte
}

func (w *walker) value(pointer string, depth int) error {
	token, err := w.next()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case string:
		return w.clean(t, pointer)
	case json.Delim:
		if depth == maxDepth {
			return located(w.body, int(w.decoder.InputOffset()), "depth")
		}
		if t == '{' {
			return w.object(pointer, depth+1)
		}
		return w.array(pointer, depth+1)
	}
	return nil
}

func (w *walker) object(pointer string, depth int) error {
	seen := map[string]bool{}
	for w.decoder.More() {
		token, err := w.next()
		if err != nil {
			return err
		}
		key, isText := token.(string)
		if !isText {
			return located(w.body, int(w.decoder.InputOffset()), "json")
		}
		at := pointer + "/" + escapePointer(key)
		if err := w.clean(key, pointer); err != nil {
			return err
		}
		if seen[key] {
			return reject(http.StatusBadRequest, "error.json", Fault{Pointer: at, Code: "duplicate"})
		}
		seen[key] = true
		if err := w.value(at, depth); err != nil {
			return err
		}
	}
	_, err := w.next()
	return err
}

func (w *walker) array(pointer string, depth int) error {
	for i := 0; w.decoder.More(); i++ {
		if err := w.value(pointer+"/"+strconv.Itoa(i), depth); err != nil {
			return err
		}
	}
	_, err := w.next()
	return err
}

func (w *walker) next() (json.Token, error) {
	token, err := w.decoder.Token()
	if err == nil {
		return token, nil
	}
	offset := w.decoder.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset - 1
	}
	return nil, located(w.body, int(offset), "json")
}

// clean refuses U+0000, which JSON allows and the database does not.
func (w *walker) clean(text, pointer string) error {
	if strings.ContainsRune(text, 0) {
		return reject(http.StatusBadRequest, "error.json", Fault{Pointer: pointer, Code: "nul"})
	}
	return nil
}

// located rejects a text at a byte offset.
func located(body []byte, offset int, code string) error {
	offset = max(0, min(offset, len(body)))
	before := body[:offset]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return reject(http.StatusBadRequest, "error.json", Fault{Line: line, Column: column, Code: code})
}

func invalidUTF8(body []byte) int {
	if utf8.Valid(body) {
		return -1
	}
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// loneSurrogate finds half a character written as \ud800 without its other half: encoding/json would put another
// character in its place without a word.
func loneSurrogate(body []byte) int {
	high := -1 // where a first half stands whose second must follow at once
	for i := 0; i < len(body); i++ {
		unit, escaped := rune(0), body[i] == '\\'
		if escaped && i+6 <= len(body) && body[i+1] == 'u' {
			if n, err := strconv.ParseUint(string(body[i+2:i+6]), 16, 16); err == nil {
				unit = rune(n)
			}
		}
		second := unit >= 0xdc00 && unit <= 0xdfff
		if second != (high >= 0) {
			if high >= 0 {
				return high
			}
			return i
		}
		high = -1
		switch {
		case unit >= 0xd800 && unit <= 0xdbff:
			high, i = i, i+5
		case unit != 0:
			i += 5
		case escaped:
			i++
		}
	}
	return high
}

func escapePointer(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// decodeJSON reads a checked body; numbers keep every digit.
func decodeJSON(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// canonical gives the same bytes for the same JSON whatever its spacing and order of members, numbers digit by digit:
// what "the same body" under an idempotency key means.
func canonical(body []byte) ([]byte, error) {
	var value any
	if err := decodeJSON(body, &value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}
