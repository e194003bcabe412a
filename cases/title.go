package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"zongwu/forms"
	"zongwu/processes"
)

// maxTitlePart is the longest part of a title, in characters.
const maxTitlePart = 60

// separator stands between the parts of a title.
const separator = " · "

// summarise writes the case's title (one line of what its process names as its summary) and says what finds it beside
// its number.
func (c *change) summarise(ctx context.Context) (words []string, err error) {
	starter, err := c.world.name(ctx, c.row.Starter)
	if err != nil {
		return nil, err
	}
	parts, err := c.parts(ctx, forms.Chinese)
	if err != nil {
		return nil, err
	}
	c.row.Title, c.row.Amount = lineOf(parts), c.amount()
	words = []string{c.process.Title.Zh, starter, c.row.Title}
	if bare := strings.ReplaceAll(c.row.Title, ",", ""); bare != c.row.Title {
		words = append(words, bare) // amounts are looked for without their commas, too
	}
	named, err := c.named(ctx)
	if err != nil {
		return nil, err
	}
	return append(words, named...), nil
}

// maxNamed is how many of the things a case is about find it.
const maxNamed = 100

// named are the names of what the case is about: goods, rooms, people of its first form.
func (c *change) named(ctx context.Context) ([]string, error) {
	form, ok := formOf(c.process, processes.Start)
	if !ok {
		return nil, nil
	}
	names, err := form.Named(forms.Env{Ctx: ctx, World: c.world, Lang: forms.Chinese}, c.state.Data[processes.Start])
	if err != nil {
		return nil, fmt.Errorf("name what %s is about: %w", c.row.Number, err)
	}
	return names[:min(len(names), maxNamed)], nil
}

// parts are what the process names as its summary, in a language.
func (c *change) parts(ctx context.Context, lang string) ([]forms.Part, error) {
	var parts []forms.Part
	env := forms.Env{Ctx: ctx, World: c.world, Lang: lang}
	for _, of := range c.summed() {
		form, ok := formOf(c.process, of.Step)
		if !ok {
			continue
		}
		told, err := form.Summary(env, c.state.Data[of.Step], []string{of.Field})
		if err != nil {
			return nil, fmt.Errorf("summarise %s: %w", c.row.Number, err)
		}
		for _, part := range told {
			part.Text = shortened(part.Text)
			parts = append(parts, part)
		}
	}
	return parts, nil
}

// summed are the fields that sum the case up as it stands: of each choice the first that is filled in, such as what was
// ordered in the place of what was asked for.
func (c *change) summed() []processes.Summing {
	var fields []processes.Summing
	for _, choice := range c.process.Summary {
		i := slices.IndexFunc(choice, func(of processes.Summing) bool { return c.state.Data[of.Step][of.Field] != nil })
		if i >= 0 {
			fields = append(fields, choice[i])
		}
	}
	return fields
}

// amount is the first amount among what sums the case up, nil when there is none.
func (c *change) amount() *forms.Money {
	for _, of := range c.summed() {
		if m, ok := c.state.Data[of.Step][of.Field].(forms.Money); ok {
			return &m
		}
	}
	return nil
}

// TitleBeside is a case's title where its amount stands beside it.
func TitleBeside(title string, amount *forms.Money) string {
	if amount == nil {
		return title
	}
	texts := strings.Split(title, separator)
	if i := slices.Index(texts, amount.In(forms.Chinese)); i >= 0 {
		texts = slices.Delete(texts, i, i+1)
	}
	return strings.Join(texts, separator)
}

// TitleIn is a case's title with its amount as it is written in a language.
func TitleIn(title string, amount *forms.Money, lang string) string {
	if amount == nil {
		return title
	}
	texts := strings.Split(title, separator)
	if i := slices.Index(texts, amount.In(forms.Chinese)); i >= 0 {
		texts[i] = amount.In(lang)
	}
	return strings.Join(texts, separator)
}

// lineOf is a summary in one line.
func lineOf(parts []forms.Part) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = part.Text
	}
	return strings.Join(texts, separator)
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= maxTitlePart {
		return s
	}
	return string([]rune(s)[:maxTitlePart-1]) + "…"
}
