// Package worker carries what happened in the database into Temporal and lets Temporal's workers do the rest.
//
//   - worker.go: New and Run: the Temporal worker and the dispatcher, however often Temporal goes away
//   - connect.go: the client, and what the namespace must have
//   - dispatcher.go: the outbox, drained in order per case
//   - pace.go: how quickly people act, and what waits meanwhile
//   - backlog.go: how late workflows are
//   - tell.go: how a workflow is begun and told
//   - trace.go: how a trace goes through Temporal
//   - metrics.go: what is counted
//   - sweep.go: proof that every open case has exactly one running workflow and no closed one has any
//   - resync.go: rebuilding Temporal from the log
//   - schedules.go: the workflows of processes whose cases begin by themselves
//   - heal.go: both from time to time, while the worker runs
//   - staff.go: open tasks follow who works at the school and who is on leave
//   - sign.go: the last digests of all cases, signed from time to time
package worker
