package pages

import (
	"fmt"
	"html/template"
	"time"

	"zongwu/processes"
)

// functions are what every template can call, in one language.
func (s *Site) functions(lang string) template.FuncMap {
	return template.FuncMap{
		"say":     func(key string) string { return s.Words.Say(lang, key) },
		"state":   func(state processes.Status) string { return s.Words.Say(lang, "state."+string(state)) },
		"moment":  func(at any) string { return momentOf(lang, at) },
		"dated":   func(day string) string { return Dated(lang, day) },
		"lately":  func(at time.Time) string { return Lately(lang, at) },
		"amount":  Amount,
		"bracket": func(text string) string { return Bracketed(lang, text) },
		"measure": func(shown, unit string) string { return Measured(lang, shown, unit) },
		"list":    func(names []string) string { return Joined(lang, names) },
		"icon":    s.Static.icon,
		"initial": initial,
		"asset":   s.Static.Path,
		"modules": modules,
		"dict":    dict,
		"add":     add,
		"sheet":   func(name string) template.CSS { return template.CSS(s.Static.text(name)) }, //nolint:gosec // our own file
		"ondate":  func(at time.Time) string { return FullDay(lang, at) },
		"iso":     func(at time.Time) string { return at.In(China()).Format(time.RFC3339) },
	}
}

// modules are the scripts every page's first one begins with: asked for at once, not one after the other.
func modules() []string {
	return []string{"js/starts.js", "js/menu.js", "js/notices.js", "js/session.js", "js/send.js", "js/aim.js",
		"js/live.js", "js/remarks.js"}
}

func momentOf(lang string, at any) string {
	switch t := at.(type) {
	case time.Time:
		return Moment(lang, t)
	case *time.Time:
		if t != nil {
			return Moment(lang, *t)
		}
	}
	return ""
}

// add is for the coordinates of what templates draw.
func add(numbers ...int) int {
	sum := 0
	for _, n := range numbers {
		sum += n
	}
	return sum
}

// dict gives a template several things by name: dict "Label" .Label "ID" .ID.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict of %d parts: names and values come in pairs", len(pairs))
	}
	made := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		made[name] = pairs[i+1]
	}
	return made, nil
}
