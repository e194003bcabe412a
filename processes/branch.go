package processes

import (
	"net/url"
	"strings"
)

// lastKey is the innermost key of a branch.
func lastKey(branch string) string {
	return branch[strings.LastIndexByte(branch, '/')+1:]
}

// KeyOf is the innermost key of a branch, as the rows have it.
func KeyOf(branch string) string { return unescape(lastKey(branch)) }

// upTo cuts a branch to its outer n keys.
func upTo(branch string, n int) string {
	if n == 0 || branch == "" {
		return ""
	}
	keys := strings.Split(branch, "/")
	return strings.Join(keys[:min(n, len(keys))], "/")
}

// unescape gives back the key as the rows have it.
func unescape(key string) string {
	plain, err := url.PathUnescape(key)
	if err != nil { // never: keys are escaped by groups
		return key
	}
	return plain
}
