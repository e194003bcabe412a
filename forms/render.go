package forms

func (f *Form) View(env Env, values map[string]any, failures Failures) (View, error) { panic("next") }
