package forms

import (
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"github.com/shopspring/decimal"
)

const (
	maxDigits      = 80 // of a number inside an expression
	divisionPlaces = 12
)

// arithmetic gives an operator its type and its exact meaning.
func (c *compiler) arithmetic(e ast.Expr, name string, a, b typed) typed {
	sign, _ := operators.FindReverse(name)
	if t, ok := c.dateArithmetic(sign, a, b); ok {
		return t
	}
	if name == operators.Add && a.typ.textual() && b.typ.textual() {
		return typed{typ: TextType, run: strict(a, b, concatenate)}
	}
	if name == operators.Add && a.typ.Kind == "list" && b.typ.Kind == "list" {
		return c.together(e, a, b)
	}
	result, ok := arithmeticType(sign, a, b)
	if !ok {
		return c.mismatch(e, sign, a, b)
	}
	do := map[string]func(*frame, decimal.Decimal, decimal.Decimal) (decimal.Decimal, error){
		"+": func(_ *frame, x, y decimal.Decimal) (decimal.Decimal, error) { return x.Add(y), nil },
		"-": func(_ *frame, x, y decimal.Decimal) (decimal.Decimal, error) { return x.Sub(y), nil },
		"*": func(_ *frame, x, y decimal.Decimal) (decimal.Decimal, error) { return x.Mul(y), nil },
		"/": divide, "%": remainder,
	}[sign]
	whole := a.whole && b.whole && sign != "/"
	return typed{typ: result, whole: whole, run: strict(a, b, func(f *frame, x, y any) (any, error) {
		d, err := do(f, x.(decimal.Decimal), y.(decimal.Decimal))
		if err != nil {
			return nil, err
		}
		if d.NumDigits() > maxDigits || d.Exponent() < -maxDigits {
			return nil, f.fail(manyDigits)
		}
		return d, nil
	})}
}

// together is one list behind another; an absent one has no elements.
func (c *compiler) together(e ast.Expr, a, b typed) typed {
	of, ok := join(typed{typ: *a.typ.Of}, typed{typ: *b.typ.Of})
	if !ok || of.Kind == "record" { // rows of two tables are not alike
		return c.mismatch(e, "+", a, b)
	}
	return typed{typ: ListOf(of), run: strict(orEmpty(a), orEmpty(b), func(f *frame, x, y any) (any, error) {
		first, _ := x.([]any)
		second, _ := y.([]any)
		return slices.Concat(first, second), f.spend(len(first) + len(second))
	})}
}

// arithmeticType: money adds to money and is multiplied or divided by plain numbers; money by money is a plain number.
func arithmeticType(sign string, a, b typed) (Type, bool) {
	x, y := a.typ, b.typ
	if !x.numeric() || !y.numeric() {
		return x, false
	}
	switch sign {
	case "+", "-":
		return join(a, b)
	case "*":
		switch {
		case x.Kind == "money":
			return MoneyType, y.Kind != "money"
		case y.Kind == "money":
			return MoneyType, true
		}
		return join(a, b)
	case "/":
		switch {
		case x.Kind == "money" && y.Kind == "money":
			return DecimalType, true
		case x.Kind == "money":
			return MoneyType, true
		}
		return plainQuotient(x, y), y.Kind != "money"
	default:
		joined, ok := join(a, b)
		return joined, ok && joined.Kind != "money" && joined.Kind != "decimal"
	}
}

// plainQuotient: literals stay literals, so that 1 / 3 can still become yuan; all else is a decimal.
func plainQuotient(x, y Type) Type {
	if x.Kind == "number" && y.Kind == "number" {
		return x
	}
	return DecimalType
}

func divide(f *frame, x, y decimal.Decimal) (decimal.Decimal, error) {
	if y.IsZero() {
		return decimal.Zero, f.fail(byZero)
	}
	return x.DivRound(y, divisionPlaces), nil
}

func remainder(f *frame, x, y decimal.Decimal) (decimal.Decimal, error) {
	if y.IsZero() {
		return decimal.Zero, f.fail(byZero)
	}
	return x.Mod(y), nil
}

func (c *compiler) negation(e ast.Expr, a typed) typed {
	if !a.typ.numeric() {
		return c.report(e, "type", "", "this is %s, a number is wanted", a.typ.name())
	}
	return typed{typ: a.typ, whole: a.whole, run: func(f *frame) (any, error) {
		v, err := a.run(f)
		if d, ok := v.(decimal.Decimal); ok {
			return d.Neg(), err
		}
		return nil, err
	}}
}

func concatenate(f *frame, x, y any) (any, error) {
	joined := x.(string) + y.(string)
	if len(joined) > 10_000 {
		return nil, f.fail(tooLong)
	}
	return joined, f.spend(len(joined) / 100)
}

// order compares two numbers, or two dates, times or moments.
func order(x, y any) int {
	if a, ok := x.(decimal.Decimal); ok {
		return a.Cmp(y.(decimal.Decimal))
	}
	a, b := x.(string), y.(string)
	if s, err := time.Parse(time.RFC3339, a); err == nil {
		if t, err := time.Parse(time.RFC3339, b); err == nil {
			return s.Compare(t)
		}
	}
	return strings.Compare(a, b)
}

// sameMoment says that two texts are one instant written in two zones.
func sameMoment(a, b string) bool {
	if len(a) < len("2006-01-02T15:04:05Z") || a[10] != 'T' || len(b) < 20 || b[10] != 'T' {
		return false
	}
	s, err := time.Parse(time.RFC3339, a)
	t, other := time.Parse(time.RFC3339, b)
	return err == nil && other == nil && s.Equal(t)
}

// dateArithmetic: a date and a number of days, or the days between two dates.
func (c *compiler) dateArithmetic(sign string, a, b typed) (typed, bool) {
	days := b.typ.Kind == "integer" || b.typ.Kind == "number" && b.whole
	switch {
	case a.typ.Kind != "date" || sign != "+" && sign != "-":
		return typed{}, false
	case days:
		return typed{typ: DateType, run: strict(a, b, func(f *frame, x, y any) (any, error) {
			n := y.(decimal.Decimal)
			if n.Abs().GreaterThan(decimal.New(1, 6)) {
				return nil, f.fail(tooManyDays)
			}
			return f.addDays(x.(string), int(n.IntPart()), sign)
		})}, true
	case b.typ.Kind == "date" && sign == "-":
		return typed{typ: IntegerType, run: strict(a, b, func(f *frame, x, y any) (any, error) {
			later, err := time.Parse(time.DateOnly, x.(string))
			earlier, other := time.Parse(time.DateOnly, y.(string))
			if err != nil || other != nil {
				return nil, f.fail("%v or %v is no date", x, y)
			}
			return decimal.NewFromInt(int64(later.Sub(earlier) / (24 * time.Hour))), nil
		})}, true
	}
	return typed{}, false
}

func (f *frame) addDays(date string, days int, sign string) (any, error) {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil, f.fail("%s is no date", date)
	}
	if sign == "-" {
		days = -days
	}
	out := day.AddDate(0, 0, days).Format(time.DateOnly)
	if !isDate(out) {
		return nil, f.fail(outOfRange)
	}
	return out, nil
}

// isDate takes dates of the years 1900 to 2999, as 2026-09-01.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s >= "1900" && s < "3000"
}

func validMoment(kind, s string) bool {
	switch kind {
	case "date":
		return isDate(s)
	case "time":
		return isTime(s)
	default:
		return isDateTime(s)
	}
}

// isTime takes a time of the day, as 08:30.
func isTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("15:04")
}

// isDateTime takes a moment with its zone, as 2026-09-01T08:30:00+08:00.
func isDateTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil && len(s) >= 10 && isDate(s[:10])
}
