package forms

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"zongwu/bench/report"
	"zongwu/processes"
	"zongwu/server/pages"
)

// deciding measures processes.Decide for a purchase's beginning and for its approval.
func deciding(b *report.Bench, p *processes.Process) error {
	var rows [][]string
	for _, lines := range sizes() {
		more, err := decide(b, p, lines)
		if err != nil {
			return fmt.Errorf("decide on %d lines: %w", lines, err)
		}
		rows = append(rows, more...)
	}
	b.Table("Deciding what follows from an action", head(), rows)
	b.Note("Everything between reading the case and writing the transition: the form judged, the next steps and who may " +
		"do them, what is posted, deadlines in working time, who is told. The school answers from memory.")
	return nil
}

func decide(b *report.Bench, p *processes.Process, lines int) ([][]string, error) {
	ctx, world := context.Background(), newSchool()
	at := time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC)
	begin := processes.Action{Kind: processes.DoStart, Actor: "head", At: at, Data: request(lines)}
	begun, err := processes.Decide(ctx, p, "case", processes.State{}, begin, world)
	if err != nil {
		return nil, err
	}
	state := processes.Apply(processes.State{}, begun)
	if len(state.Open) == 0 {
		return nil, errors.New("nothing is open")
	}
	approve := processes.Action{
		Kind: processes.DoSubmit, Actor: "director", At: at.Add(time.Hour), Task: state.Open[0].ID, Outcome: "approve",
	}
	var rows [][]string
	for _, one := range []struct {
		name   string
		state  processes.State
		action processes.Action
	}{{"begin", processes.State{}, begin}, {"approve", state, approve}} {
		c, err := measure(b, func() error {
			_, err := processes.Decide(ctx, p, "case", one.state, one.action, world)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.name, err)
		}
		rows = append(rows, c.row(one.name+", lines: "+strconv.Itoa(lines)))
	}
	return rows, nil
}

// drawing measures the page of a case with everything that can stand on it, from the view model to HTML.
func drawing(b *report.Bench) error {
	site, err := pages.New()
	if err != nil {
		return err
	}
	lang := pages.Languages("")[0].Value
	canned := site.NewGallery(lang, time.Date(2026, 9, 7, 9, 0, 0, 0, time.UTC), nil)
	frame := pages.Frame{
		Lang: lang, Theme: "auto", Path: "/cases/1", Who: &pages.Reader{ID: "head", Name: "李玉梅"},
		Languages: pages.Languages(lang), Body: &canned.Case,
	}
	size := 0
	c, err := measure(b, func() error {
		page, err := site.Render("case", frame)
		size = len(page)
		return err
	})
	if err != nil {
		return err
	}
	b.Table("Drawing the page of a case", head(), [][]string{c.row(fmt.Sprintf("%d kB of HTML", size/1000))})
	b.Note("From what it shows to HTML; what reading that costs stands under Many cases.")
	return nil
}
