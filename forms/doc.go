// Package forms compiles the forms of a definition and judges what people fill in. It is pure: what it needs to know of
// the school it asks a World, and nothing here knows a process, a database or a page.
//
// Expressions have CEL's grammar, parsed by cel-go. Types and meaning are this package's own, compiled in one walk over
// CEL's syntax tree into typed operations: in CEL's checker and interpreter nothing can be empty, a number beside money
// has no unit, an operand order can decide whether an equality is ever true, and arithmetic cannot be replaced. Here a
// misspelt name is found with its column and the nearest right one, numbers are exact, and what is empty stays empty.
//
//	form.go         Form and what packages above ask of it
//	compile.go      Compile: from a YAML node to fields, rules and the order in which values depend on each other
//	field.go        the keys of one field; order.go: dependency order
//	kinds.go        the interface of a kind of field; field_*.go: one kind a file; reference.go: what references share
//	judge.go        a form, or one row, under judgement: sheet; submit.go, rows.go, checks.go: Submit
//	open.go         Open and Warnings; defaults.go: of rows typed on a page; restore.go: Restore;
//	                  handed.go: data of another form
//	beside.go       forms that stand beside a decision; summary.go: what sums one up
//	draft.go        Draft: a form while somebody types; refill.go: tables whose rows change meanwhile
//	schema.go       JSON Schema; post.go: HTML forms; once.go: values the school uses once
//	view.go         what a page shows; render.go: made of a form; names.go: what rows are called
//	messages.go     every message to a person, in three languages; text.go: texts in three languages;
//	                words.go: what definitions say in Chinese, in the others
//	expression.go   Scope, Expr, CompileExpr; parse.go: CEL's syntax and where problems stand in the file;
//	                value.go: expressions with a name
//	check.go        names, literals, selections; operators.go, numbers.go, quantifiers.go: what joins them
//	said.go         expressions as clauses people read; said_compare.go: comparisons, said_lookups.go: what lookups
//	                tell; called.go: what fields and attributes are called
//	functions.go    functions and lookups; share.go: parts of an amount; agree.go: two tables compared;
//	                before.go: the rows above one; so_far.go: what adds up down to one
//	unknown.go      what is not known yet: expressions before everything is, forms while they are filled in
//	evaluate.go     what runs while an expression is evaluated: values, the world's answers, the cost limit
//	compare.go      what is different in a later submission
//	capitals.go     an amount in Chinese capitals
//	data.go         Data, Money, Failures; types.go: Type; world.go: World, the attributes of references, Lookups
package forms
