package forms

func message(code string, args map[string]string) Text { return Text{Zh: code} }
