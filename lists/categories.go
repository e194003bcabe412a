package lists

import (
	_ "embed" // categories.yaml
	"fmt"

	"go.yaml.in/yaml/v3"

	"zongwu/store"
)

//go:embed categories.yaml
var categories []byte

// Categories are the categories of repairs a new school begins with.
func Categories() ([]store.CategoryData, error) {
	var entries []struct{ ID, Name, Size, Trade string }
	if err := yaml.Unmarshal(categories, &entries); err != nil {
		return nil, fmt.Errorf("read categories: %w", err)
	}
	list := make([]store.CategoryData, len(entries))
	for i, entry := range entries {
		list[i] = store.CategoryData(entry)
	}
	return list, nil
}
