// Package demo makes the demonstration schools out of demo.yaml: data to try the product with, moved to the present
// day. It is loaded into an empty database only.
//
//	demo.yaml  the schools, as people would write them down
//	demo.go    Load: passwords, schools, the catalogue of processes
//	file.go    the file's shape, read strictly
//	school.go  a school of the file as the data a new school begins with
//	goods.go   its goods, services, suppliers, rooms and assets
//	dates.go   relative dates, terms and fiscal years moved to the present
package demo
