package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zongwu/forms"
	"zongwu/processes"
	"zongwu/store"
)

// uses are the values of registers (form keys `once` and `alone`) that a case uses as its state is now, each once,
// sorted: of the latter while it is open, of the former also when it is done; none when it came to nothing.
func uses(p *processes.Process, s processes.State) []store.Use {
	if s.Status != processes.Open && s.Status != processes.Done {
		return nil
	}
	var all []store.Use
	for place, data := range s.Data {
		form, ok := formOf(p, place)
		if !ok {
			continue
		}
		for _, u := range form.Once(data) {
			if s.Status == processes.Done && forms.HeldOnly(u.Register) {
				continue
			}
			all = append(all, store.Use{Register: u.Register, Value: u.Value, Place: place, Pointer: u.Pointer})
		}
	}
	slices.SortFunc(all, func(a, b store.Use) int {
		return strings.Compare(a.Register+"\x00"+a.Value+"\x00"+a.Place+"\x00"+a.Pointer,
			b.Register+"\x00"+b.Value+"\x00"+b.Place+"\x00"+b.Pointer)
	})
	return slices.CompactFunc(all, func(a, b store.Use) bool { return a.Register == b.Register && a.Value == b.Value })
}

// keepUses keeps what the case uses once in the school after a transition. The form asked already whether another has
// it; what another case began to use since then is refused here, where it stands if this action entered it.
func (c *change) keepUses(ctx context.Context, t *processes.Transition) error {
	if len(t.Changes.Data) == 0 && t.Changes.Status == "" || !c.process.UsesOnce() {
		return nil
	}
	taken, err := c.tx.KeepUses(ctx, c.row.ID, uses(c.process, c.state))
	if err != nil {
		return fmt.Errorf("write what %s uses: %w", c.row.Number, err)
	}
	if len(taken) == 0 {
		return nil
	}
	refusal := &processes.Refusal{Reason: processes.Invalid}
	first := takenBy(taken[0])
	refusal.Detail = forms.Text{
		Zh: forms.Message(first, forms.Chinese), ZhTW: forms.Message(first, forms.Traditional),
		En: forms.Message(first, forms.English),
	}
	for _, u := range taken {
		f := takenBy(u)
		f.Detail = forms.Message(f, forms.Chinese)
		if slices.ContainsFunc(t.Changes.Data, func(d processes.DataChange) bool { return d.Place == u.Place }) {
			f.Pointer = u.Pointer
		}
		refusal.Failures = append(refusal.Failures, f)
	}
	return refusal
}

// takenBy says which case has a value that another wants.
func takenBy(u store.Use) forms.Failure {
	return forms.Failure{
		Code: forms.TakenCode(u.Register), Args: map[string]string{"value": u.Value, "case": u.Case},
	}
}

// usedBy is the number of the other case that uses a value, nil where none does.
func (w asking) usedBy(ctx context.Context, args []any) (any, error) {
	if len(args) != 2 {
		return nil, nil //nolint:nilnil // nil is nobody
	}
	register, _ := args[0].(string)
	value, _ := args[1].(string)
	number, err := w.tx.UsedBy(ctx, register, value, w.c.row.ID)
	if err != nil {
		return nil, fmt.Errorf("look up used: %w", err)
	}
	if number == "" {
		return nil, nil //nolint:nilnil // as above
	}
	return number, nil
}

// verifyUses proves that the register holds what the cases use that did not come to nothing, and nothing else.
func (s *Service) verifyUses(ctx context.Context, tx *store.Tx) ([]store.Finding, error) {
	kept, err := tx.Uses(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify used values: %w", err)
	}
	of := map[string][]store.Use{}
	for _, u := range kept {
		of[u.Case] = append(of[u.Case], u)
	}
	return everyCase(ctx, tx, func(id string) ([]store.Finding, error) { return s.verifyUsesOf(ctx, tx, id, of[id]) })
}

func (s *Service) verifyUsesOf(
	ctx context.Context, tx *store.Tx, id string, kept []store.Use,
) ([]store.Finding, error) {
	row, err := tx.ReadCase(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("verify case %s: %w", id, err)
	}
	p, err := s.version(ctx, tx, row.Process, row.Version)
	if err != nil || !p.UsesOnce() && len(kept) == 0 {
		return nil, nil //nolint:nilerr // what is wrong with a definition is another check's to say
	}
	state, err := decodeState(p, row.State)
	if err != nil {
		return nil, nil //nolint:nilerr // what is wrong with a state too
	}
	state.Status = row.Status
	var findings []store.Finding
	differ := func(a, b []store.Use, detail string) {
		for _, u := range a {
			same := func(o store.Use) bool {
				return o.Register == u.Register && o.Value == u.Value && o.Place == u.Place && o.Pointer == u.Pointer
			}
			if !slices.ContainsFunc(b, same) {
				findings = append(findings, store.Finding{
					School: tx.School, What: "used", Where: id, Detail: fmt.Sprintf(detail, u.Register, u.Value, u.Place, u.Pointer),
				})
			}
		}
	}
	now := uses(p, state)
	differ(now, kept, "it uses %s %s at %s%s, and the register has it not")
	differ(kept, now, "the register says that it uses %s %s at %s%s, and it does not")
	return findings, nil
}
