package cases

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

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
	parts, err := c.parts(ctx, forms.Chinese)
	if err != nil {
		return err
	}
	c.row.Title = lineOf(parts)
	bare := strings.ReplaceAll(c.row.Title, ",", "") // amounts are looked for without their commas, too
	c.row.Search = store.SearchText(c.row.Number, c.process.Title.Zh, starter, c.row.Title, bare)
	return nil
}

// parts are what the process names as its summary, in a language.
func (c *change) parts(ctx context.Context, lang string) ([]forms.Part, error) {
	form, ok := formOf(c.process, processes.Start)
	if !ok {
		return nil, nil
	}
	env := forms.Env{Ctx: ctx, World: c.world, Lang: lang}
	parts, err := form.Summary(env, c.state.Data[processes.Start], c.process.Summary)
	if err != nil {
		return nil, fmt.Errorf("summarise %s: %w", c.row.Number, err)
	}
	for i := range parts {
		parts[i].Text = shortened(parts[i].Text)
	}
	return parts, nil
}

// lineOf is a summary in one line.
func lineOf(parts []forms.Part) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = part.Text
	}
	return strings.Join(texts, " · ")
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= maxTitlePart {
		return s
	}
	return string([]rune(s)[:maxTitlePart-1]) + "…"
}
