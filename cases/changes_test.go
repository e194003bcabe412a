package cases_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"zongwu/cases"
	"zongwu/processes"
	"zongwu/store"
)

// amended tells what was sent anew: "step by whom: changes".
func (r *run) amended() []string {
	r.Helper()
	amendments, err := r.service.Changes(context.Background(), r.school, cases.Viewer{Person: r.director(), Lang: "en"}, r.id)
	if err != nil {
		r.Fatal(err)
	}
	var out []string
	for _, a := range amendments {
		line := fmt.Sprintf("%s (%s by %s, %d→%d):", a.Title, a.Step, a.ActorName, a.Before, a.Seq)
		for _, c := range a.Changes {
			line += fmt.Sprintf(" %s %s→%s", c.Name, c.Before, c.After)
			for _, row := range c.Rows {
				line += " [" + row.What + " " + row.Title
				for _, cell := range row.Cells {
					line += fmt.Sprintf(" %s %s→%s", cell.Name, cell.Before, cell.After)
				}
				line += "]"
			}
		}
		out = append(out, line)
	}
	return out
}

func (r *run) amendedAs(want ...string) {
	r.Helper()
	if got := strings.Join(r.amended(), "\n"); got != strings.Join(want, "\n") {
		r.Errorf("amended\n%s\nwanted\n%s", got, strings.Join(want, "\n"))
	}
}

func TestWhatWasAmended(t *testing.T) {
	s := newStage(t)
	r := s.start("head", copier)
	r.do("director", "review", "approve", "")
	r.amendedAs()
	r.sendBack("principal", "permit", "start", "again")
	r.do("head", "start", "submit", `{"subject":"30201","reason":"复印纸",
		"lines":[{"id":"1","item":"g01","qty":"60","price":2250},{"item":"g02","qty":"100","price":350}]}`)
	first := "Request (start by 李玉梅, 1→4): lines → [changed A4复印纸70克 qty 80→60 amount ¥1,800.00→¥1,350.00]" +
		" [added 白粉笔 item →白粉笔 qty →100 price →¥3.50 amount →¥350.00] total ¥1,800.00→¥1,700.00"
	r.amendedAs(first)

	// what was gone back over is done again, and says what is different too
	r.do("director", "review", "approve", "")
	r.do("principal", "permit", "approve", "")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "60", 2250)+","+ordered("2", "100", 350)))
	r.sendBack("storekeeper", "accept", "buy", "again")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "60", 2200)+","+ordered("2", "100", 350)))
	second := "Order (buy by 王海波, 7→9): lines → [changed A4复印纸70克 price ¥22.50→¥22.00 amount ¥1,350.00→¥1,320.00]" +
		" total ¥1,700.00→¥1,670.00"
	r.amendedAs(first, second)

	// deliveries in parts amend nothing
	r.do("storekeeper", "accept", "part", `{"lines":[{"line":"1","accepted":"20"},{"line":"2","accepted":"100"}]}`)
	r.do("storekeeper", "accept", "accept", `{"lines":[{"line":"1","accepted":"40"}]}`)
	r.stands(processes.Done)
	r.amendedAs(first, second)

	_, err := s.service.Changes(context.Background(), s.school, cases.Viewer{Person: "canteen"}, r.id)
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody else reads %v", err)
	}
}

func TestAnAcceptanceIsCorrected(t *testing.T) {
	s := newStage(t)
	r := s.start("canteen", rice)
	r.do("director", "review", "approve", "")
	r.do("buyer", "buy", "done", order("s6", ordered("1", "100", 520)))
	r.do("buyer2", "buy_second", "sign", "")
	food := `{"lines":[{"line":"1","accepted":"100","lot":"L1","expires":"2099-01-01","proof":"` + s.file("f1") + `"}]}`
	r.do("storekeeper2", "accept", "accept", food)
	r.do("storekeeper", "accept_second", "object", "")
	r.do("storekeeper2", "accept", "accept", strings.Replace(food, "L1", "L2", 1))
	r.amendedAs("Acceptance (accept by 罗春兰, 5→7): lines → [changed 大米 lot L1→L2]")
	r.do("storekeeper", "accept_second", "object", "")
	r.do("storekeeper2", "accept", "accept", strings.Replace(food, "L1", "L2", 1))
	if got := r.amended(); len(got) != 2 || got[1] != "Acceptance (accept by 罗春兰, 7→9):" {
		t.Errorf("the same sent again: %q", got)
	}
}
