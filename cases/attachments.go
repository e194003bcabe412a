package cases

import (
	"context"
	"fmt"
	"slices"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// fileKinds are the kinds of reference that lead to an uploaded file.
func fileKinds() []string { return []string{"file", "photo", "signature"} }

// attach makes the files named in what was submitted belong to the case, so that whoever sees the case may read them.
func (c *change) attach(ctx context.Context, t *processes.Transition) error {
	place := t.Step
	if t.Action == processes.DoStart {
		place = processes.Start
	}
	form, ok := formOf(c.process, place)
	if !ok || len(t.Data) == 0 {
		return nil
	}
	ids := filesIn(form.Type(), t.Data)
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	actor, err := c.world.person(ctx, t.Actor)
	if err != nil {
		return err
	}
	var by *store.Sight
	if actor != nil {
		sight := SightOf(actor)
		by = &sight
	}
	if err := c.tx.LinkFiles(ctx, c.row.ID, slices.Compact(ids), by); err != nil {
		return fmt.Errorf("attach files: %w", err)
	}
	return nil
}

// filesIn collects the ids in all file fields of a value, rows of tables included.
func filesIn(t forms.Type, value any) []string {
	var ids []string
	switch v := value.(type) {
	case forms.Data:
		for name, inner := range v {
			if field, ok := t.Fields[name]; ok {
				ids = append(ids, filesIn(field, inner)...)
			}
		}
	case []forms.Data:
		for _, row := range v {
			if t.Of != nil {
				ids = append(ids, filesIn(*t.Of, row)...)
			}
		}
	case []string:
		if t.Of != nil && t.Of.Kind == "ref" && slices.Contains(fileKinds(), t.Of.Ref) {
			ids = append(ids, v...)
		}
	case string:
		if t.Kind == "ref" && slices.Contains(fileKinds(), t.Ref) {
			ids = append(ids, v)
		}
	}
	return ids
}
