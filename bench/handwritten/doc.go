// Package handwritten is the same purchase as a good engineer writes it in Go on Temporal, without an engine: a
// workflow with Updates that are validated, and one local activity a transition that writes its rows in one
// transaction.
//
// rows.sql: the tables; statements.sql: what a step does to them; statements.go reads it; rows.go: a step's
// transaction; steps.go: the purchase's route; workflow.go: the workflow; client.go: doing purchases with it.
package handwritten
