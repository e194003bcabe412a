package forms_test

import (
	"testing"

	"zongwu/forms"
)

// TestReadOnlyAlways: a schema calls read-only what nobody may ever send, not what must be sent where a condition fails.
func TestReadOnlyAlways(t *testing.T) {
	form := compile(t, `{fields: [{name: a, type: integer, label: a},
		{name: always, type: text, label: b, readonly: true, default: "'x'"},
		{name: mostly, type: integer, label: c, readonly: a != null, default: a, required: true},
		{name: made, type: integer, label: d, formula: a + 1}]}`, scope())
	properties, _ := form.Schema(forms.English)["properties"].(map[string]any)
	for name, want := range map[string]any{"a": nil, "always": true, "mostly": nil, "made": true} {
		property, _ := properties[name].(map[string]any)
		if got := property["readOnly"]; got != want {
			t.Errorf("%s: readOnly is %v, not %v", name, got, want)
		}
	}
}
