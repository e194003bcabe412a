package forms

import "strconv"

// stars is the best rating.
const stars = 5

// ratingKind is a judgement of one to five stars.
type ratingKind struct{}

func (ratingKind) typeOf(*field) Type { return IntegerType }

func (ratingKind) keys() []string { return askKeys() }

func (ratingKind) decode(_ *field, v any) (any, *flaw) {
	n, bad := wholeNumber(v, maxInteger, "integer")
	switch {
	case bad != nil:
		return nil, bad
	case n.(int64) < 1:
		return nil, flawed("min", "min", "1")
	case n.(int64) > stars:
		return nil, flawed("max", "max", strconv.Itoa(stars))
	}
	return n, nil
}

func (ratingKind) schema(*field) map[string]any {
	return map[string]any{"type": "integer", "minimum": 1, "maximum": stars}
}

func (ratingKind) typed(_ *field, text string) any { return typedNumber(text) }

func (ratingKind) input(v any) string { return integerKind{}.input(v) }
