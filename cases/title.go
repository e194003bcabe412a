package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// maxTitlePart is the longest part of a title, in characters.
const maxTitlePart = 60

// summarise writes the case's title (one line of what its process names as its summary) and what finds it.
func (c *change) summarise(ctx context.Context) error {
	starter, err := c.world.name(ctx, c.row.Starter)
	if err != nil {
		return err
	}
	form, ok := formOf(c.process, processes.Start)
	var parts []string
	if ok {
		data := c.state.Data[processes.Start]
		fields := form.Type().Fields
		for _, name := range c.process.Summary {
			part, err := c.shown(ctx, fields[name], data[name])
			if err != nil {
				return err
			}
			if part != "" {
				parts = append(parts, shortened(part))
			}
		}
	}
	c.row.Title = strings.Join(parts, " · ")
	bare := strings.ReplaceAll(c.row.Title, ",", "") // amounts are looked for without their commas, too
	c.row.Search = store.SearchText(c.row.Number, c.process.Title.Zh, starter, c.row.Title, bare)
	return nil
}

// shown gives a value as a person reads it in one line.
func (c *change) shown(ctx context.Context, t forms.Type, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case forms.Money:
		return v.In(forms.Chinese), nil
	case decimal.Decimal:
		return v.String(), nil
	case string:
		if t.Kind != "ref" {
			return strings.Join(strings.Fields(v), " "), nil
		}
		object, ok, err := c.world.Object(ctx, t.Ref, v)
		if err != nil || !ok {
			return v, err
		}
		return firstOf(object.Attrs.Text("name"), object.Attrs.Text("number"), v), nil
	case []string:
		return strings.Join(v, "、"), nil
	case bool, int64:
		return fmt.Sprint(v), nil
	}
	return "", nil // tables have no line of their own
}

func firstOf(texts ...string) string {
	i := slices.IndexFunc(texts, func(s string) bool { return s != "" })
	if i < 0 {
		return ""
	}
	return texts[i]
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= maxTitlePart {
		return s
	}
	return string([]rune(s)[:maxTitlePart-1]) + "…"
}
