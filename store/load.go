package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrSchoolExists is a school loaded where one of that id is.
var ErrSchoolExists = errors.New("school exists already")

// LoadSchool writes a whole new school in one transaction, its opening stock and budget plan as entries of the books.
func (s *Store) LoadSchool(ctx context.Context, d SchoolData) error {
	return s.InSchool(ctx, d.ID, func(ctx context.Context, t *Tx) error {
		steps := []func(context.Context, *SchoolData) error{
			t.loadSchoolRow, t.loadDepartments, t.loadPeople, t.loadPlaces, t.loadSuppliers, t.loadItems,
			t.loadLifetimes, t.loadAssets,
			t.loadPupils, t.loadCategories, t.loadPrices, t.loadQuotas,
			t.loadMoney, t.loadBudget, t.loadStock,
		}
		for _, step := range steps {
			if err := step(ctx, &d); err != nil {
				return fmt.Errorf("load school %s: %w", d.ID, err)
			}
		}
		return nil
	})
}

func (t *Tx) loadSchoolRow(ctx context.Context, d *SchoolData) error {
	settings, err := jsonText(d.Settings, "{}")
	if err != nil {
		return err
	}
	terms, err := jsonText(d.Terms, "[]")
	if err != nil {
		return err
	}
	closures, err := jsonText(d.Closures, "[]")
	if err != nil {
		return err
	}
	err = t.exec(ctx, "insert school", `
		INSERT INTO schools (id, name, settings, terms, closures, fiscal_year, open_reports)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, d.ID, d.Name, settings, terms, closures, d.FiscalYear, d.OpenReports)
	if hasCode(err, "23505") {
		return ErrSchoolExists
	}
	return err
}

func (t *Tx) loadDepartments(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Departments {
		err := t.exec(ctx, "insert department: "+r.ID, `INSERT INTO departments (id, name, head, fund, search)
			VALUES ($1, $2, $3, $4, $5)`, r.ID, r.Name, r.Head, r.Fund, SearchText(r.ID, r.Name))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadPeople(ctx context.Context, d *SchoolData) error {
	for _, r := range d.People {
		more, err := jsonText(r.More, "{}")
		if err != nil {
			return err
		}
		err = t.exec(ctx, "insert person: "+r.ID, `INSERT INTO people (id, login, name, department, title, roles, stores,
			deputy, password_hash, more, search, trades) VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			r.ID, r.Name, r.Department, r.Title, array(r.Roles), array(r.Stores), r.Deputy, r.PasswordHash, more,
			SearchText(r.ID, r.Name), array(r.Trades))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadPlaces(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Stores {
		err := t.exec(ctx, "insert store: "+r.ID, `INSERT INTO stores (id, name, keeper, department)
			VALUES ($1, $2, $3, $4)`, r.ID, r.Name, r.Keeper, r.Department)
		if err != nil {
			return err
		}
	}
	for _, r := range d.Rooms {
		more, err := jsonText(r.More, "{}")
		if err != nil {
			return err
		}
		err = t.exec(ctx, "insert room: "+r.ID, `INSERT INTO rooms (id, name, building, seats, head, more, search)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, r.ID, r.Name, r.Building, r.Seats, r.Head, more,
			SearchText(r.ID, r.Name, r.Building))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadSuppliers(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Suppliers {
		more, err := jsonText(r.More, "{}")
		if err != nil {
			return err
		}
		err = t.exec(ctx, "insert supplier: "+r.ID, `INSERT INTO suppliers (id, name, kind, settle, contract, contract_to,
			categories, more, search) VALUES ($1, $2, $3, $4, $5, nullif($6, '')::date, $7, $8, $9)`,
			r.ID, r.Name, r.Kind, r.Settle, r.Contract, r.ContractTo, array(r.Categories), more, SearchText(r.ID, r.Name))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadItems(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Items {
		more, err := jsonText(r.More, "{}")
		if err != nil {
			return err
		}
		pack, err := jsonText(r.Pack, "{}")
		if err != nil {
			return err
		}
		err = t.exec(ctx, "insert item: "+r.ID, `INSERT INTO items (id, name, unit, pack, kind, food, store, category,
			subject, price, proof, low, more, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			r.ID, r.Name, r.Unit, pack, r.Kind, r.Food, r.Store, r.Category, r.Subject, r.Price, r.Proof, r.Low, more,
			SearchText(r.ID, r.Name, r.Category))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadAssets(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Assets {
		more, err := jsonText(r.More, "{}")
		if err != nil {
			return err
		}
		err = t.exec(ctx, "insert asset: "+r.ID, `INSERT INTO assets (id, name, category, quantity, price, bought,
			life_years, room, holder, state, more, search, guarantee_to, lent_to, due)
			VALUES ($1, $2, $3, $4, $5, nullif($6, '')::date, nullif($7, 0), $8, $9, $10, $11, $12, nullif($13, '')::date, $14,
				nullif($15, '')::date)`,
			r.ID, r.Name, r.Category, max(r.Quantity, 1), r.Price, r.Bought, r.LifeYears, r.Room, r.Holder,
			orElse(r.State, "in_use"), more, SearchText(r.ID, r.Name), r.GuaranteeTo, r.LentTo, r.Due)
		if err != nil {
			return err
		}
	}
	return t.openAssets(ctx)
}

func (t *Tx) loadPupils(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Pupils {
		err := t.exec(ctx, "insert pupil: "+r.ID, `
			INSERT INTO pupils (id, name, class, class_teacher, guardian, phone, search) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.ID, r.Name, r.Class, r.ClassTeacher, r.Guardian, r.Phone, SearchText(r.ID, r.Name, r.Class))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadLifetimes(ctx context.Context, d *SchoolData) error {
	for category, years := range d.Lifetimes {
		err := t.exec(ctx, "insert lifetime: "+category, `INSERT INTO lifetimes (id, years, search) VALUES ($1, $2, $3)`,
			category, years, SearchText(category))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadPrices(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Prices {
		err := t.exec(ctx, "insert price: "+r.ID, `INSERT INTO prices (id, name, unit, price, search)
			VALUES ($1, $2, $3, $4, $5)`, r.ID, r.Name, r.Unit, r.Price, SearchText(r.ID, r.Name))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadQuotas(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Quotas {
		err := t.exec(ctx, "insert quota: "+r.ID, `
			INSERT INTO quotas (id, department, item, category, period, quantity, per_head)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.ID, r.Department, r.Item, r.Category, r.Period, r.Quantity, r.PerHead)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadMoney(ctx context.Context, d *SchoolData) error {
	for _, r := range d.Funds {
		err := t.exec(ctx, "insert fund: "+r.ID, `INSERT INTO funds (id, name, amount, note) VALUES ($1, $2, $3, $4)`,
			r.ID, r.Name, r.Amount, r.Note)
		if err != nil {
			return err
		}
	}
	for _, r := range d.Subjects {
		err := t.exec(ctx, "insert subject: "+r.ID, `INSERT INTO subjects (id, name, search) VALUES ($1, $2, $3)`,
			r.ID, r.Name, SearchText(r.ID, r.Name))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadBudget(ctx context.Context, d *SchoolData) error {
	funds := map[string]string{}
	for _, r := range d.Departments {
		funds[r.ID] = r.Fund
	}
	for _, r := range d.Budget {
		if r.Year == 0 {
			r.Year = d.FiscalYear
		}
		if len(d.Funds) > 0 {
			r.Fund = orElse(orElse(r.Fund, funds[r.Department]), d.Funds[0].ID)
		}
		if err := t.PlanBudget(ctx, r, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadStock(ctx context.Context, d *SchoolData) error {
	homes := map[string]string{}
	for _, r := range d.Items {
		homes[r.ID] = r.Store
	}
	for _, r := range d.Stock {
		r.Store = orElse(r.Store, homes[r.Item])
		if err := t.OpenStock(ctx, r, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// jsonText encodes a value for a jsonb column; empty is what a nil one becomes.
func jsonText(value any, empty string) (string, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("encode json: %w", err)
	}
	if string(raw) == "null" {
		return empty, nil
	}
	return string(raw), nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
