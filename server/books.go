package server

import (
	"context"
	"time"

	"zongwu/store"
)

// officeOnly refuses whoever's work the books are not.
func (s *Server) officeOnly(ctx context.Context) error {
	if me(ctx).office() {
		return nil
	}
	return s.forbidden(ctx)
}

type stockInput struct {
	Store string `query:"store" doc:"only this store"`
	Low   bool   `query:"low" doc:"only what is below its reorder point"`
	Find
}

func stockOf(narrowed store.StockQuery) lister[store.StockRow] {
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.StockRow, string, error) {
		narrowed.Query = q
		return tx.Stock(ctx, narrowed)
	}
}

func (s *Server) listStock(ctx context.Context, in *stockInput) (*listOutput[store.StockRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(), stockOf(store.StockQuery{Store: in.Store, Low: in.Low}))
}

// ItemInput names an item.
type ItemInput struct {
	Item string `path:"item" example:"g01"`
}

// stockView is an item's balances and what is left of its lots.
type stockView struct {
	Item   string           `json:"item"`
	Stores []store.StockRow `json:"stores"`
	Lots   []store.StockLot `json:"lots"`
}

func (s *Server) getStock(ctx context.Context, in *ItemInput) (*oneOutput[stockView], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	if _, err := oneOf(ctx, s, in.Item, items); err != nil {
		return nil, err
	}
	out := &oneOutput[stockView]{Body: stockView{Item: in.Item}}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if out.Body.Stores, _, err = tx.Stock(ctx, store.StockQuery{Query: store.Query{ID: in.Item}}); err != nil {
			return err
		}
		out.Body.Lots, err = tx.StockLots(ctx, in.Item)
		return err
	})
	return out, err
}

type stockEntriesInput struct {
	ItemInput
	Part
}

func (s *Server) stockEntries(ctx context.Context, in *stockEntriesInput) (*listOutput[store.StockEntry], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	if _, err := oneOf(ctx, s, in.Item, items); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.StockEntry, string, error) {
			return tx.StockEntries(ctx, in.Item, q)
		})
}

// budgetsOf reads the budget lines somebody may see: the office all of them, a head those of the department. The
// second result is false for anybody else.
func budgetsOf(who caller, year int) (lister[store.BudgetRow], bool) {
	departments, may := budgetedFor(who)
	if !may {
		return nil, false
	}
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.BudgetRow, string, error) {
		return tx.Budgets(ctx, store.BudgetQuery{Query: q, Year: year, Departments: departments})
	}, true
}

// budgetedFor are the departments whose lines somebody may read, nil being all of them; false where it is nobody's.
func budgetedFor(who caller) (departments []string, may bool) {
	if who.office() {
		return nil, true
	}
	return who.Person.HeadOf, who.heads()
}

type budgetsInput struct {
	Year int `query:"year" doc:"only this year"`
	Find
}

func (s *Server) listBudgets(ctx context.Context, in *budgetsInput) (*listOutput[store.BudgetRow], error) {
	read, may := budgetsOf(me(ctx), in.Year)
	if !may {
		return nil, s.forbidden(ctx)
	}
	return listOf(ctx, s, in.query(), read)
}

func (s *Server) getBudget(ctx context.Context, in *OneInput) (*oneOutput[store.BudgetRow], error) {
	read, may := budgetsOf(me(ctx), 0)
	if !may {
		return nil, s.forbidden(ctx)
	}
	return oneOf(ctx, s, in.ID, read)
}

type entriesInput struct {
	OneInput
	Part
}

func (s *Server) budgetEntries(ctx context.Context, in *entriesInput) (*listOutput[store.BudgetEntry], error) {
	if _, err := s.getBudget(ctx, &in.OneInput); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.BudgetEntry, string, error) {
			return tx.BudgetEntries(ctx, in.ID, q)
		})
}

func payables(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PayableRow, string, error) {
	return tx.Payables(ctx, q)
}

func (s *Server) listPayables(ctx context.Context, in *findInput) (*listOutput[store.PayableRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(), payables)
}

func (s *Server) getPayable(ctx context.Context, in *OneInput) (*oneOutput[store.PayableRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return oneOf(ctx, s, in.ID, payables)
}

func (s *Server) payableEntries(ctx context.Context, in *entriesInput) (*listOutput[store.PayableEntry], error) {
	if _, err := s.getPayable(ctx, &in.OneInput); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PayableEntry, string, error) {
			return tx.PayableEntries(ctx, in.ID, q)
		})
}

// quotasOf reads how quotas stand for the departments somebody may ask about: the office all of them, a head their own.
// The second result is false for anybody else.
func quotasOf(who caller) (lister[store.QuotaRow], bool) {
	if !who.office() && !who.heads() {
		return nil, false
	}
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.QuotaRow, string, error) {
		query := store.QuotaQuery{Query: q, At: time.Now()}
		if !who.office() {
			query.Departments = who.Person.HeadOf
		}
		return tx.Quotas(ctx, query)
	}, true
}

func (s *Server) listQuotas(ctx context.Context, in *findInput) (*listOutput[store.QuotaRow], error) {
	read, may := quotasOf(me(ctx))
	if !may {
		return nil, s.forbidden(ctx)
	}
	return listOf(ctx, s, in.query(), read)
}

func (s *Server) getQuota(ctx context.Context, in *OneInput) (*oneOutput[store.QuotaRow], error) {
	read, may := quotasOf(me(ctx))
	if !may {
		return nil, s.forbidden(ctx)
	}
	return oneOf(ctx, s, in.ID, read)
}
