// Package cost says what one transition costs, the engine's beside the hand-written one: statements, rows, bytes,
// events of history, processor time and allocations. cost.go: the runs; counts.go: what is counted; database.go:
// PostgreSQL's own counters and its log; process.go: processor time and allocations; history.go: Temporal's histories.
package cost
