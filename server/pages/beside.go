package pages

// Beside is what somebody should know who decides: warnings first, then single facts, then tables.
type Beside struct {
	Warnings []string
	Facts    []Box
	Tables   []Box
}

// Parts are the values of a field that holds several, each for reading.
func (b Box) Parts() []string {
	parts := make([]string, 0, len(b.Field.Items))
	for _, item := range b.Field.Items {
		parts = append(parts, item.Shown)
	}
	return parts
}
