package forms

import "slices"

// kind is what a type word means. A kind is stateless; the field it judges carries the definition's keys. Optional
// abilities are the small interfaces below.
type kind interface {
	// typeOf is the type under which expressions see the field.
	typeOf(f *field) Type
	// decode takes a JSON value into the kinds of Data, or says what is wrong with its shape.
	decode(f *field, v any) (any, *flaw)
	// schema describes the JSON that decode takes; bounds that the definition states as literals included.
	schema(f *field) map[string]any
	// typed turns what stood in an HTML input into the JSON that decode takes; what cannot be read stays text.
	typed(f *field, text string) any
	// input turns a value of Data into what stands in an HTML input.
	input(v any) string
}

// keyed kinds understand more than the keys every field has.
type keyed interface{ keys() []string }

// bounded kinds understand min and max (and above).
type bounded interface {
	boundType() Type
	// measure is what is compared: the value, a text's length, a list's count.
	measure(v any) any
}

// referring kinds hold an id of something the school has.
type referring interface {
	refers() string // kind of object
	admits(f *field, o *Object) *flaw
}

// silent kinds ask nothing and hold nothing.
type silent interface{ silent() }

// The keys a field may have beside name, type, label, help and show, by kind.
func askKeys(more ...string) []string {
	keys := append(more, "required", "readonly", "default", "assumed", "said", "fold")
	if slices.Contains(keys, "formula") {
		keys = append(keys, "hidden")
	}
	return keys
}

func numberKeys() []string {
	return askKeys("formula", "many", "min", "max", "above", "unit", "takes", "mark")
}

func momentKeys() []string { return askKeys("formula", "many", "min", "max") }

// kinds lists every type word of the language.
func kinds() map[string]kind {
	return map[string]kind{
		"text": textKind{}, "longtext": longtextKind{}, "integer": integerKind{}, "decimal": decimalKind{},
		"money": moneyKind{}, "date": dateKind{}, "time": timeKind{}, "datetime": datetimeKind{}, "bool": boolKind{},
		"choice": choiceKind{}, "choices": choicesKind{}, "person": personKind{}, "department": departmentKind{},
		"room": roomKind{}, "store": storeKind{}, "item": itemKind{}, "asset": assetKind{}, "supplier": supplierKind{},
		"subject": subjectKind{}, "category": categoryKind{}, "price": priceKind{}, "case": caseKind{}, "row": rowKind{},
		"file": fileKind{}, "photo": photoKind{},
		"signature": signatureKind{}, "rating": ratingKind{}, "table": tableKind{}, "note": noteKind{},
	}
}

// Kinds lists the type words of fields.
func Kinds() []string {
	var words []string
	for word := range kinds() {
		words = append(words, word)
	}
	return words
}

// flaw is what is wrong with a value; its place is added by who judges.
type flaw struct {
	code  string
	args  map[string]string
	below string // pointer below the field, for lists: /2
}

func flawed(code string, args ...string) *flaw {
	f := &flaw{code: code, args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.args[args[i]] = args[i+1]
	}
	return f
}

// option is one choice of a choice or choices field.
type option struct {
	value string
	label Text
}

// Keys lists every key a field of some kind may have, and those of rules' lists.
func Keys() []string {
	known := map[string]bool{"fields": true, "unique": true, "rules": true, "name": true, "type": true, "label": true,
		"help": true, "show": true}
	for _, k := range kinds() {
		if keyed, ok := k.(keyed); ok {
			for _, key := range keyed.keys() {
				known[key] = true
			}
		}
	}
	keys := make([]string, 0, len(known))
	for key := range known {
		keys = append(keys, key)
	}
	return keys
}
