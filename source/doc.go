// Package source reads definition files: text to YAML nodes, and every problem with its place.
//
//	source.go   Parse: caps on size and depth, UTF-8, duplicate keys, no anchors; the Problem type
//	mapping.go  Mapping: walks a mapping key by key and reports what nobody asked for
package source
