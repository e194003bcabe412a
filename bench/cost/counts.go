package cost

import "zongwu/bench/report"

// counts are what was counted: since a start, or per transition.
type counts struct {
	statements, temporalStatements float64
	transactions, temporalCommits  float64
	rows, temporalRows             float64 // inserted, updated and deleted
	bytes, temporalBytes           float64 // by which the databases grew
	wal                            float64
	events, history, tasks         float64 // of a workflow's history, its bytes, its workflow tasks
	self, rowsCPU, temporalCPU     float64 // milliseconds of processor time
	backgroundCPU                  float64
	allocations, allocated         float64
}

func (c *counts) all() []*float64 {
	return []*float64{
		&c.statements, &c.temporalStatements, &c.transactions, &c.temporalCommits, &c.rows, &c.temporalRows, &c.bytes,
		&c.temporalBytes, &c.wal, &c.events, &c.history, &c.tasks, &c.self, &c.rowsCPU, &c.temporalCPU, &c.backgroundCPU,
		&c.allocations, &c.allocated,
	}
}

func (c counts) minus(before counts) counts {
	was := before.all()
	for i, v := range c.all() {
		*v -= *was[i]
	}
	return c
}

func (c counts) per(n int) counts {
	for _, v := range c.all() {
		*v /= float64(n)
	}
	return c
}

// table has a line for every figure and a column for every run.
func table(all []counts) [][]string {
	lines := []struct {
		name string
		of   func(counts) float64
	}{
		{"statements on its own rows", func(c counts) float64 { return c.statements }},
		{"statements of Temporal's", func(c counts) float64 { return c.temporalStatements }},
		{"transactions on its own rows", func(c counts) float64 { return c.transactions }},
		{"transactions of Temporal's", func(c counts) float64 { return c.temporalCommits }},
		{"rows written", func(c counts) float64 { return c.rows }},
		{"rows written by Temporal", func(c counts) float64 { return c.temporalRows }},
		{"bytes in the database", func(c counts) float64 { return c.bytes }},
		{"bytes in Temporal's databases", func(c counts) float64 { return c.temporalBytes }},
		{"bytes of WAL", func(c counts) float64 { return c.wal }},
		{"events of history", func(c counts) float64 { return c.events }},
		{"bytes of history", func(c counts) float64 { return c.history }},
		{"workflow tasks", func(c counts) float64 { return c.tasks }},
		{"CPU ms of the process", func(c counts) float64 { return c.self }},
		{"CPU ms of PostgreSQL, its own rows", func(c counts) float64 { return c.rowsCPU }},
		{"CPU ms of PostgreSQL, Temporal", func(c counts) float64 { return c.temporalCPU }},
		{"CPU ms of PostgreSQL, background", func(c counts) float64 { return c.backgroundCPU }},
		{"allocations", func(c counts) float64 { return c.allocations }},
		{"bytes allocated", func(c counts) float64 { return c.allocated }},
	}
	rows := make([][]string, len(lines))
	for i, line := range lines {
		rows[i] = []string{line.name}
		for _, c := range all {
			rows[i] = append(rows[i], report.Figure(line.of(c)))
		}
	}
	return rows
}
