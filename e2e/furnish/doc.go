// Package furnish makes schools for long runs, here and in bench.
//
// furnish.go: the demonstration schools with more money.
package furnish
