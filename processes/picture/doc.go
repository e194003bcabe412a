// Package picture lays out the route of any process from top to bottom: what people do as boxes, what the engine does
// by itself folded into small ones, the steps of an `each` or `parallel` in a frame, ways back at the left, ways ahead
// past other steps at the right. It knows boxes and lines, no colours and no files; the same definition always gives
// the same picture. It is as wide as a telephone unless frames within frames need more.
//
//	picture.go   Picture, Node, Edge: what is drawn, and where
//	block.go     the steps of a block as items, and the ways between them
//	usual.go     the same of the usual way alone
//	rails.go     which ways share a line beside the items, and how far out it runs
//	place.go     where everything comes to stand
//	text.go      how wide a text is, about; wrapping and clipping
package picture
