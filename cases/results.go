package cases

import (
	"context"
	"errors"
	"fmt"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// endOf adds to the end of another case what that came to; nothing for one the database does not know.
func (s *Service) endOf(ctx context.Context, w *world, ended processes.Ended) (*processes.Ended, error) {
	row, err := w.tx.ReadCase(ctx, ended.Case)
	if errors.Is(err, store.ErrNotFound) {
		return &ended, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read case that ended: %w", err)
	}
	other, err := s.read(ctx, w, row)
	if err != nil {
		return nil, err
	}
	ended.Results = other.state.Results
	return &ended, nil
}

// cameTo is what a case that has ended came to and has a name for people, in a language.
func (c *change) cameTo(lang string) []forms.Part {
	var parts []forms.Part
	for _, r := range c.process.Results {
		part := forms.Part{Name: r.Name, Label: r.Title.In(lang), Type: r.Type.Kind}
		switch v := c.state.Results[r.Name].(type) {
		case nil:
			continue
		case forms.Money:
			part.Text = v.In(lang)
		case bool:
			part.Text = forms.YesNo(v, lang)
		default:
			part.Text = fmt.Sprint(v)
		}
		if part.Label != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
