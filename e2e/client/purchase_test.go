package client

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func goods(id, kind, store string, food bool) Item {
	return Item{ID: id, Kind: kind, Store: store, Food: food}
}

func asked(price int64, items ...Item) *Purchase {
	p := &Purchase{Status: Open, Phase: "start", Did: map[string][]string{}}
	p.Starter = Person{ID: "head", Roles: []string{"head"}}
	for _, item := range items {
		p.Request.Lines = append(p.Request.Lines, Line{Item: item, Qty: decimal.NewFromInt(10), Price: price})
	}
	p.Took("start", "head", "submit")
	return p
}

func (p *Purchase) orderAll() {
	p.Order = &Order{Supplier: "s1"}
	for i, l := range p.Request.Lines {
		p.Order.Lines = append(p.Order.Lines, &Ordered{Line: l, ID: string(rune('1' + i))})
	}
	p.Took("buy", "buyer", "done")
}

func TestStepsByTotal(t *testing.T) {
	paper := goods("g01", "consumable", "general", false)
	for _, c := range []struct {
		price int64
		roles []string
		want  []string
	}{
		{99_99, []string{"head"}, []string{"review", "buy"}},
		{100_00, []string{"head"}, []string{"review", "permit", "buy"}},
		{200_00, []string{"head"}, []string{"review", "quote", "permit", "buy"}},
		{500_00, []string{"head"}, []string{"review", "quote", "minutes", "permit", "buy"}},
		{1_00, []string{"director", "head"}, []string{"permit", "buy"}},
		{1_00, []string{"principal"}, []string{"permit", "buy"}},
	} {
		p := asked(c.price, paper)
		p.Phase, p.Starter.Roles = "start", c.roles
		p.pass("start")
		var went []string
		for p.Phase != "buy" {
			went = append(went, p.Phase)
			require.Zero(t, p.Reserved)
			p.Took(p.Phase, "x", "approve")
		}
		require.Equal(t, c.want, append(went, "buy"))
		require.Equal(t, p.Request.Total(), p.Reserved)
	}
}

func TestPartClosedReleasesTheRest(t *testing.T) {
	p := asked(10_00, goods("g01", "consumable", "general", false), goods("v01", "service", "", false))
	p.Took("review", "director", "approve")
	p.orderAll()
	require.Equal(t, []string{"accept", "accept_service"}, p.OpenSteps())
	general, service := p.Branches[0], p.Branches[1]
	general.Accept("part", []Accepted{{Line: p.Order.Lines[0], Accepted: decimal.New(2505, -3)}})
	p.TookInBranch("accept", "storekeeper")
	require.Equal(t, []string{"accept", "accept_service", "more"}, p.OpenSteps())
	require.True(t, p.Sealed)
	general.More("close")
	p.TookInBranch("more", "buyer")
	require.Equal(t, int64(25_05+100_00), p.Reserved)
	service.Accept("refuse", nil)
	p.TookInBranch("accept_service", "head")
	service.More("close")
	p.TookInBranch("more", "buyer")
	require.Equal(t, Done, p.Status)
	require.Equal(t, int64(25_05), p.Reserved)
}

func TestFoodNeedsTwo(t *testing.T) {
	p := asked(1_00, goods("g22", "food", "canteen", true))
	p.Took("review", "director", "approve")
	p.orderAll()
	require.Equal(t, []string{"buy_second"}, p.OpenSteps())
	p.Took("buy_second", "buyer2", "sign")
	b := p.Branches[0]
	all := []Accepted{{Line: p.Order.Lines[0], Accepted: decimal.NewFromInt(10)}}
	b.Accept("accept", all)
	p.TookInBranch("accept", "storekeeper")
	require.Equal(t, []string{"accept_second"}, p.OpenSteps())
	require.False(t, p.Sealed)
	b.Second("object")
	p.TookInBranch("accept_second", "liangw")
	require.Equal(t, []string{"accept"}, p.OpenSteps())
	b.Accept("accept", all)
	b.Second("sign")
	p.TookInBranch("accept_second", "liangw")
	require.Equal(t, Done, p.Status)
	require.ElementsMatch(t, []string{"head", "buyer", "buyer2"}, p.Forbidden("accept"))
}

func TestNothingReceivedIsCancelled(t *testing.T) {
	p := asked(1_00, goods("g01", "consumable", "general", false))
	p.Took("review", "director", "approve")
	p.orderAll()
	p.Branches[0].Accept("refuse", nil)
	p.TookInBranch("accept", "storekeeper")
	require.Equal(t, []string{"more"}, p.OpenSteps())
	p.Branches[0].More("close")
	p.TookInBranch("more", "buyer")
	require.Equal(t, Cancelled, p.Status)
	require.Zero(t, p.Reserved)
}

func TestSentBack(t *testing.T) {
	p := asked(300_00, goods("g01", "consumable", "general", false))
	p.Took("review", "director", "approve")
	p.Took("quote", "buyer", "done")
	p.SentBack("permit", "quote", "here")
	require.Equal(t, []string{"quote"}, p.OpenSteps())
	p.Took("quote", "buyer", "done")
	require.Equal(t, []string{"permit"}, p.OpenSteps())
	p.Took("permit", "principal", "approve")
	require.Equal(t, int64(3_000_00), p.Reserved)
	p.SentBack("buy", "start", "again")
	require.Zero(t, p.Reserved)
	p.Took("start", "head", "submit")
	require.Equal(t, []string{"review"}, p.OpenSteps())
}

func school(t testing.TB) *School {
	t.Helper()
	return &School{
		People: []Person{{ID: "head", Login: "head", Department: "jwc", Roles: []string{"head"}}},
		Items: []Item{
			goods("g01", "consumable", "general", false), goods("g02", "durable", "general", false),
			goods("g03", "consumable", "general", false), goods("g22", "food", "canteen", true),
			goods("g23", "food", "canteen", true), goods("v01", "service", "", false), goods("a1", "asset", "general", false),
		},
	}
}

func TestRequestsAddUpToTheirSize(t *testing.T) {
	s := school(t)
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		kind := rapid.SampledFrom([]string{"general", "food", "service", "asset", "mixed"}).Draw(t, "goods")
		total := totalOf(rng, Size(rapid.IntRange(0, 3).Draw(t, "size")))
		request := Request{Lines: s.lines(rng, kind, total)}
		if request.Total() != total {
			t.Fatalf("asked for %d, made %d: %s", total, request.Total(), encode(request.Lines))
		}
		for _, l := range request.Lines {
			if !l.Qty.IsPositive() || l.Price < 1 || !l.Qty.Equal(l.Qty.Round(3)) {
				t.Fatalf("no good line: %s", encode(l))
			}
		}
	})
}

// The outcome a delivery is given must be the one the contract allows for its quantities.
func TestDeliveriesFitTheirOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		sub := &submission{walker: &walker{rng: rng}}
		var waiting []*Ordered
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			qty := decimal.New(rapid.Int64Range(1, 5000).Draw(t, "qty"), -3)
			waiting = append(waiting, &Ordered{Line: Line{Qty: qty, Price: 100}})
		}
		wanted := rapid.SampledFrom([]string{"accept", "part", "part-refused", "refuse"}).Draw(t, "outcome")
		lines, outcome := sub.delivery(waiting, wanted)
		all, none := true, true
		for i, l := range lines {
			all = all && l.Accepted.Equal(waiting[i].Left())
			none = none && l.Accepted.IsZero()
			if l.Accepted.Add(l.Refused).GreaterThan(waiting[i].Left()) {
				t.Fatalf("more than is open: %s", encode(l))
			}
		}
		fits := map[string]bool{"accept": all, "part": !all && !none, "refuse": none}[outcome]
		if !fits {
			t.Fatalf("%s does not fit %s", outcome, encode(lines))
		}
	})
}

func TestScenarioNamesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, sc := range Scenarios() {
		require.False(t, seen[sc.Name], sc.Name)
		require.NotEmpty(t, sc.Ends, sc.Name)
		seen[sc.Name] = true
	}
}

func TestDigestIsOverThePlainForm(t *testing.T) {
	out := map[string]json.RawMessage{
		"b": json.RawMessage(` {"z": "<&>", "a": [1, true, null]} `), "a": json.RawMessage(`"临溪\n"`),
	}
	digest, err := digestOf(out)
	require.NoError(t, err)
	// printf '%s' '{"a":"临溪\n","b":{"a":[1,true,null],"z":"<&>"}}' | sha256sum
	require.Equal(t, "4b36d19190367b96418c40b57b33838fdcc1e8ecd13ebff3bbe7f57814195860", digest)
}
