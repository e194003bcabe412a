package lists

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/processes"
)

// A setting's field is called after it, with a mark before it: a definition may call its settings as it likes, a form
// its fields not.
const settingMark = "s_"

func settingField(name string) string {
	const longest = 40
	if len(settingMark)+len(name) > longest {
		name = name[len(settingMark)+len(name)-longest:]
	}
	return settingMark + name
}

// settingsForm is made of what the definitions in force declare. An empty field is the definition's own value.
func (d *desk) settingsForm(ctx context.Context) (*form, error) {
	declared, err := d.cases.Settings(ctx, d.tx)
	if err != nil {
		return nil, err
	}
	fields := &yaml.Node{Kind: yaml.SequenceNode}
	settings, sections := map[string]processes.Setting{}, map[string]forms.Text{}
	for _, p := range declared {
		first := true
		for _, setting := range p.Settings {
			name := settingField(setting.Name)
			if _, known := settings[name]; known {
				continue
			}
			settings[name] = setting
			if first {
				sections[name], first = p.Title, false
			}
			fields.Content = append(fields.Content, settingNode(name, setting, helpOf(setting.Name, declared)))
		}
	}
	if len(fields.Content) == 0 {
		none := mapping("name", "none", "type", "note", "label", say(d.who.Lang, "cell.choice.none"))
		fields.Content = append(fields.Content, none)
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	put(root, "fields", fields)
	list := *d.list
	list.form = root
	made, err := list.compile(nil, nil, nil)
	if err != nil {
		return nil, err
	}
	made.settings, made.sections = settings, sections
	return made, nil
}

func settingNode(name string, setting processes.Setting, help forms.Text) *yaml.Node {
	label := setting.Label
	if label.Zh == "" {
		label.Zh = setting.Name
	}
	n := mapping("name", name, "type", setting.Type.Kind)
	switch setting.Type.Kind {
	case "money": // a limit, a price: nobody means less than nothing
		label = forms.Text{
			Zh:   label.Zh + say(forms.Chinese, "yuan"),
			ZhTW: label.In(forms.Traditional) + say(forms.Traditional, "yuan"),
			En:   label.In(forms.English) + say(forms.English, "yuan"),
		}
		put(n, "min", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: "0"})
	case "integer":
		put(n, "min", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: "0"})
	}
	put(n, "label", textNode(label))
	put(n, "help", textNode(help))
	if setting.Type.Kind == "bool" { // an empty box could not be told from no
		valueOf(n, "type").Value = "choice"
		options := &yaml.Node{Kind: yaml.SequenceNode}
		for _, value := range []string{"true", "false"} {
			word := map[string]string{"true": "yes", "false": "no"}[value]
			options.Content = append(options.Content, optionNode(Option{Value: value, Label: message(word)}))
		}
		put(n, "options", options)
	}
	return n
}

// helpOf says which value a setting has by itself, and where several processes read it, in which.
func helpOf(name string, declared []cases.ProcessSettings) forms.Text {
	var parts [3][]string
	readers := 0
	for _, p := range declared {
		for _, setting := range p.Settings {
			if setting.Name == name {
				readers++
			}
		}
	}
	for _, p := range declared {
		for _, setting := range p.Settings {
			if setting.Name != name {
				continue
			}
			for i, lang := range []string{forms.Chinese, forms.Traditional, forms.English} {
				key := "settings.default"
				if readers > 1 {
					key = "settings.default.of"
				}
				parts[i] = append(parts[i],
					say(lang, key, "default", defaultWords(setting, lang), "processes", p.Title.In(lang)))
			}
		}
	}
	return forms.Text{
		Zh: strings.Join(parts[0], "；"), ZhTW: strings.Join(parts[1], "；"), En: strings.Join(parts[2], "; "),
	}
}

func defaultWords(setting processes.Setting, lang string) string {
	if setting.Default == nil || setting.Default == "" {
		return "—"
	}
	switch v := setting.Default.(type) {
	case forms.Money:
		return v.In(lang)
	case bool:
		return say(lang, map[bool]string{true: "yes", false: "no"}[v])
	}
	return fmt.Sprint(setting.Default)
}

func textNode(t forms.Text) *yaml.Node {
	n := mapping("zh", t.Zh)
	if t.ZhTW != "" {
		put(n, "zh-TW", text(t.ZhTW))
	}
	if t.En != "" {
		put(n, "en", text(t.En))
	}
	return n
}

// settingsData reads what the school has set. What can not be read as its definition has it now stands empty.
func (f *form) settingsData(body json.RawMessage) (forms.Data, error) {
	stored, err := decodeNumbers(body)
	if err != nil {
		return nil, err
	}
	data := forms.Data{}
	for field, setting := range f.settings {
		raw, set := stored[setting.Name]
		if !set || raw == nil {
			continue
		}
		v, err := setting.Read(raw)
		if err != nil {
			continue
		}
		if yes, ok := v.(bool); ok {
			v = fmt.Sprint(yes)
		}
		data[field] = v
	}
	return data, nil
}

// settingsBody writes what the form holds over what the school had; what no definition in force reads stays.
func (f *form) settingsBody(data forms.Data, before json.RawMessage) (json.RawMessage, error) {
	stored, err := decodeNumbers(before)
	if err != nil {
		return nil, err
	}
	for field, setting := range f.settings {
		v, set := data[field]
		switch {
		case !set:
			delete(stored, setting.Name)
		case setting.Type.Kind == "bool":
			stored[setting.Name] = v == "true"
		default:
			stored[setting.Name] = v
		}
	}
	raw, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("encode settings: %w", err)
	}
	return raw, nil
}

func decodeNumbers(raw json.RawMessage) (map[string]any, error) {
	values := map[string]any{}
	if len(raw) == 0 {
		return values, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	return values, nil
}
