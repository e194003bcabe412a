// Package workflows holds the one workflow that conducts every case, and the one that has cases begin by themselves.
// They decide nothing. A case's learns of transitions by signals, keeps the open steps and their clocks where
// Temporal's UI shows them, and has clocks, messages and the ends of other cases done by activities.
//
//   - messages.go: names, inputs and ids that the worker and tools use too
//   - case.go: Case from its first transition to its end
//   - news.go: what it is told, and what it missed
//   - clocks.go: its one timer, for the clock that rings next
//   - jobs.go: activities under way
//   - schedule.go: a process's schedule, from when it is put in force until it is taken out
//   - details.go: what operators read in Temporal's UI
//
// testdata holds histories recorded from real runs; a change here that old histories cannot follow fails their replay.
package workflows
