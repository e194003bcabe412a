// Package engine runs everything in one process, as zongwu-standalone does, for the benchmark to act upon: a private
// PostgreSQL, Temporal on it, the demonstration school, its worker and its web server.
// engine.go: bringing it up; school.go: the school; act.go and http.go: purchases through cases.Act and through the
// API; temporal.go: what Temporal's own database says of its workflows; database.go: databases for others beside it.
package engine
