// Package box runs zongwu-standalone as a person starts it, for the parts that look at it from outside.
// box.go: start and stop; build.go: building the programs; kernel.go: what the kernel says of its memory; metrics.go:
// what it says of itself.
package box
