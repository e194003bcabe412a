// Command chaos lets the product's parts be killed, stopped, cut off and starved while an outside program (e2e/client)
// carries purchases, and afterwards has everybody agree: the program's own account, the books as the server shows
// them, every case's history, `zongwu verify`, and PostgreSQL's own check of its files.
//
// make chaos prints the tables of docs/measurements.md; CHAOS_FLAGS='--seed N' has a run again, '--times 5' has five
// times the faults, '--phases apart' one phase only. A short run is a test of this package.
//
//	main.go     flags, the phases, what a run ends with
//	apart.go    the phase of separate processes
//	box.go      the phase of everything in one process
//	windows.go  the phase of dying at chosen points, and how it is seen that a point was hit
//	doomed.go   a server and a worker that kill themselves at a point
//	resend.go   the phase of requests sent again after their server was killed
//	term.go     the phase of being told to stop
//	disk.go     the phase of a full disk
//	clock.go    the phase of a clock that is set
//	site.go     the product in separate processes, each reached over a wire of its own
//	process.go  one program that is started, killed and started again
//	parts.go    this program as one of the site's processes
//	link.go     a wire that can be slow, torn or dead
//	faults.go   what can go wrong, and how it is mended
//	struck.go   one fault after the other, and how long each was felt
//	load.go     the outside program at work, and what it was answered
//	settle.go   everybody agrees
//	report.go   the tables
package main
