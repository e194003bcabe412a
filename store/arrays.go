package store

import "github.com/lib/pq"

// array gives a list of text to the driver; a nil list is an empty one.
func array(list []string) any {
	if list == nil {
		list = []string{}
	}
	return pq.Array(list)
}

// ints gives a list of numbers to the driver; a nil list is an empty one.
func ints(list []int64) any {
	if list == nil {
		list = []int64{}
	}
	return pq.Array(list)
}
