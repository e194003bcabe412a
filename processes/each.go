package processes

import (
	"net/url"

	"go.yaml.in/yaml/v3"

	"zongwu/forms"
	"zongwu/source"
)

// each opens one branch for every key among the rows (every store, every row), or for every reference of a list (every
// room), and goes on when all branches are through. Inside, the branch's key, a reference as such, is called what `as`
// says, or `key`; `rows` are the branch's rows, as they are now; a list of references has none.
type each struct {
	rows, key *forms.Expr
	as        string
	rowsNode  *yaml.Node
	keyNode   *yaml.Node
}

func (ea *each) compile(c *compiler, s *Step, m *source.Mapping) {
	ea.rowsNode, ea.keyNode = m.Need("rows"), m.Get("key")
	ea.as = "key"
	if n := m.Get("as"); n != nil {
		ea.as = c.id(n, "a branch's key")
		c.later = append(c.later, func() { c.newName(n) })
	}
	if steps := m.Need("steps"); steps != nil {
		s.Blocks = []*Block{c.block(steps, s)}
	}
}

// compileRows runs before the inner steps' forms are compiled, because they may continue the rows.
func (ea *each) compileRows(c *compiler, s *Step) {
	if ea.rowsNode == nil {
		return
	}
	scope := c.scope(s)
	if ea.rows = c.expr(ea.rowsNode, scope, forms.Type{}); ea.rows == nil {
		return
	}
	if ea.listed() {
		if ea.keyNode != nil {
			c.ps.At(ea.keyNode, "type", "leave it away", "every reference of the list is a key already")
		}
		return
	}
	if t := ea.rows.Type; t.Kind != "list" || t.Of.Kind != "record" {
		c.ps.At(ea.rowsNode, "type", "like buy.lines, or start.rooms", "this gives neither rows nor references")
		return
	}
	scope = c.rowScope(ea.rowsNode, ea.rows, scope)
	if ea.keyNode != nil {
		ea.key = c.keyOf(ea.keyNode, scope)
	}
}

// keyOf compiles a branch's key: a text, or a reference.
func (c *compiler) keyOf(n *yaml.Node, scope *forms.Scope) *forms.Expr {
	key := c.expr(n, scope, forms.Type{})
	if key == nil || key.Type.Kind == "ref" {
		return key
	}
	return c.expr(n, scope, forms.TextType)
}

// listed says that the branches are the references of a list.
func (ea *each) listed() bool {
	return ea.rows != nil && ea.rows.Type.Kind == "list" && ea.rows.Type.Of.Kind == "ref"
}

// newName refuses a name that means something else already.
func (c *compiler) newName(n *yaml.Node) {
	_, valued := c.valued(n.Value)
	if reserved[n.Value] && n.Value != "key" || c.p.byID[n.Value] != nil || valued {
		c.ps.At(n, "name", "take another name", "%q means something else already", n.Value)
	}
}

// within adds the names a step inside may use.
func (ea *each) within(scope *forms.Scope) *forms.Scope {
	switch {
	case ea.rows == nil: // reported already
		return scope.With(ea.as, forms.TextType)
	case ea.listed():
		return scope.With(ea.as, *ea.rows.Type.Of)
	case ea.key != nil && ea.key.Type.Kind == "ref":
		scope = scope.With(ea.as, ea.key.Type)
	default:
		scope = scope.With(ea.as, forms.TextType)
	}
	return scope.With("rows", ea.rows.Type)
}

func (ea *each) enter(e *engine, s *Step, branch string) error {
	if e.busyOwner(s, branch) { // under way: it goes on as it is
		return nil
	}
	e.visit(Visit{Step: s.ID, Branch: branch})
	groups, err := ea.groups(e, s, branch)
	if err != nil {
		return err
	}
	release := e.hold(s, branch)
	for _, g := range groups {
		e.forget(s.Blocks[0], join(branch, g.key))
		if err := e.arrive(s.Blocks[0].Steps[0], join(branch, g.key)); err != nil {
			return err
		}
	}
	release()
	return e.settleOwner(s, branch)
}

// group is one branch: its key and rows.
type group struct {
	key  string
	rows []forms.Data
}

// groups sorts the rows by their keys, in the order the keys first appear; without a key expression each row's id.
func (ea *each) groups(e *engine, s *Step, branch string) ([]group, error) {
	if ea.listed() {
		return ea.references(e, s, branch)
	}
	rows, err := e.rows(ea.rows, s, branch)
	if err != nil {
		return nil, err
	}
	var groups []group
	place := map[string]int{}
	for _, row := range rows {
		key := row.Text("id")
		if ea.key != nil {
			v, err := e.eval(ea.key, s, branch, row)
			if err != nil {
				return nil, err
			}
			key, _ = v.(string)
		}
		key = url.PathEscape(key)
		i, ok := place[key]
		if !ok {
			i = len(groups)
			place[key] = i
			groups = append(groups, group{key: key})
		}
		groups[i].rows = append(groups[i].rows, row)
	}
	return groups, nil
}

// references gives a branch for every reference of the list, each once.
func (ea *each) references(e *engine, s *Step, branch string) ([]group, error) {
	v, err := e.eval(ea.rows, s, branch, nil)
	if err != nil {
		return nil, err
	}
	var groups []group
	seen := map[string]bool{}
	ids, _ := v.([]string)
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			groups = append(groups, group{key: url.PathEscape(id)})
		}
	}
	return groups, nil
}
