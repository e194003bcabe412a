// Package compare has the engine and others do the same purchases in interleaved rounds on one cluster and one
// Temporal. compare.go: the rounds; contenders.go: who takes part; peers.go: those from npm; tables.go: what is
// printed.
package compare
