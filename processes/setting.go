package processes

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// Setting is a value that differs from school to school, with its default.
type Setting struct {
	Name    string
	Type    forms.Type
	Label   forms.Text
	Default any // in the kinds of forms.Data
}

// settingTypes are the types a setting can have, by their word.
func settingTypes() map[string]forms.Type {
	return map[string]forms.Type{
		"money": forms.MoneyType, "decimal": forms.DecimalType, "integer": forms.IntegerType,
		"text": forms.TextType, "bool": forms.BoolType, "date": forms.DateType,
	}
}

// Read turns a school's value, as JSON or YAML gave it, into the setting's kind; money is yuan as text, fen as a
// number.
func (s Setting) Read(raw any) (any, error) {
	switch v := raw.(type) {
	case forms.Money, decimal.Decimal, int64, bool:
		return v, nil
	case json.Number:
		return s.number(v.String())
	case float64:
		return s.number(decimal.NewFromFloat(v).String())
	case string:
		return s.parse(v)
	}
	return nil, fmt.Errorf("read setting %s: a %T is no %s", s.Name, raw, s.Type.Kind)
}

// number reads a value written as a number: an amount of money is whole fen, as everywhere in JSON.
func (s Setting) number(text string) (any, error) {
	if s.Type.Kind != "money" {
		return s.parse(text)
	}
	fen, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read setting %s: %q is no whole number of fen", s.Name, text)
	}
	return forms.Money(fen), nil
}

func (s Setting) parse(text string) (any, error) {
	switch s.Type.Kind {
	case "money":
		d, err := decimal.NewFromString(text)
		fen := d.Shift(2)
		if err != nil || !fen.IsInteger() || fen.Abs().GreaterThan(decimal.New(1, 13)) {
			return nil, fmt.Errorf("read setting %s: %q is no amount in yuan", s.Name, text)
		}
		return forms.Money(fen.IntPart()), nil
	case "decimal":
		d, err := decimal.NewFromString(text)
		if err != nil {
			return nil, fmt.Errorf("read setting %s: %q is no number", s.Name, text)
		}
		return d, nil
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read setting %s: %q is no whole number", s.Name, text)
		}
		return n, nil
	case "bool":
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("read setting %s: %q is neither true nor false", s.Name, text)
		}
		return b, nil
	}
	return text, nil
}

// pinSettings gives what a case keeps for its life: the school's values, else the defaults.
func pinSettings(ctx context.Context, p *Process, w World) (forms.Data, error) {
	school, err := w.Settings(ctx)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	pinned := forms.Data{}
	for _, s := range p.Settings {
		pinned[s.Name] = s.Default
		if raw, ok := school[s.Name]; ok && raw != nil {
			v, err := s.Read(raw)
			if err != nil {
				return nil, err
			}
			pinned[s.Name] = v
		}
	}
	return pinned, nil
}

// SettingsRecord is the type of `school` in expressions.
func (p *Process) SettingsRecord() forms.Type {
	fields := map[string]forms.Type{}
	for _, s := range p.Settings {
		fields[s.Name] = s.Type
	}
	return forms.Record(fields)
}

// RestoreSettings reads pinned settings back from the JSON a state was stored as.
func (p *Process) RestoreSettings(raw map[string]any) (forms.Data, error) {
	restored := forms.Data{}
	for _, s := range p.Settings {
		v, ok := raw[s.Name]
		if !ok || v == nil {
			continue
		}
		typed, err := s.restore(v)
		if err != nil {
			return nil, err
		}
		restored[s.Name] = typed
	}
	return restored, nil
}

// restore reads a value as it was stored: money as fen.
func (s Setting) restore(v any) (any, error) {
	if s.Type.Kind != "money" {
		return s.Read(v)
	}
	n, err := strconv.ParseInt(fmt.Sprint(v), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("restore setting %s: %w", s.Name, err)
	}
	return forms.Money(n), nil
}

func (c *compiler) settings(n *yaml.Node) {
	if n == nil {
		return
	}
	if n.Kind != yaml.SequenceNode {
		c.ps.At(n, "type", "write a list: - {name: …, type: …, default: …}", "settings must be a list")
		return
	}
	seen := map[string]bool{}
	for _, item := range n.Content {
		m := source.MappingOf(item, "setting", c.ps)
		if m == nil {
			continue
		}
		s := Setting{Name: m.Str("name"), Label: c.text(m.Get("label"))}
		typeNode := m.Need("type")
		defaultNode := m.Need("default")
		m.Done()
		t, known := settingTypes()[scalar(typeNode)]
		switch {
		case !identifier(s.Name):
			c.ps.At(item, "name", "letters, digits and _", "a setting needs a name")
		case seen[s.Name]:
			c.ps.At(item, "duplicate", "", "setting %q stands here twice", s.Name)
		case typeNode != nil && !known:
			c.ps.At(typeNode, "type", "money, decimal, integer, text, bool or date", "unknown type %q", typeNode.Value)
		case defaultNode != nil:
			s.Type = t
			v, err := s.parse(defaultNode.Value)
			if err != nil {
				c.ps.At(defaultNode, "type", "", "the default is no %s", t.Kind)
			}
			s.Default = v
			seen[s.Name] = true
			c.p.Settings = append(c.p.Settings, s)
		}
	}
}
