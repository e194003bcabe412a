package forms

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Restore reads data that Submit returned once and that was stored as JSON, back into typed values.
func (f *Form) Restore(raw []byte) (Data, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var stored map[string]any
	if err := decoder.Decode(&stored); err != nil {
		return nil, fmt.Errorf("restore form %s: %w", f.Name, err)
	}
	data, err := f.level.restore(stored)
	if err != nil {
		return nil, fmt.Errorf("restore form %s: %w", f.Name, err)
	}
	return data, nil
}

func (l *level) restore(stored map[string]any) (Data, error) {
	data := Data{}
	for name, v := range stored {
		if name == "id" || name == "line" {
			data[name] = v
			continue
		}
		f := l.field(name)
		if f == nil {
			return nil, fmt.Errorf("there is no field %q", name)
		}
		value, bad := f.stored(v)
		if bad != nil {
			return nil, fmt.Errorf("field %q: %s", name, bad.code)
		}
		rows, isTable := value.([]map[string]any)
		if !isTable {
			data[name] = value
			continue
		}
		restored := make([]Data, len(rows))
		for i, row := range rows {
			inner, err := f.table.restore(row)
			if err != nil {
				return nil, fmt.Errorf("%s, row %d: %w", name, i, err)
			}
			restored[i] = inner
		}
		data[name] = restored
	}
	return data, nil
}

// stored decodes without the bounds of today's asking: what was accepted once stays readable.
func (f *field) stored(v any) (any, *flaw) {
	return f.loose.decode(v)
}

// loosen makes of each field the one that stored decodes with.
func (l *level) loosen() {
	for _, f := range l.fields {
		loose := *f
		loose.lenient, loose.pattern, loose.scale = true, nil, maxScale
		f.loose = &loose
		if f.table != nil {
			f.table.loosen()
		}
	}
}
