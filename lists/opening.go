package lists

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/store"
)

// Opening is what a change of people would leave without anybody to do it. Nothing is written before somebody has
// agreed to it.
type Opening struct {
	Lead   string // a sentence's beginning: without whom
	Advice []cases.Advice
	Digest string // what is agreed to

	lead     forms.Text
	gaps     []cases.Gap
	staffing *cases.Staffing
}

// Role is what a role is called.
func (o *Opening) Role(id, lang string) string { return o.staffing.Role(id, lang) }

// opening finds out what nobody could do any more once a change is written, nil when nothing. It is asked inside the
// change's own transaction: what is found is what will be.
func (d *desk) opening(
	ctx context.Context, lead forms.Text, write func(context.Context) error,
) (*Opening, error) {
	if d.list.ID != store.ListPeople && d.list.ID != store.ListDepartments {
		return nil, nil //nolint:nilnil // nobody does less
	}
	var after *cases.Staffing
	err := d.tx.Trial(ctx, func(ctx context.Context) error {
		err := write(ctx)
		if err == nil {
			after, err = d.cases.StaffingIn(ctx, d.tx)
		}
		return err
	})
	if err != nil || len(after.Of("")) == 0 {
		return nil, err
	}
	before, err := d.cases.StaffingIn(ctx, d.tx)
	if err != nil {
		return nil, err
	}
	o := &Opening{lead: lead, Lead: lead.In(d.who.Lang), gaps: after.Opened(before), staffing: after}
	if len(o.gaps) == 0 {
		return nil, nil //nolint:nilnil // none that was not there
	}
	o.Advice = after.Advise(o.gaps)
	sum := sha256.New()
	for _, one := range o.Advice {
		_, _ = fmt.Fprintln(sum, one.Text.Zh) // a hash never fails
	}
	o.Digest = hex.EncodeToString(sum.Sum(nil))
	return o, nil
}

// tell lets those who run the office know of what nobody can do any more, but for who made it so and agreed to it.
func (d *desk) tell(ctx context.Context, o *Opening) error {
	if o == nil {
		return nil
	}
	var to []string
	for _, role := range []string{"director", "admin"} {
		for _, id := range o.staffing.Having(role) {
			if id != d.who.Person && !slices.Contains(to, id) {
				to = append(to, id)
			}
		}
	}
	occasion := "gap/" + o.Digest + "/" + time.Now().UTC().Format(time.RFC3339Nano)
	for i, one := range o.Advice {
		words := forms.Text{
			Zh: o.lead.Zh + one.Text.Zh, ZhTW: o.lead.In(forms.Traditional) + one.Text.In(forms.Traditional),
			En: o.lead.In(forms.English) + one.Text.In(forms.English),
		}
		n := store.Notice{Process: one.Process, What: "gap", Words: words}
		if err := d.tx.InsertProcessNotices(ctx, n, fmt.Sprint(occasion, "/", i), to); err != nil {
			return fmt.Errorf("tell of gaps: %w", err)
		}
	}
	return nil
}

// without says what a draft takes away from a person, as a sentence begins.
func (d *desk) without(row draft) forms.Text {
	if d.list.ID != store.ListPeople || row.before == nil {
		return message("gap.so")
	}
	kept := rolesOf(row.body)
	var lost []forms.Text
	for _, role := range rolesOf(row.before.Body) {
		if !slices.Contains(kept, role) {
			lost = append(lost, d.roleTitle(role))
		}
	}
	if len(lost) == 0 {
		return message("gap.so")
	}
	said := message("gap.without", "name", nameOf(row.before.Body))
	in := func(lang, mark string) string {
		var all []string
		for _, title := range lost {
			all = append(all, title.In(lang))
		}
		return strings.ReplaceAll(said.In(lang), "{roles}", strings.Join(all, mark))
	}
	return forms.Text{Zh: in(forms.Chinese, "”“"), ZhTW: in(forms.Traditional, "」「"), En: in(forms.English, ", ")}
}

// staffed says that a change may leave somebody with less to do than before.
func (r *draft) staffed() bool {
	if r.before == nil {
		return false
	}
	of := func(body json.RawMessage) []byte {
		var part struct {
			Roles, Stores    []string
			Department, Head string
		}
		if err := json.Unmarshal(body, &part); err != nil {
			return body
		}
		text, err := json.Marshal(part)
		if err != nil {
			return body
		}
		return text
	}
	return !bytes.Equal(of(r.before.Body), of(r.body))
}

func nameOf(body json.RawMessage) string {
	var person struct{ Name string }
	if err := json.Unmarshal(body, &person); err != nil {
		return "" // it was written by this program
	}
	return person.Name
}

func (d *desk) roleTitle(id string) forms.Text {
	for _, role := range d.roles {
		if role.ID == id {
			return role.Title
		}
	}
	return forms.Text{Zh: id}
}
