// Package work is what every contender does: purchases from request to acceptance, by so many clients at once.
// purchase.go: the purchases; round.go: how a round of them is timed.
package work
