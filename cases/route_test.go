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

// told is a route in one line: "sure review: 刘志强 | maybe quote <提交申请".
func told(route *cases.Route) string {
	var parts []string
	for _, past := range route.Past {
		part := string(past.Action) + " " + past.Step + ": " + route.Names[past.Actor]
		if past.Undone {
			part += " (undone)"
		}
		parts = append(parts, part)
	}
	for _, t := range route.Open {
		parts = append(parts, "open "+placeOf(t))
	}
	for _, w := range route.Waits {
		parts = append(parts, fmt.Sprintf("waits %s for %s %s %t", w.Step, w.Process, w.Number, !w.Until.IsZero()))
	}
	for _, a := range route.Ahead {
		part := string(a.Comes) + " " + a.Step
		if len(a.Branches) > 0 {
			part += "@" + strings.Join(a.Branches, ",")
		}
		if a.Known {
			names := []string{}
			for _, id := range a.Persons {
				names = append(names, route.Names[id])
			}
			part += ": " + strings.Join(names, "、")
		}
		if len(a.Awaits) > 0 {
			part += " <" + strings.Join(a.Awaits, "、")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " | ")
}

func (s *stage) preview(person, process, typed string) *cases.Route {
	s.Helper()
	var values map[string]any
	if typed != "" {
		values = js(typed)
	}
	route, err := s.service.RoutePreview(context.Background(), s.school, cases.Viewer{Person: person}, process, values)
	if err != nil {
		s.Fatal(err)
	}
	return route
}

func (r *run) route() *cases.Route {
	r.Helper()
	route, err := r.service.Route(context.Background(), r.school, cases.Viewer{Person: r.director()}, r.id)
	if err != nil {
		r.Fatal(err)
	}
	return route
}

func TestTheRouteBeforeACaseBegins(t *testing.T) {
	s := newStage(t)
	for name, c := range map[string]struct{ person, typed, begins string }{
		"nothing typed": {"head", "", "sure review: 刘志强 | maybe quote: 王海波、孙丽娟 <提交申请 | maybe minutes: 刘志强 <提交申请" +
			" | maybe permit: 张建民 <提交申请、采购 | sure buy: 王海波、孙丽娟 | maybe buy_second: 王海波、孙丽娟 <采购 | maybe accept <采购"},
		"small": {"head", stick, "sure review: 刘志强 | never quote | never minutes | sure buy: 王海波、孙丽娟"},
		"large": {"head", copier, "sure review: 刘志强 | never quote | never minutes | sure permit: 张建民 | sure buy"},
	} {
		if got := told(s.preview(c.person, "purchase", c.typed)); !strings.HasPrefix(got, c.begins) {
			t.Errorf("%s: %s", name, got)
		}
	}
	stands := s.preview("head", "purchase", stick).Stands
	for step, want := range map[string]cases.StandAt{
		"start": cases.StandOpen, "review": cases.StandSure, "permit": cases.StandMaybe, "accept": cases.StandMaybe,
		"receive": cases.StandSure, "drop": cases.StandMaybe,
	} {
		if stands[step].At != want {
			t.Errorf("%s is %s", step, stands[step].At)
		}
	}
	_, err := s.service.RoutePreview(context.Background(), s.school, cases.Viewer{Person: "head"}, "nothing", nil)
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the route of no process: %v", err)
	}
}

func TestTheRouteOfACase(t *testing.T) {
	s := newStage(t)
	r := s.start("head", copier)
	now := func(want string) {
		t.Helper()
		if got := told(r.route()); got != want {
			t.Errorf("the route is\n%s, wanted\n%s", got, want)
		}
	}
	const behind = "maybe buy_second: 王海波、孙丽娟 <采购 | maybe accept <采购 | maybe accept_second: 梁伟、吴桂芳、罗春兰 <验收入库 | " +
		"maybe accept_service: 李玉梅 <采购 | maybe more: 王海波、孙丽娟 | maybe settle"
	now("start start: 李玉梅 | open review | never quote | never minutes | sure permit: 张建民 | sure buy: 王海波、孙丽娟 | " + behind)
	if _, err := r.act(processes.Action{Kind: processes.DoSendBack, Actor: "director", Task: r.task("review").ID, To: "start",
		Comment: "写清用途"}); err != nil {
		t.Fatal(err)
	}
	route := r.route()
	if got := told(route); !strings.HasPrefix(got, "start start: 李玉梅 (undone) | send_back review: 刘志强 | open start | sure review") {
		t.Errorf("sent back: %s", got)
	}
	if got := route.Open[0].Back; got == nil || route.Names[got.Actor] != "刘志强" {
		t.Errorf("sent back by %+v", got)
	}
	r.do("head", "start", "submit", copier)
	r.do("director", "review", "approve", "")
	r.do("principal", "permit", "approve", "")
	r.do("buyer", "buy", "done", order("s1", ordered("1", "80", 2250)))
	stands := r.route().Stands
	for step, want := range map[string]cases.Stand{
		"review": {At: cases.StandDone, Times: 1}, "quote": {At: cases.StandNever}, "reserve": {At: cases.StandDone},
		"receive": {At: cases.StandOpen}, "accept": {At: cases.StandOpen}, "accept_service": {At: cases.StandNever},
		"start": {At: cases.StandDone, Times: 2},
	} {
		if stands[step] != want {
			t.Errorf("%s is %+v", step, stands[step])
		}
	}
	past := strings.Join([]string{
		"start start: 李玉梅 (undone)", "send_back review: 刘志强", "submit start: 李玉梅", "submit review: 刘志强",
		"submit permit: 张建民", "submit buy: 王海波",
	}, " | ")
	now(past + " | open accept@general | never quote | never minutes | never buy_second | never unapproved | maybe accept_second@general: 梁伟、吴桂芳、罗春兰 <验收入库" +
		" | never accept_service | maybe more@general: 王海波、孙丽娟 | never settle")
	r.do("storekeeper", "accept@general", "accept", `{"lines":[{"line":"1","accepted":"80"}]}`)
	r.stands(processes.Done)
	now(past + " | submit accept: 吴桂芳")
	if got := r.route().Stands["more"]; got.At != cases.StandNever {
		t.Errorf("after the end the rest is %+v", got)
	}
	_, err := s.service.Route(context.Background(), s.school, cases.Viewer{Person: "teacher"}, r.id)
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a stranger's route: %v", err)
	}
}

func TestTheRouteOfACaseThatWaits(t *testing.T) {
	s := newStage(t)
	s.publish(map[string]string{"errand": errand, "journey": journey})
	if got, want := told(s.preview("head", "journey", "")), "sure errand | sure sign: 李玉梅"; got != want {
		t.Errorf("before: %s", got)
	}
	result, err := s.startOf("journey", "head", `{"why":"取教材"}`)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{stage: s, id: result.Case.ID}
	number := s.text(`SELECT number FROM cases WHERE process = 'errand'`)
	if got, want := told(r.route()), "start start: 李玉梅 | waits errand for 跑腿 "+number+" false | sure sign: 李玉梅"; got != want {
		t.Errorf("waiting: %s, wanted %s", got, want)
	}
}
