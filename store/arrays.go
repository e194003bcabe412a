package store

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

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

// among is the condition that columns of these types are one of the keys, of which there is one at least. Most often it
// is a single one, which is looked up; a list, of a length PostgreSQL does not know, it rather joins with all rows.
func among(types []string, keys [][]any) (condition string, args []any) {
	places := make([]string, len(types))
	for i := range types {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	if len(keys) == 1 {
		return "= (" + strings.Join(places, ", ") + ")", keys[0]
	}
	for i, name := range types {
		column := make([]string, len(keys))
		for j, key := range keys {
			column[j] = fmt.Sprint(key[i])
		}
		places[i] += "::" + name + "[]"
		args = append(args, array(column))
	}
	return "IN (SELECT * FROM unnest(" + strings.Join(places, ", ") + "))", args
}
