package client

import (
	"maps"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

// The account must see every kind of difference, or its agreeing proves nothing.
func TestAccountSeesDifferences(t *testing.T) {
	p := asked(10_00, goods("g01", "consumable", "general", false), goods("a1", "asset", "general", false))
	p.ID, p.Number = "c1", "CG-2026-0001"
	p.Request.Department, p.Request.Subject = "jwc", "30201"
	p.Took("review", "director", "approve")
	p.orderAll()
	var all []Accepted
	for _, o := range p.Order.Lines {
		all = append(all, Accepted{Line: o, Accepted: o.Qty})
	}
	p.Branches[0].Accept("accept", all)
	p.TookInBranch("accept", "storekeeper")
	require.Equal(t, Done, p.Status)

	before := Budget{ID: "b", Department: "jwc", Subject: "30201", Planned: 1_000_00, Reserved: 5_00, Available: 995_00}
	a := &Account{
		budgets: []Budget{before}, payables: map[string]int64{"old/s1": 7},
		stock:     map[string]Stock{"general/g01": {Item: "g01", Store: "general", Quantity: decimal.NewFromInt(3), Value: 30_00}},
		purchases: []*Purchase{p},
	}
	budget := before
	budget.Reserved, budget.Available = 205_00, 795_00
	require.NoError(t, a.compareBudgets([]Budget{budget}))
	for _, wrong := range []func(*Budget){
		func(b *Budget) { b.Reserved, b.Available = 105_00, 895_00 },
		func(b *Budget) { b.Available++ },
		func(b *Budget) { b.Spent, b.Available = 1, b.Available-1 },
	} {
		other := budget
		wrong(&other)
		require.Error(t, a.compareBudgets([]Budget{other}))
	}
	require.Error(t, a.compareBudgets(nil))

	stock := map[string]Stock{"general/g01": {Quantity: decimal.NewFromInt(13), Value: 130_00}}
	require.NoError(t, a.compareStock(stock))
	require.Error(t, a.compareStock(map[string]Stock{"general/g01": {Quantity: decimal.NewFromInt(13), Value: 130_01}}))
	require.Error(t, a.compareStock(map[string]Stock{"general/g01": {Quantity: decimal.NewFromInt(23), Value: 130_00}}))
	asset := maps.Clone(stock)
	asset["general/a1"] = Stock{Quantity: decimal.NewFromInt(10), Value: 100_00}
	require.Error(t, a.compareStock(asset), "an asset enters no store")

	require.NoError(t, a.comparePayables(map[string]int64{"old/s1": 7, "CG-2026-0001/s1": 200_00}))
	require.NoError(t, a.comparePayables(map[string]int64{"old/s1": 7, "c1/s1": 200_00}))
	require.Error(t, a.comparePayables(map[string]int64{"old/s1": 7, "c1/s1": 400_00}))
	require.Error(t, a.comparePayables(map[string]int64{"old/s1": 7, "c1/s2": 200_00}))
	require.Error(t, a.comparePayables(map[string]int64{"old/s1": 7}))
}
