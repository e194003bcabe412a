// Package pressure drives zongwu-standalone as far as it goes and beyond, and for long. Both parts run only when they
// are named:
//
//	make bench PARTS=overload                 four times what the program can do, for a minute
//	make bench PARTS=endurance MINUTES=30     seven tenths of it, for as long as one likes
//
// Load is e2e/client's purchases, every move by chance, on its own account. What is offered does not wait for what is
// answered: when calls are sent is fixed in advance (a Poisson stream drawn from a seed), and each due time sends the
// next call of whichever purchase is ready or, where none is, the first of a new one. A call is timed from when it was
// due, so that waiting for a generator that is late would show.
//
//	overload.go   the flood and what comes after
//	endurance.go  the long run; watch.go what is looked at every minute, slope.go how it grows
//	plant.go      the program on a folder of its own, with schools that have money for a long run
//	capacity.go   the most that is answered, and what of it can be kept up
//	load.go       the open loop, and what is proved once it is over
//	gate.go       lets calls through when they are due; replies.go what came of them
package pressure
