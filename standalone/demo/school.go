package demo

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/lists"
	"zongwu/store"
)

// maker turns one school of the file into the data a new school begins with. The first error stops it.
type maker struct {
	entry schoolEntry
	clock clock
	err   error
}

// date is clock.date; an error is kept.
func (m *maker) date(s string) string {
	moved, err := m.clock.date(s)
	if err != nil && m.err == nil {
		m.err = err
	}
	return moved
}

func (m *maker) school(passwordHash string) (store.SchoolData, error) {
	e := m.entry
	terms, err := m.clock.terms(e.Terms)
	if err != nil {
		return store.SchoolData{}, err
	}
	settings, err := m.settings()
	if err != nil {
		return store.SchoolData{}, err
	}
	categories, err := lists.Categories()
	if err != nil {
		return store.SchoolData{}, fmt.Errorf("read demonstration school %s: %w", e.ID, err)
	}
	data := store.SchoolData{
		ID: e.ID, Name: e.Name, FiscalYear: e.FiscalYear + m.clock.years, OpenReports: e.OpenReports, Terms: terms,
		Settings: settings,
		People:   m.people(passwordHash), Suppliers: m.suppliers(), Items: m.items(), Stock: m.stock(),
		Rooms: m.rooms(), Assets: m.assets(), Prices: m.prices(), Lifetimes: e.Lifetimes,
		Pupils: m.pupils(), Budget: m.budget(),
		Categories: categories,
	}
	for _, d := range e.Departments {
		data.Departments = append(data.Departments,
			store.DepartmentData{ID: d.ID, Name: d.Name, Head: e.login(d.Head), Fund: d.Fund})
	}
	for _, s := range e.Stores {
		data.Stores = append(data.Stores, store.StoreData{ID: s.ID, Name: s.Name, Keeper: s.Keeper, Department: s.Dept})
	}
	for _, q := range e.Quotas {
		data.Quotas = append(data.Quotas, store.QuotaData{
			ID: q.ID, Department: q.Dept, Item: q.Item, Category: q.Category, Period: q.Period, Quantity: q.Quantity,
			PerHead: q.PerHead,
		})
	}
	for _, f := range e.Funds {
		data.Funds = append(data.Funds,
			store.FundData{ID: f.ID, Name: f.Name, Note: f.Note, Amount: forms.Money(f.Amount)})
	}
	for _, id := range slices.Sorted(maps.Keys(e.Subjects)) {
		data.Subjects = append(data.Subjects, store.SubjectData{ID: id, Name: e.Subjects[id]})
	}
	if m.err != nil {
		return data, fmt.Errorf("read demonstration school %s: %w", e.ID, m.err)
	}
	return data, nil
}

var (
	moneyText = regexp.MustCompile(`^\d+\.\d\d$`)
	dateText  = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// settings reads the school's own values: quoted amounts are money, dates belong to the fiscal year, the rest counts.
func (m *maker) settings() (map[string]any, error) {
	out := map[string]any{}
	for name, node := range m.entry.Settings {
		var err error
		switch {
		case node.Style&yaml.DoubleQuotedStyle != 0 && moneyText.MatchString(node.Value):
			var amount yuan
			err = amount.UnmarshalYAML(&node)
			out[name] = int64(amount)
		case dateText.MatchString(node.Value):
			out[name], err = m.clock.moved(node.Value, 0)
		default:
			var number int64
			err = node.Decode(&number)
			out[name] = number
		}
		if err != nil {
			return nil, fmt.Errorf("read setting %s: %w", name, err)
		}
	}
	return out, nil
}

func (m *maker) people(passwordHash string) []store.PersonData {
	var list []store.PersonData
	for _, p := range m.entry.People {
		person := store.PersonData{
			ID: p.Login, Name: p.Name, Department: p.Dept, Title: p.Title, Deputy: p.Deputy, Roles: p.Roles,
			Stores: m.storesOf(p), Trades: p.Trades, PasswordHash: passwordHash, More: map[string]any{},
		}
		if p.SignsUpTo > 0 {
			person.More["signs_up_to"] = int64(p.SignsUpTo)
		}
		if p.HealthCert != "" {
			person.More["health_cert"] = m.date(p.HealthCert)
		}
		list = append(list, person)
	}
	return list
}

// storesOf lists the stores a person keeps: the one named beside the person, and those that name the person.
func (m *maker) storesOf(p personEntry) []string {
	var list []string
	if p.Store != "" {
		list = append(list, p.Store)
	}
	for _, s := range m.entry.Stores {
		if s.Keeper == p.Login && !slices.Contains(list, s.ID) {
			list = append(list, s.ID)
		}
	}
	return list
}

// budget plans every line on its department's fund, else on the school's first.
func (m *maker) budget() []store.BudgetData {
	var list []store.BudgetData
	for _, department := range slices.Sorted(maps.Keys(m.entry.Budget)) {
		fund := m.entry.Funds[0].ID
		for _, d := range m.entry.Departments {
			if d.ID == department && d.Fund != "" {
				fund = d.Fund
			}
		}
		lines := m.entry.Budget[department]
		for _, subject := range slices.Sorted(maps.Keys(lines)) {
			list = append(list, store.BudgetData{
				Department: department, Subject: subject, Fund: fund, Planned: forms.Money(lines[subject]),
			})
		}
	}
	return list
}
