// Command bench measures what the engine costs, beside hand-written code and other engines doing the same work:
//
//	go run ./bench [--quick] [PART…]        when none is named all but overload and endurance
//
// main.go: the parts and the closing lines.
package main
