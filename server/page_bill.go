package server

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/paper"
	"zongwu/server/pages"
	"zongwu/store"
)

func billHref(id string) string { return "/receivables/" + url.PathEscape(id) + "/bill" }

// pageBill is a debt on paper, for its debtor: of a pupil it is addressed to the guardian. The office prints it, the
// debtor, a pupil's class teacher, who hands it over, and whoever has something to do in the case.
func (s *Server) pageBill(c *gin.Context) error {
	ctx := c.Request.Context()
	bill, err := s.bill(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	lang := langOf(ctx)
	page := pages.BillPage{
		Number: bill.Number, About: bill.Title, Name: bill.Name, Department: bill.Department, Pupil: bill.Pupil,
		Class: bill.Class, Guardian: bill.Guardian, Teacher: bill.Teacher, Owed: bill.Owed.In(lang),
		Left: bill.Left().In(lang), Capitals: bill.Left().Capitals(lang), Paid: shownUnlessZero(bill.Paid, lang),
		Waived: shownUnlessZero(bill.Waived, lang), Size: pages.PaperSize(c.Query("paper")), Printed: time.Now(),
		By: me(ctx).Person.Name, Back: "/cases/" + url.PathEscape(bill.Number),
	}
	if bill.Debtors > 1 {
		page.Shared = s.sentence(lang, "bill.share", "{total}", bill.Total.In(lang), "{n}", strconv.Itoa(bill.Debtors),
			"{percent}", percentOf(bill.Owed, bill.Total))
	}
	page.Settled = s.settled(lang, bill)
	page.School, _ = s.surroundings(ctx)
	code, err := paper.QR(s.addressOf(c, page.Back))
	if err != nil {
		return err
	}
	page.Code = template.URL(code) //nolint:gosec // a picture we drew
	return s.renderPart(c, http.StatusOK, "bill", "bill", page)
}

// settled says of a debt of which nothing is left that it is paid or waived, and since when; "" of any other.
func (s *Server) settled(lang string, bill *store.Bill) string {
	if bill.Left() != 0 || bill.Settled == nil {
		return ""
	}
	key := "bill.both"
	switch {
	case bill.Waived == 0:
		key = "bill.all_paid"
	case bill.Paid == 0:
		key = "bill.all_waived"
	}
	return s.sentence(lang, key, "{date}", pages.FullDay(lang, *bill.Settled), "{paid}", bill.Paid.In(lang),
		"{waived}", bill.Waived.In(lang))
}

// percentOf is what a part is of a total, to a tenth of a percent; a whole number without it.
func percentOf(part, total forms.Money) string {
	return part.Yuan().Mul(decimal.NewFromInt(100)).DivRound(total.Yuan(), 1).String() + "%"
}

// shownUnlessZero is an amount, "" where there is none.
func shownUnlessZero(m forms.Money, lang string) string {
	if m == 0 {
		return ""
	}
	return m.In(lang)
}

// bill reads a debt for somebody who may print it.
func (s *Server) bill(ctx context.Context, id string) (*store.Bill, error) {
	var bill *store.Bill
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		bill, err = tx.ReadBill(ctx, id)
		return err
	})
	if err == nil && !me(ctx).answersFor(bill.ReceivableRow) {
		err = s.handlesDebts(ctx, bill.Case)
	}
	if errors.Is(err, store.ErrNotFound) && !me(ctx).office() {
		return nil, s.forbidden(ctx)
	}
	return bill, err
}

// handlesDebts fails with ErrNotFound unless the asker reads the debts of a case whoever owes them.
func (s *Server) handlesDebts(ctx context.Context, id string) error {
	if me(ctx).office() {
		return nil
	}
	view, err := s.service.Case(ctx, me(ctx).School, viewerOf(ctx), id)
	if err == nil && !me(ctx).handles(view) {
		err = store.ErrNotFound
	}
	return err
}

// answersFor says that a debt is the caller's own, or that of a pupil of their class.
func (c caller) answersFor(debt store.ReceivableRow) bool { return debt.Answers == c.Person.ID }

// handles says that the caller reads what others owe for a case: the office, and whoever has something to do in it.
func (c caller) handles(view *cases.CaseView) bool {
	return c.office() || slices.ContainsFunc(view.Open, func(task cases.TaskView) bool {
		return slices.Contains(task.Persons, c.Person.ID)
	})
}

// debts are what persons owe, each leading to its bill.
func (s *Server) debts(ctx context.Context, rows []store.ReceivableRow, withCase bool) pages.BookTable {
	columns := []string{"person", "debt", "paid_in", "waived", "left", "at"}
	if withCase {
		columns[len(columns)-1] = "case"
	}
	t := s.newTable(ctx, columns...)
	t.made.Caption = s.site.Words.Say(t.lang, "receivables.title")
	for _, r := range rows {
		last := t.at(r.At)
		if withCase {
			last = caseCell(r.Number)
		}
		t.add(linked(r.Name, billHref(r.ID)), money(r.Owed), moved(r.Paid), moved(r.Waived), money(r.Left()), last)
	}
	return t.shown()
}

func (s *Server) caseDebts(ctx context.Context, b caseBooks, _ map[string]string) (pages.BookTable, error) {
	return s.debts(ctx, b.debts, false), nil
}
