package cases_test

import (
	"context"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store/storetest"
)

// BenchmarkStartAndApprove is what a person waits for: two actions, each with the case as its answer.
func BenchmarkStartAndApprove(b *testing.B) {
	db := storetest.New(b)
	service := &cases.Service{Store: db.Store}
	ctx := context.Background()
	if _, err := service.PublishCatalogue(ctx, "main"); err != nil {
		b.Fatal(err)
	}
	_, err := db.Owner.Exec(`UPDATE budget_lines SET planned = 1000000000000`)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		begun, err := service.Act(ctx, cases.Request{School: "main", Process: "purchase", Action: processes.Action{
			Kind: processes.DoStart, Actor: "head", Data: js(stick)}})
		if err != nil {
			b.Fatal(err)
		}
		_, err = service.Act(ctx, cases.Request{School: "main", Action: processes.Action{
			Kind: processes.DoSubmit, Actor: "director", Task: begun.State.Open[0].ID, Outcome: "approve"}})
		if err != nil {
			b.Fatal(err)
		}
	}
}
