package scale

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// slot is what a template leaves open; text stands as it is.
type slot int

const (
	text slot = iota
	caseID
	number
	numberLow
	year
	words
	pinyin
	initials
	moment
	effects
	previous
	digest
)

// piece is a stretch of text, or a slot; after is how long after the case began a moment is, layout how it is written.
type piece struct {
	slot   slot
	text   string
	after  time.Duration
	layout string
	zone   *time.Location
}

// cut is a value taken apart; nil is NULL.
type cut []piece

// template is one case's rows in every table, taken apart.
type template struct {
	prefix string // of its number, before the year
	rows   map[string][][]cut
	// links are what the digests of its transitions are made of, in order.
	links []struct{ effects, told cut }
}

// copied are the tables a case has rows in, each with the condition that finds them and their order.
func copied() []struct{ table, of, order string } {
	return []struct{ table, of, order string }{
		{"cases", "id = $1", "id"},
		{"case_persons", "case_id = $1", "person"},
		{"case_words", "case_id = $1", "case_id"},
		{"transitions", "case_id = $1", "seq"},
		{"tasks", "case_id = $1", "id"},
		{"task_persons", "task_id LIKE $1 || '.%'", "person"},
		{"case_things", "case_id = $1", "kind, thing"},
		{"budget_entries", "case_id = $1", "id"},
		{"stock_entries", "case_id = $1", "id"},
		{"payables", "case_id = $1", "id"},
		{"payable_lines", "payable IN (SELECT id FROM payables WHERE case_id = $1)", "line"},
		{"payable_entries", "case_id = $1", "id"},
	}
}

// cutter knows what differs between one case and its copies.
type cutter struct {
	id, number, year string
	begun            time.Time
	pattern          *regexp.Regexp
}

const stamp = `\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::\d\d)?)`

func newCutter(id, number, year string, begun time.Time) *cutter {
	return &cutter{id: id, number: number, year: year, begun: begun, pattern: regexp.MustCompile(
		regexp.QuoteMeta(id) + "|" + regexp.QuoteMeta(number) + "|" + regexp.QuoteMeta(strings.ToLower(number)) +
			"|" + marker + "|" + stamp + `|"year": ?` + year + `\b`)}
}

func (c *cutter) cut(value string) cut {
	out := cut{} // an empty text is not NULL
	add := func(literal string) {
		if literal != "" {
			out = append(out, piece{text: literal})
		}
	}
	for {
		at := c.pattern.FindStringIndex(value)
		if at == nil {
			add(value)
			return out
		}
		add(value[:at[0]])
		found := value[at[0]:at[1]]
		value = value[at[1]:]
		switch {
		case found == c.id:
			out = append(out, piece{slot: caseID})
		case found == c.number:
			out = append(out, piece{slot: number})
		case found == strings.ToLower(c.number):
			out = append(out, piece{slot: numberLow})
		case found == marker:
			out = append(out, piece{slot: words})
		case strings.HasPrefix(found, `"year"`):
			add(strings.TrimSuffix(found, c.year))
			out = append(out, piece{slot: year})
		default:
			out = append(out, c.moment(found))
		}
	}
}

func (c *cutter) moment(written string) piece {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07"} {
		if at, err := time.Parse(layout, written); err == nil {
			return piece{slot: moment, after: at.Sub(c.begun), layout: layout, zone: at.Location()}
		}
	}
	return piece{text: written}
}

// column cuts a value of a column; what no pattern finds is known by the column's name.
func (c *cutter) column(table, name, value string) cut {
	switch {
	case name == "fiscal_year" || name == "year":
		return cut{{slot: year}}
	case table == "budget_entries" && name == "line":
		return cut{{slot: year}, {text: strings.TrimPrefix(value, c.year)}}
	case name == "effects":
		return cut{{slot: effects}}
	case name == "previous":
		return cut{{slot: previous}}
	case name == "digest":
		return cut{{slot: digest}}
	case name == "search":
		return c.sounds(c.cut(value))
	}
	return c.cut(value)
}

// sounds cuts out how the marker is spelt, too.
func (c *cutter) sounds(pieces cut) cut {
	_, spelt, _ := strings.Cut(searchText(marker), " ")
	whole, first, _ := strings.Cut(spelt, " ")
	pattern := regexp.MustCompile(whole + "|" + first)
	out := cut{}
	for _, p := range pieces {
		if p.slot != text {
			out = append(out, p)
			continue
		}
		rest := p.text
		for {
			at := pattern.FindStringIndex(rest)
			if at == nil {
				break
			}
			kind := pinyin
			if rest[at[0]:at[1]] == first {
				kind = initials
			}
			out = append(out, piece{text: rest[:at[0]]}, piece{slot: kind})
			rest = rest[at[1]:]
		}
		out = append(out, piece{text: rest})
	}
	return out
}

// read takes one case apart.
func (s *school) read(ctx context.Context, id string, columns map[string][]string) (*template, error) {
	var named, charged string
	var begun time.Time
	err := s.owner.QueryRowContext(ctx, `SELECT number, coalesce(charged_year, fiscal_year)::text, created_at
		FROM cases WHERE id = $1`, id).Scan(&named, &charged, &begun)
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", id, err)
	}
	cutter := newCutter(id, named, charged, begun)
	t := &template{rows: map[string][][]cut{}}
	t.prefix, _, _ = strings.Cut(named, "-")
	for _, from := range copied() {
		err := s.each(ctx, from.table, from.of, from.order, id, columns[from.table], func(values []sql.NullString) error {
			row := make([]cut, len(values))
			for i, v := range values {
				if v.Valid {
					row[i] = cutter.column(from.table, columns[from.table][i], v.String)
				}
			}
			t.rows[from.table] = append(t.rows[from.table], row)
			if from.table != "transitions" {
				return nil
			}
			for i, name := range columns[from.table] {
				if name == "body" {
					return t.addLink(cutter, values[i].String)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// addLink prepares what the digests of a transition are made of, as docs/trail.md has it: the two canonical texts, with
// what differs cut out.
func (t *template) addLink(c *cutter, body string) error {
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	var rest map[string]any
	if err := decoder.Decode(&rest); err != nil {
		return fmt.Errorf("read transition: %w", err)
	}
	told := map[string]any{"school": schoolID, "case": c.id, "effects": "EFFECTS", "previous": "PREVIOUS",
		"actor": "", "step": "", "outcome": "", "comment": "", "data": map[string]any{}}
	for _, name := range []string{"seq", "at", "actor", "step", "action", "outcome", "comment", "data"} {
		if value, ok := rest[name]; ok {
			told[name] = value
			delete(rest, name)
		}
	}
	effectsText, err := canonical(rest)
	if err != nil {
		return err
	}
	toldText, err := canonical(told)
	if err != nil {
		return err
	}
	before, after, _ := strings.Cut(toldText, "EFFECTS")
	between, end, _ := strings.Cut(after, "PREVIOUS")
	link := struct{ effects, told cut }{effects: c.cut(effectsText)}
	link.told = append(append(c.cut(before), piece{slot: effects}), append(append(c.cut(between), piece{slot: previous}),
		c.cut(end)...)...)
	t.links = append(t.links, link)
	return nil
}

// canonical is JSON without white space, its keys sorted: what the benchmark's own cases need of RFC 8785.
func canonical(value any) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", fmt.Errorf("write json: %w", err)
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

func hexSum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// each reads a case's rows of a table, every value as PostgreSQL writes it.
func (s *school) each(
	ctx context.Context, table, of, order, id string, columns []string, take func([]sql.NullString) error,
) error {
	asText := make([]string, len(columns))
	for i, name := range columns {
		asText[i] = `"` + name + `"::text`
	}
	//nolint:gosec // names of our own tables and columns
	rows, err := s.owner.QueryContext(ctx, `SELECT `+strings.Join(asText, ", ")+` FROM `+table+` WHERE `+of+
		` ORDER BY `+order, id)
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read %s: %w", table, err)
		}
		if err := take(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
