package pages

import (
	"strconv"
	"strings"
	"time"

	"zongwu/forms"
)

// China is one time for the whole country, and for every page.
func China() *time.Location { return time.FixedZone("CST", 8*60*60) }

// Moment writes a time as people do: 11月21日 13:15, with its year when that is another one.
func Moment(lang string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(China())
	return Day(lang, t) + t.Format(" 15:04")
}

// Span says how long something is in its two largest units: 2 天 3 小时.
func Span(lang string, d time.Duration) string {
	words := map[string][3]string{
		forms.Chinese: {" 天", " 小时", " 分钟"}, forms.Traditional: {" 天", " 小時", " 分鐘"}, forms.English: {" d", " h", " min"},
	}[lang]
	minutes := int(max(d, time.Minute) / time.Minute)
	numbers := [3]int{minutes / (24 * 60), minutes / 60 % 24, minutes % 60}
	first := 0
	for numbers[first] == 0 {
		first++
	}
	said := strconv.Itoa(numbers[first]) + words[first]
	if next := first + 1; next < len(numbers) && numbers[next] > 0 {
		said += " " + strconv.Itoa(numbers[next]) + words[next]
	}
	return said
}

// Lately writes a moment that is most often of today: then its time says enough.
func Lately(lang string, t time.Time) string {
	t = t.In(China())
	if now := time.Now().In(China()); now.Year() == t.Year() && now.YearDay() == t.YearDay() {
		return t.Format("15:04")
	}
	return Moment(lang, t)
}

// Soon writes a moment to come as people do: 今天 17:30.
func Soon(lang string, now, t time.Time) string {
	words := map[string][2]string{
		forms.Chinese: {"今天", "明天"}, forms.Traditional: {"今天", "明天"}, forms.English: {"today", "tomorrow"},
	}[lang]
	t = t.In(China())
	for days, word := range words {
		if t.Format(time.DateOnly) == now.In(China()).AddDate(0, 0, days).Format(time.DateOnly) {
			return word + t.Format(" 15:04")
		}
	}
	return Moment(lang, t)
}

// Day writes a date as people do.
func Day(lang string, t time.Time) string {
	now := t.Year() == time.Now().In(China()).Year()
	switch {
	case lang == forms.English && now:
		return t.Format("2 Jan")
	case lang == forms.English:
		return t.Format("2 Jan 2006")
	case now:
		return t.Format("1月2日")
	default:
		return t.Format("2006年1月2日")
	}
}

// FullDay writes a date with its year, as papers have it.
func FullDay(lang string, t time.Time) string {
	if t = t.In(China()); lang == forms.English {
		return t.Format("2 January 2006")
	}
	return t.Format("2006年1月2日")
}

// Dated writes a date of a form or a book as people do; what is none stays as it is.
func Dated(lang, text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return Day(lang, t)
}

// FullDated is a date as JSON has it, with its year, as paper has it.
func FullDated(lang, text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return FullDay(lang, t)
}

// Joined lists names as the language does.
func Joined(lang string, names []string) string {
	if lang == forms.English {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

// Clauses sets one thing said behind the other in one sentence.
func Clauses(lang string, said []string) string {
	if lang == forms.English {
		return strings.Join(said, "; ")
	}
	return strings.Join(said, "；")
}

// Dotted puts short things behind one another.
func Dotted(texts []string) string { return strings.Join(texts, " · ") }

// Bracketed puts what explains a word behind it.
func Bracketed(lang, text string) string {
	if lang == forms.English {
		return " (" + text + ")"
	}
	return "（" + text + "）"
}

// Measured puts its unit behind what a field shows; what is empty has none.
func Measured(lang, shown, unit string) string {
	if shown == "" || unit == "" {
		return shown
	}
	if lang == forms.English && unit != "%" {
		return shown + " " + unit
	}
	return shown + unit
}

// StepWords is a step with who has it.
func StepWords(lang, title string, persons []string) string {
	if len(persons) == 0 {
		return title
	}
	return title + Bracketed(lang, Joined(lang, persons))
}

// FirstOf is the first text that says something.
func FirstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
