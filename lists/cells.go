package lists

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/sheets"
)

// scribe writes values into cells of a workbook, and reads what people wrote there, in one language.
type scribe struct {
	lang  string
	refs  map[string]*names // by type of field
	lists map[string]string // titles of the lists fields refer to, by type of field
}

func (d *desk) scribe(ctx context.Context, f *form) (*scribe, error) {
	s := &scribe{lang: d.who.Lang, refs: map[string]*names{}, lists: map[string]string{}}
	for _, field := range f.fields {
		list := refers(field.Type)
		if list == "" {
			continue
		}
		named, err := d.world.names(ctx, list)
		if err != nil {
			return nil, err
		}
		found, err := d.Find(list)
		if err != nil {
			return nil, err
		}
		s.refs[field.Type], s.lists[field.Type] = named, found.Title.In(d.who.Lang)
	}
	return s, nil
}

// Separators between several values in one cell, and between the two halves of one.
const (
	between = "、"
	halves  = "="
)

var separators = regexp.MustCompile(`[、,，;；\n]+`)

// cell is what stands in a cell for a value: string, int64, decimal.Decimal, time.Time, or nil.
func (s *scribe) cell(f Field, v any) any {
	switch x := v.(type) {
	case nil:
		return nil
	case bool:
		return say(s.lang, map[bool]string{true: "yes", false: "no"}[x])
	case forms.Money:
		return x.Yuan()
	case int64, decimal.Decimal:
		return x
	case []string:
		words := make([]string, len(x))
		for i, value := range x {
			words[i] = s.optionWord(f, value)
		}
		return strings.Join(words, between)
	case []forms.Data:
		return s.rows(f, x)
	case string:
		return s.textCell(f, x)
	}
	return fmt.Sprint(v)
}

func (s *scribe) textCell(f Field, v string) any {
	switch {
	case s.refs[f.Type] != nil:
		return s.refs[f.Type].of(v)
	case len(f.Options) > 0:
		return s.optionWord(f, v)
	case f.Type == "date":
		if day, err := time.Parse(time.DateOnly, v); err == nil {
			return day
		}
	}
	return v
}

// optionWord is an option's label, unless it could not be read back out of a cell of several.
func (s *scribe) optionWord(f Field, value string) string {
	word := optionNames(f.Options, s.lang).of(value)
	if separators.MatchString(word) {
		return value
	}
	return word
}

// rows writes a small table into one cell: 箱=8；盒=12.
func (s *scribe) rows(f Field, rows []forms.Data) string {
	var out []string
	for _, row := range rows {
		var cells []string
		for _, inner := range f.Fields {
			cells = append(cells, inWords(s.cell(inner, row[inner.Name])))
		}
		out = append(out, strings.Join(cells, halves))
	}
	return strings.Join(out, "；")
}

// inWords is what people read in a cell.
func inWords(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case time.Time:
		return x.Format(time.DateOnly)
	case decimal.Decimal:
		return x.String()
	}
	return fmt.Sprint(v)
}

// words is a value as people read it in a comparison.
func (s *scribe) words(f Field, v any) string {
	switch x := v.(type) {
	case forms.Money:
		return x.In(s.lang)
	case []string:
		words := make([]string, len(x))
		for i, value := range x {
			words[i] = optionNames(f.Options, s.lang).plainly(value)
		}
		if s.lang == forms.English {
			return strings.Join(words, ", ")
		}
		return strings.Join(words, between)
	case int64:
		if zero := f.Zero.In(s.lang); x == 0 && zero != "" {
			return zero
		}
	case []forms.Data:
		rows := make([]string, len(x))
		for i, row := range x {
			rows[i] = s.rowWords(f, row)
		}
		return strings.Join(rows, "；")
	case string:
		if called := s.refs[f.Type]; called != nil {
			return called.plainly(x)
		}
		if len(f.Options) > 0 {
			return optionNames(f.Options, s.lang).plainly(x)
		}
	}
	return inWords(s.cell(f, v))
}

// rowWords is a row of a small table as people read it.
func (s *scribe) rowWords(f Field, row forms.Data) string {
	var cells []string
	for _, inner := range f.Fields {
		if word := s.words(inner, row[inner.Name]); word != "" {
			cells = append(cells, word)
		}
	}
	return strings.Join(cells, " ")
}

// figure is a value under the head of its column, which names the unit of money.
func (s *scribe) figure(f Field, v any) string {
	if m, ok := v.(forms.Money); ok {
		return m.Grouped()
	}
	return s.words(f, v)
}

// stands says that a cell holds what was written for a value: nobody touched it.
func (s *scribe) stands(table *sheets.Table, c sheets.Cell, written any) bool {
	switch x := written.(type) {
	case nil:
		return c.Kind == sheets.Empty
	case int64:
		return equalNumber(c, decimal.NewFromInt(x))
	case decimal.Decimal:
		return equalNumber(c, x)
	case time.Time:
		day, ok := table.Day(c)
		return ok && day == x.Format(time.DateOnly) || c.Text == x.Format(time.DateOnly)
	case string:
		plain := sheets.Plain(x)
		return c.Kind != sheets.Formula && c.Kind != sheets.Broken && strings.TrimSpace(c.Text) == strings.TrimSpace(plain)
	}
	return false
}

func equalNumber(c sheets.Cell, d decimal.Decimal) bool {
	if c.Kind != sheets.Number && c.Kind != sheets.Text {
		return false
	}
	have, err := decimal.NewFromString(strings.TrimSpace(c.Text))
	return err == nil && have.Equal(d)
}

// trouble is what is wrong with a cell, and what would be right.
type trouble struct{ wrong, right string }

// take reads a cell into the inputs of a posted form. What a form itself can judge is left to it.
func (s *scribe) take(f Field, table *sheets.Table, c sheets.Cell, into url.Values) *trouble {
	text := strings.TrimSpace(c.Text)
	switch {
	case c.Kind == sheets.Formula:
		return &trouble{say(s.lang, "cell.formula"), say(s.lang, "cell.formula.right")}
	case c.Kind == sheets.Broken:
		return &trouble{say(s.lang, "cell.broken", "found", c.Text), say(s.lang, "cell.broken.right")}
	case c.Kind == sheets.Empty || text == "":
		return nil
	case s.refs[f.Type] != nil:
		return s.takeReference(f, text, into)
	}
	switch f.Type {
	case "choice":
		return s.takeOptions(f, []string{text}, into)
	case "choices":
		return s.takeOptions(f, separators.Split(text, -1), into)
	case "bool":
		return s.takeBool(f, c, into)
	case "date":
		return s.takeDate(f, table, c, into)
	case "table":
		return s.takeRows(f, text, into)
	}
	if c.Kind == sheets.Bool {
		text = strings.ToUpper(text)
	}
	if slices.Contains([]string{f.Zero.Zh, f.Zero.In(forms.Traditional), f.Zero.In(forms.English)}, text) {
		text = "0"
	}
	into.Set(f.Name, text)
	return nil
}

func (s *scribe) takeReference(f Field, text string, into url.Values) *trouble {
	called := s.refs[f.Type]
	id, several := called.find(text)
	switch {
	case id != "":
		into.Set(f.Name, id)
		return nil
	case several:
		var same []string
		for id, name := range called.byID {
			if name == text {
				same = append(same, called.of(id))
			}
		}
		slices.Sort(same)
		return &trouble{say(s.lang, "cell.several"), say(s.lang, "cell.several.right", "options", s.few(same))}
	case len(called.rows) == 0:
		return &trouble{
			say(s.lang, "cell.reference", "list", s.lists[f.Type]),
			say(s.lang, "cell.reference.none", "list", s.lists[f.Type]),
		}
	}
	return &trouble{
		say(s.lang, "cell.reference", "list", s.lists[f.Type]),
		say(s.lang, "cell.reference.right", "options", s.few(nearest(text, called.all()))),
	}
}

func (s *scribe) takeOptions(f Field, written []string, into url.Values) *trouble {
	var labels []string
	for _, o := range f.Options {
		labels = append(labels, s.optionWord(f, o.Value))
	}
	if len(labels) == 0 {
		return &trouble{say(s.lang, "cell.choice.none"), ""}
	}
	for _, word := range written {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		value, _ := findOption(f.Options, word)
		if value == "" {
			wrong := say(s.lang, "cell.choice")
			if len(written) > 1 {
				wrong = word + " " + wrong
			}
			return &trouble{wrong, say(s.lang, "cell.choice.right", "options", strings.Join(labels, between))}
		}
		into.Add(f.Name, value)
	}
	return nil
}

func (s *scribe) takeBool(f Field, c sheets.Cell, into url.Values) *trouble {
	switch strings.ToLower(strings.TrimSpace(c.Text)) {
	case "是", "yes", "y", "true", "1", "√", "✓", "对":
		into.Set(f.Name, "true")
	case "否", "no", "n", "false", "0", "×", "✗":
		into.Set(f.Name, "false")
	default:
		return &trouble{say(s.lang, "cell.bool"), say(s.lang, "cell.bool.right")}
	}
	return nil
}

var (
	dateText  = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?$`)
	dateDense = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
)

func (s *scribe) takeDate(f Field, table *sheets.Table, c sheets.Cell, into url.Values) *trouble {
	day, ok := table.Day(c)
	if !ok {
		text := strings.TrimSpace(c.Text)
		parts := dateText.FindStringSubmatch(text)
		if parts == nil {
			parts = dateDense.FindStringSubmatch(text)
		}
		if parts != nil {
			month, _ := strconv.Atoi(parts[2])
			date, _ := strconv.Atoi(parts[3])
			day = fmt.Sprintf("%s-%02d-%02d", parts[1], month, date)
		}
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return &trouble{say(s.lang, "cell.date"), say(s.lang, "cell.date.right")}
		}
	}
	into.Set(f.Name, day)
	return nil
}

func (s *scribe) takeRows(f Field, text string, into url.Values) *trouble {
	n := 0
	for _, row := range separators.Split(text, -1) {
		if row = strings.TrimSpace(row); row == "" {
			continue
		}
		cells := strings.Split(strings.ReplaceAll(row, "＝", halves), halves)
		if len(cells) != len(f.Fields) {
			return &trouble{
				say(s.lang, "cell.table", "field", f.Label.In(s.lang)),
				say(s.lang, "cell.table.right", "example", "箱=8；盒=12"),
			}
		}
		for i, inner := range f.Fields {
			into.Set(fmt.Sprintf("%s.%d.%s", f.Name, n, inner.Name), strings.TrimSpace(cells[i]))
		}
		n++
	}
	return nil
}

// few names some of what could be written.
func (s *scribe) few(all []string) string {
	const enough = 6
	if len(all) > enough {
		return strings.Join(all[:enough], between) + " …"
	}
	return strings.Join(all, between)
}

// nearest puts what shares most characters with a text first.
func nearest(text string, all []string) []string {
	score := func(word string) int {
		n := 0
		for _, r := range text {
			if strings.ContainsRune(word, r) {
				n++
			}
		}
		return n
	}
	best := slices.Clone(all)
	slices.SortStableFunc(best, func(a, b string) int { return score(b) - score(a) })
	return best
}
