package pages

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A template that is missing is only missed when a page is drawn; a name defined twice is only the last one's; one that
// nothing draws is never missed.
func TestTemplateNames(t *testing.T) {
	own := []string{"title", "main", "entryonly"} // what each page defines for itself
	asked, defined := map[string]string{}, map[string]string{}
	calls := regexp.MustCompile(`{{-? ?template "([^"]+)"`)
	defines := regexp.MustCompile(`{{-? ?(?:define|block) "([^"]+)"`)
	names, err := filepath.Glob("templates/*.html")
	require.NoError(t, err)
	for _, name := range names {
		text, err := files.ReadFile(name)
		require.NoError(t, err)
		for _, m := range calls.FindAllStringSubmatch(string(text), -1) {
			asked[m[1]] = name
		}
		for _, m := range defines.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(own, m[1]) {
				assert.Empty(t, defined[m[1]], "%s is defined in %s too", m[1], name)
			}
			defined[m[1]] = name
		}
	}
	for called, by := range asked {
		assert.Contains(t, defined, called, "%s asks for it", by)
	}
	drawn := regexp.MustCompile(`Part\([^)]*?"\w+", "(\w+)"`)
	handlers, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, name := range handlers {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range drawn.FindAllStringSubmatch(string(text), -1) {
			asked[m[1]] = name
		}
	}
	for name, by := range defined {
		if name != "layout" && !slices.Contains(own, name) {
			assert.NotEmpty(t, asked[name], "nothing draws %s of %s", name, by)
		}
	}
}
