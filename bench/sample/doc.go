// Package sample is the same purchase in the style of most samples: a signal for every step, an ordinary activity that
// writes the rows, and a client that asks the workflow again and again until it has moved on. workflow.go: the
// workflow; client.go: doing purchases with it.
package sample
