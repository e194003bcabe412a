package forms

import (
	"strings"
	"unicode"

	"zongwu/source"
)

// alone marks a register whose values are held only while a case is open; no register's own name has a colon.
const alone = "alone:"

// Once is a value that data uses up: the school uses it once, in whatever form, step and process the register is named;
// or in one open case, where it is only held (HeldOnly).
type Once struct {
	Register string // as it is kept
	Value    string // as it is compared
	Pointer  string
}

// HeldOnly says that a register's values are free again when the case that has them is over.
func HeldOnly(register string) bool { return strings.HasPrefix(register, alone) }

// Held is a register of the key alone as it is kept.
func Held(register string) string { return alone + register }

// TakenCode is the code of a refusal of what another case has of a register.
func TakenCode(register string) string {
	if HeldOnly(register) {
		return "alone"
	}
	return "used"
}

// Once lists what stored data of the form uses up.
func (f *Form) Once(data Data) []Once { return f.level.once(data, "") }

// UsesOnce says that data of the form can use something up.
func (f *Form) UsesOnce() bool { return f.level.usesOnce() }

func (l *level) usesOnce() bool {
	for _, f := range l.fields {
		if f.once != "" || f.table != nil && f.table.usesOnce() {
			return true
		}
	}
	return false
}

func (l *level) once(data Data, pointer string) []Once {
	var used []Once
	for _, f := range l.fields {
		at := pointer + "/" + f.name
		if f.table != nil {
			for i, row := range data.Rows(f.name) {
				used = append(used, f.table.once(row, at+"/"+itoa(i))...)
			}
		}
		if value := data.Text(f.name); f.once != "" && value != "" {
			used = append(used, Once{f.once, Compared(value), at})
		}
	}
	return used
}

// Compared is a number somebody typed as numbers used once are compared: without spaces, full-width characters at half
// width, in capitals.
func Compared(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - ('！' - '!')
		}
		return r
	}, text))
}

// readOnce reads the register of a field: of once, or of alone.
func (b *builder) readOnce(f *field, m *source.Mapping, key string) {
	n := m.Get(key)
	switch {
	case n == nil:
	case !nameText.MatchString(n.Value):
		b.ps.At(n, "name", "use small letters, digits and _", "%q cannot be a register's name", n.Value)
	case f.many:
		b.ps.At(n, "type", "", "%q holds several values", f.name)
	case f.once != "":
		b.ps.At(n, "type", "leave one of them away", "%q cannot be both once and alone", f.name)
	case key == "alone":
		f.once = Held(n.Value)
	default:
		f.once = n.Value
	}
}

// checkOnce refuses what the school has used before, or another open case holds, and what stands twice in the form.
func (s *sheet) checkOnce(f *field) {
	value, ok := s.values[f.name].(string)
	if f.once == "" || !ok || s.tainted[f.name] || s.err != nil {
		return
	}
	value = Compared(value)
	key := [2]string{f.once, value}
	if s.used[key] {
		s.fail(f.name, "", flawed("unique"))
		return
	}
	s.used[key] = true
	where, err := s.ask("used", []any{f.once, value})
	if err != nil {
		s.err = err
	}
	if number, _ := where.(string); number != "" {
		s.fail(f.name, "", flawed(TakenCode(f.once), "value", s.values.Text(f.name), "case", number))
	}
}
