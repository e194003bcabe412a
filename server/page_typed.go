package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// typedRefs is what became of references somebody typed, where a list would have been too long: an id stands for
// itself; a name, pinyin or initials that mean one thing are put in its place; where they may mean several, the page
// asks back.
type typedRefs struct {
	asked    map[string][]pages.PickOption // by input
	failures forms.Failures
}

// resolve finds what the references among a form's values mean, and puts ids where what was typed leaves no doubt.
func (s *Server) resolve(ctx context.Context, view forms.View, values map[string]any) (typedRefs, error) {
	found := typedRefs{asked: map[string][]pages.PickOption{}}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		found = typedRefs{asked: map[string][]pages.PickOption{}} // the transaction may have been tried before
		r := resolver{picker: newPicker(ctx, s, tx), known: map[[2]string]bool{}, found: &found}
		return r.level(view.Fields, values, "")
	})
	return found, err
}

type resolver struct {
	picker *picker
	known  map[[2]string]bool // kinds and ids there are
	found  *typedRefs
}

func (r *resolver) level(fields []forms.FieldView, values map[string]any, prefix string) error {
	for _, f := range fields {
		name := lastName(f.Name)
		if f.Type == "table" {
			for i, row := range rowsOf(values[name]) {
				cells, is := row.(map[string]any)
				if !is {
					continue
				}
				if err := r.level(f.Columns, cells, fmt.Sprintf("%s.%d.", name, i)); err != nil {
					return err
				}
			}
			continue
		}
		if f.Ref == "" || f.Ref == "file" && f.Type != "signature" {
			continue
		}
		if list, many := values[name].([]any); many {
			found, err := r.several(pickedFrom(f), list, prefix+name)
			if err != nil {
				return err
			}
			values[name] = found
			continue
		}
		typed, isText := values[name].(string)
		if !isText {
			continue
		}
		find := r.one
		if f.Type == "signature" {
			find = r.signed
		}
		id, err := find(pickedFrom(f), typed, prefix+name)
		if err != nil {
			return err
		}
		values[name] = id
	}
	return nil
}

// several gives the ids of what stands in a field with many: what was chosen, and what was typed, one behind the other
// with commas between them. What is named twice is meant once.
func (r *resolver) several(kind string, list []any, input string) ([]any, error) {
	found := make([]any, 0, len(list))
	for _, element := range list {
		typed, isText := element.(string)
		if !isText {
			found = append(found, element)
			continue
		}
		names, err := r.apart(kind, typed)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			id, err := r.one(kind, name, input)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(found, any(id)) {
				found = append(found, id)
			}
		}
	}
	return found, nil
}

// apart takes what was typed apart at its commas, unless it is an id as it stands.
func (r *resolver) apart(kind, typed string) ([]string, error) {
	names := slices.DeleteFunc(strings.FieldsFunc(typed, isComma), func(name string) bool {
		return strings.TrimSpace(name) == ""
	})
	if len(names) < 2 {
		return []string{typed}, nil
	}
	option, found, err := r.picker.one(kind, typed)
	if err != nil || found {
		return []string{option.Value}, err
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names, nil
}

func isComma(r rune) bool { return strings.ContainsRune(",，、;；", r) }

// one gives the id of what was typed, or what was typed when it is none or may be several.
func (r *resolver) one(kind, typed, input string) (string, error) {
	key := [2]string{kind, typed}
	if r.known[key] {
		return typed, nil
	}
	option, found, err := r.picker.one(kind, typed)
	if err != nil {
		return typed, err
	}
	if found {
		r.known[key] = true
		return option.Value, nil
	}
	options, _, err := r.picker.picked(kind, store.Query{Q: typed, Limit: longestList})
	if err != nil || len(options) == 0 {
		return typed, err // the form refuses it
	}
	meant := slices.DeleteFunc(slices.Clone(options), func(o pages.PickOption) bool { return !calledSo(o, typed) })
	if len(meant) == 1 {
		return meant[0].Value, nil
	}
	if len(meant) == 0 {
		meant = options
	}
	r.found.asked[input] = append(r.found.asked[input], meant...)
	words := r.picker.s.site.Words["form.pick.several"]
	text := func(said string) string { return strings.ReplaceAll(said, "{typed}", typed) }
	r.found.failures = append(r.found.failures, forms.Failure{
		Pointer: "/" + strings.ReplaceAll(input, ".", "/"), Code: "reference",
		Text: forms.Text{Zh: text(words.Zh), ZhTW: text(words.ZhTW), En: text(words.En)},
	})
	return typed, nil
}

// longestSigned is the longest name somebody can type as their signature, in characters.
const longestSigned = 40

// signed keeps a name somebody typed, where no script lets them draw it, as their signature; a file's id stays.
func (r *resolver) signed(_, typed, _ string) (string, error) {
	p := r.picker
	_, known, err := p.tx.Object(p.ctx, "file", typed)
	if err != nil || known || utf8.RuneCountInString(typed) > longestSigned || uuid.Validate(typed) == nil {
		return typed, err // what is no name the form refuses
	}
	name := fileName(typed)
	kept, err := p.tx.InsertFile(p.ctx, name, forms.TypedName, me(p.ctx).Person.ID, []byte(name))
	if err != nil {
		return typed, fmt.Errorf("keep signature: %w", err)
	}
	return kept.ID, nil
}

// calledSo says that a thing's whole name, its pinyin or its initials are what was typed.
func calledSo(o pages.PickOption, typed string) bool {
	typed = strings.ToLower(strings.TrimSpace(typed))
	_, bare, _ := strings.Cut(o.Name, " ") // of what is called by its number and its name
	for _, name := range []string{o.Name, bare} {
		if name != "" && (strings.ToLower(name) == typed || slices.Contains(strings.Fields(store.SearchText(name)), typed)) {
			return true
		}
	}
	return false
}
