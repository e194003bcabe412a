// Command vulnerable is the positive control of govulncheck: it calls what GO-2022-1059 is about, and nothing runs it.
package main

import (
	"fmt"

	"golang.org/x/text/language"
)

func main() {
	tags, _, err := language.ParseAcceptLanguage("zh-TW")
	fmt.Println(tags, err)
}
