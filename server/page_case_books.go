package server

import (
	"context"
	"slices"

	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// caseBooks is what a case moved in the books.
type caseBooks struct {
	budgets  []store.CaseBudget
	payables []store.CasePayable
	stocks   []store.CaseStock
	debts    []store.ReceivableRow
}

// readCaseBooks reads what a case moved; whoever sees the case sees that, but of debts.
func (s *Server) readCaseBooks(ctx context.Context, id string) (caseBooks, error) {
	var b caseBooks
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if b.budgets, err = tx.CaseBudgets(ctx, id); err != nil {
			return err
		}
		if b.payables, err = tx.CasePayables(ctx, id); err != nil {
			return err
		}
		if b.stocks, err = tx.CaseStocks(ctx, id); err != nil {
			return err
		}
		b.debts, err = tx.CaseReceivables(ctx, id)
		return err
	})
	return b, err
}

// bookTables shows what a case moved, book by book; the books themselves are a link away for whoever may read them.
func (s *Server) bookTables(ctx context.Context, b caseBooks, related []pages.RelatedLine) ([]pages.BookTable, error) {
	seen := map[string]string{}
	for _, other := range related {
		seen[other.Number] = other.Href
	}
	var tables []pages.BookTable
	for _, draw := range []func(context.Context, caseBooks, map[string]string) (pages.BookTable, error){
		s.caseBudgets, s.casePayables, s.caseStocks, s.caseDebts,
	} {
		made, err := draw(ctx, b, seen)
		if err != nil {
			return nil, err
		}
		if len(made.Rows) > 0 {
			tables = append(tables, made)
		}
	}
	return tables, nil
}

func (s *Server) caseBudgets(ctx context.Context, b caseBooks, seen map[string]string) (pages.BookTable, error) {
	t := s.newTable(ctx, "subject", "other", "spent", "reserved")
	t.made.Caption = s.site.Words.Say(t.lang, "budgets.title")
	lines := make([]store.BudgetRow, len(b.budgets))
	for i, r := range b.budgets {
		lines[i] = store.BudgetRow{Department: r.Department, Subject: r.Subject}
	}
	departments, subjects, err := s.budgetNames(ctx, lines)
	if err != nil {
		return t.made, err
	}
	var spent, reserved forms.Money
	for _, r := range b.budgets {
		spent, reserved = spent+r.Spent, reserved+r.Reserved
		line := wide(yearText(r.Year) + " " + departments[r.Department] + " " + r.Subject + " " + subjects[r.Subject])
		if who := me(ctx); who.office() || slices.Contains(who.Person.HeadOf, r.Department) {
			line.Href = entriesOf("budgets", r.Line)
		}
		t.add(line, linked(r.Number, seen[r.Number]), moved(r.Spent), moved(r.Reserved))
	}
	if len(b.budgets) > 1 {
		t.total(pages.Cell{}, pages.Cell{}, moved(spent), moved(reserved))
	}
	return t.shown(), nil
}

func (s *Server) casePayables(ctx context.Context, b caseBooks, seen map[string]string) (pages.BookTable, error) {
	owed := "owed"
	if !slices.ContainsFunc(b.payables, func(r store.CasePayable) bool { return r.Number == "" }) {
		owed = "change" // of what is owed for other cases
	}
	t := s.newTable(ctx, "supplier", "other", "accepted", "returned", "paid", owed, "claimed")
	t.made.Caption = s.site.Words.Say(t.lang, "payable.title")
	var sums store.PayableRow
	ids := make([]string, len(b.payables))
	for i, r := range b.payables {
		ids[i] = r.Supplier
	}
	names, err := s.names(ctx, "supplier", ids)
	if err != nil {
		return t.made, err
	}
	for _, r := range b.payables {
		supplier := wide(names[r.Supplier])
		if me(ctx).office() {
			supplier.Href = entriesOf("payables", r.ID)
		}
		figures := t.owing(r.PayableRow)
		if r.Number != "" {
			figures = owingMoved(r.PayableRow)
		}
		t.add(append([]pages.Cell{supplier, linked(r.Number, seen[r.Number])}, figures...)...)
		sums.Accepted, sums.Returned, sums.Paid = sums.Accepted+r.Accepted, sums.Returned+r.Returned, sums.Paid+r.Paid
		sums.Invoiced, sums.Owed = sums.Invoiced+r.Invoiced, sums.Owed+r.Owed
	}
	if len(b.payables) > 1 {
		t.total(append([]pages.Cell{{}, {}}, owingMoved(sums)...)...)
	}
	return t.shown(), nil
}

func (s *Server) caseStocks(ctx context.Context, b caseBooks, seen map[string]string) (pages.BookTable, error) {
	t := s.newTable(ctx, "item", "other", "store", "quantity", "value")
	t.made.Caption = s.site.Words.Say(t.lang, "stock.title")
	stores, err := s.storeNames(ctx)
	if err != nil {
		return t.made, err
	}
	var value forms.Money
	for _, r := range b.stocks {
		value += r.Value
		item, kept := wide(r.Name), quantity(r.Quantity)
		kept.Text += " " + r.Unit
		if me(ctx).office() {
			item.Href = entriesOf("stock", r.Item)
		}
		t.add(item, linked(r.Number, seen[r.Number]), plain(stores[r.Store]), kept, money(r.Value))
	}
	if len(b.stocks) > 1 {
		t.total(pages.Cell{}, pages.Cell{}, pages.Cell{}, pages.Cell{}, money(value))
	}
	return t.shown(), nil
}

// owingOf is what is owed for the case itself, to its only supplier; false where there is none, or there are several.
func (b caseBooks) owingOf() (store.PayableRow, bool) {
	var own store.PayableRow
	for _, r := range b.payables {
		switch {
		case r.Number != "":
		case own.Supplier != "" && own.Supplier != r.Supplier:
			return own, false
		default:
			own.Supplier = r.Supplier
			own.Accepted, own.Returned, own.Invoiced = own.Accepted+r.Accepted, own.Returned+r.Returned, own.Invoiced+r.Invoiced
		}
	}
	return own, own.Supplier != ""
}

// taken is what the case itself takes from the budget, reserved or spent: what it really comes to. Of one that posts
// for other cases it would say nothing, and is 0.
func (b caseBooks) taken() forms.Money {
	var sum forms.Money
	for _, r := range b.budgets {
		if r.Number != "" {
			return 0
		}
		sum += r.Reserved + r.Spent
	}
	return sum
}

// booksOf puts on a case's page what it moved in the books, and what may be begun about what is owed for it.
func (s *Server) booksOf(ctx context.Context, r reader, page *pages.CasePage) error {
	b, err := s.readCaseBooks(ctx, r.view.ID)
	if err != nil {
		return err
	}
	if !me(ctx).handles(r.view) {
		b.debts = slices.DeleteFunc(b.debts, func(debt store.ReceivableRow) bool { return !me(ctx).answersFor(debt) })
	}
	if page.Books, err = s.bookTables(ctx, b, page.Related); err != nil {
		return err
	}
	if taken := b.taken(); taken != 0 && len(page.Sums) > 0 && page.Sums[0].Text != taken.In(langOf(ctx)) {
		page.Sums = append(page.Sums, pages.Sum{
			Label: s.site.Words.Say(langOf(ctx), "case.taken"), Text: taken.In(langOf(ctx)),
		})
	}
	if owed, is := b.owingOf(); is {
		page.Offers, err = s.offersAbout(ctx, about{supplier: owed.Supplier, number: r.view.Number, owed: owed})
	}
	return err
}
