package compare

import (
	"fmt"
	"math"
	"slices"

	"zongwu/bench/report"
	"zongwu/bench/work"
)

// tables prints what was measured, medians over the rounds, and the ratios.
func tables(b *report.Bench, results []*measured, s size) {
	crowd := [][]string{}
	alone := [][]string{}
	for _, m := range results {
		crowd = append(crowd, []string{
			m.name, over(m.many, work.Round.AnsweredRate), span(m.many, work.Round.AnsweredRate),
			over(m.many, at(50)), over(m.many, at(99)),
			over(m.many, work.Round.FinishedRate), over(m.many, lag),
		})
		alone = append(alone, []string{m.name, over(m.alone, at(50)), over(m.alone, at(99))})
	}
	b.Table(fmt.Sprintf("%d clients, %d rounds of %d cases", many, len(results[0].many), s.cases), []string{
		"who", "cases/s answered", "slowest–fastest round", "step p50 ms", "step p99 ms", "workflows finished/s", "lag s",
	}, crowd)
	b.Table(fmt.Sprintf("one client, %d rounds of %d cases", len(results[0].alone), s.alone),
		[]string{"who", "step p50 ms", "step p99 ms"}, alone)
	ratios(b, results)
}

func ratios(b *report.Bench, results []*measured) {
	answered := func(id string) float64 { return figure(results, id, false, work.Round.AnsweredRate) }
	finished := func(id string) float64 { return figure(results, id, false, work.Round.FinishedRate) }
	step := func(id string) float64 { return figure(results, id, true, at(50)) }
	b.Ratio("answered engine/hand-written", answered(byAct)/answered(byHand))
	b.Ratio("finished engine/hand-written", finished(byAct)/finished(byHand))
	b.Ratio("step-p50 engine/hand-written", step(byAct)/step(byHand))
	b.Ratio("answered engine/dbos", answered(byAct)/answered(byDBOS))
	b.Ratio("answered engine/bpmn-engine", answered(byAct)/answered(byBPMN))
}

// figure is a contender's median, NaN for one that did not take part.
func figure(results []*measured, id string, alone bool, of func(work.Round) float64) float64 {
	i := slices.IndexFunc(results, func(m *measured) bool { return m.id == id })
	if i < 0 {
		return math.NaN()
	}
	if alone {
		return report.Median(each(results[i].alone, of))
	}
	return report.Median(each(results[i].many, of))
}

func each(rounds []work.Round, of func(work.Round) float64) []float64 {
	values := make([]float64, len(rounds))
	for i, round := range rounds {
		values[i] = of(round)
	}
	return values
}

func over(rounds []work.Round, of func(work.Round) float64) string {
	return report.Figure(report.Median(each(rounds, of)))
}

func span(rounds []work.Round, of func(work.Round) float64) string {
	values := each(rounds, of)
	return report.Figure(slices.Min(values)) + "–" + report.Figure(slices.Max(values))
}

func at(p float64) func(work.Round) float64 {
	return func(r work.Round) float64 { return report.Millis(report.Percentile(r.Steps, p)) }
}

func lag(r work.Round) float64 { return r.Lag().Seconds() }
