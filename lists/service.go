package lists

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"zongwu/calendar"
	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// Service reads and changes the lists of schools. It is made by New and may be used by many at once.
type Service struct {
	store *store.Store
	cases *cases.Service
	lists []*List
	roles []processes.Role
	log   *slog.Logger
}

// Who is the administrator, and in which language they are answered.
type Who struct{ School, Person, Lang string }

// New reads the declared lists.
func New(st *store.Store, c *cases.Service, log *slog.Logger) (*Service, error) {
	declared, err := readLists()
	if err != nil {
		return nil, err
	}
	roles, err := cases.CatalogueRoles()
	if err != nil {
		return nil, err
	}
	return &Service{store: st, cases: c, lists: declared, roles: roles, log: log}, nil
}

// Lists are all lists in their order.
func (s *Service) Lists() []*List { return s.lists }

// Find is the list of an id; store.ErrNotFound when there is none.
func (s *Service) Find(id string) (*List, error) {
	at := slices.IndexFunc(s.lists, func(l *List) bool { return l.ID == id })
	if at < 0 {
		return nil, fmt.Errorf("find list: %w", store.ErrNotFound)
	}
	return s.lists[at], nil
}

// Called gives what workbooks call the things of a list, by id: by a name that is read back as that one thing.
func (s *Service) Called(ctx context.Context, school, list string) (called func(id string) string, err error) {
	err = s.store.InSchool(ctx, school, func(ctx context.Context, tx *store.Tx) error {
		named, err := newWorld(tx).names(ctx, list)
		if err == nil {
			called = func(id string) string {
				if id == "" {
					return ""
				}
				return named.of(id)
			}
		}
		return err
	})
	return called, err
}

// Roles are what people can be.
func (s *Service) Roles() []processes.Role { return s.roles }

// within runs body over a list in one transaction.
func (s *Service) within(
	ctx context.Context, who Who, list string, body func(context.Context, *desk) error,
) error {
	found, err := s.Find(list)
	if err != nil {
		return err
	}
	return s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		return body(ctx, &desk{Service: s, tx: tx, who: who, list: found, world: newWorld(tx)})
	})
}

// desk is one transaction over one list, for one person.
type desk struct {
	*Service
	tx    *store.Tx
	who   Who
	list  *List
	world *world
}

func (d *desk) env(ctx context.Context) forms.Env {
	today := time.Now().In(calendar.Zone).Format(time.DateOnly)
	return forms.Env{Ctx: ctx, World: d.world, Lang: d.who.Lang, Vars: forms.Vars{"today": today}}
}

// form compiles the list's form as the school stands now.
func (d *desk) form(ctx context.Context, records []store.Record, fixed []string) (*form, error) {
	if d.list.ID == store.ListSettings {
		return d.settingsForm(ctx)
	}
	offers, err := d.offers(ctx)
	if err != nil {
		return nil, err
	}
	bodies := make([]json.RawMessage, len(records))
	for i, r := range records {
		bodies[i] = r.Body
	}
	return d.list.compile(offers, bodies, fixed)
}

// offers are what a form's options can name: roles of the catalogue, what the school keeps, and the
// categories of its goods.
func (d *desk) offers(ctx context.Context) (map[string][]Option, error) {
	offers := map[string][]Option{}
	for _, role := range d.roles {
		offers["roles"] = append(offers["roles"], Option{Value: role.ID, Label: role.Title})
	}
	for _, kept := range []string{store.ListStores, store.ListFunds} {
		named, err := d.tx.NamedRecords(ctx, kept)
		if err != nil {
			return nil, err
		}
		called := newNames(named)
		for _, row := range named {
			offers[kept] = append(offers[kept], Option{Value: row.ID, Label: forms.Text{Zh: called.plainly(row.ID)}})
		}
	}
	trades, err := d.tx.Trades(ctx)
	for _, trade := range trades {
		offers["trades"] = append(offers["trades"], Option{Value: trade, Label: forms.Text{Zh: trade}})
	}
	if err != nil {
		return nil, err
	}
	sorts, err := d.tx.Sorts(ctx)
	for _, sort := range sorts {
		offers["sorts"] = append(offers["sorts"], Option{Value: sort, Label: forms.Text{Zh: sort}})
	}
	return offers, err
}

// data reads a record back into the form's values.
func (d *desk) data(f *form, r store.Record) (forms.Data, error) {
	if d.list.ID == store.ListSettings {
		return f.settingsData(r.Body)
	}
	return f.Restore(r.Body)
}

// body writes the form's values as a record keeps them. before is what stood there.
func (d *desk) body(f *form, data forms.Data, before json.RawMessage) (json.RawMessage, error) {
	if d.list.ID == store.ListSettings {
		return f.settingsBody(data, before)
	}
	raw, err := json.Marshal(f.normal(data))
	if err != nil {
		return nil, fmt.Errorf("encode record: %w", err)
	}
	return raw, nil
}

// keyOf is the id of a record with these values.
func (l *List) keyOf(data forms.Data) string {
	if l.Single() {
		return l.ID
	}
	id := ""
	for i, name := range l.Key {
		if i > 0 {
			id += "-"
		}
		id += fmt.Sprint(data[name])
	}
	return id
}

// normal writes values as the store gives them back: nothing for nothing, no zero where nothing need stand and where it
// says nothing, choices in the order of their options.
func (f *form) normal(data forms.Data) forms.Data {
	out := forms.Data{}
	for _, field := range f.fields {
		v, zero := data[field.Name], false
		switch x := v.(type) {
		case int64:
			zero = x == 0
		case forms.Money:
			zero = x == 0
		case []string:
			v = inOrder(x, field.Options)
		case interface{ IsZero() bool }: // a decimal
			zero = x.IsZero()
		}
		switch {
		case field.Type == "bool":
			out[field.Name] = v == true
		case v != nil && (!zero || field.Required || field.Readonly || field.Zero.Zh != ""):
			out[field.Name] = v
		}
	}
	return out
}

func inOrder(chosen []string, options []Option) []string {
	place := func(value string) int {
		return slices.IndexFunc(options, func(o Option) bool { return o.Value == value })
	}
	sorted := slices.Clone(chosen)
	slices.SortStableFunc(sorted, func(a, b string) int { return place(a) - place(b) })
	return sorted
}

// one reads the record of an id, out of use or not.
func (d *desk) one(ctx context.Context, id string) (*store.Record, error) {
	if d.list.Single() && id != d.list.ID {
		return nil, fmt.Errorf("find record of %s: %w", d.list.ID, store.ErrNotFound)
	}
	return store.One(d.tx.Records(ctx, d.list.ID, store.RecordQuery{Query: store.Query{ID: id}, Disabled: true}))
}

// restaff gives open tasks to those they are for now. Should it fail, the change stands all the same: a worker catches
// up with it.
func (s *Service) restaff(ctx context.Context, who Who, list string) {
	if list != store.ListPeople && list != store.ListDepartments && list != store.ListPupils {
		return
	}
	if _, err := s.cases.RestaffDue(ctx, who.School); err != nil {
		s.log.WarnContext(ctx, "restaff after a change of "+list, "school", who.School, "error", err)
	}
}
