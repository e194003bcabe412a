package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/shopspring/decimal"

	"zongwu/cases"
	"zongwu/forms"
	"zongwu/server/pages"
	"zongwu/store"
)

// longestList is how many things a page offers in one list; a longer one would be no help.
const longestList = 200

// suggested is how many things somebody who types is shown.
const suggested = 30

// picker finds what a reference may lead to, with what helps to choose. It lives for one page.
type picker struct {
	s    *Server
	ctx  context.Context //nolint:containedctx // it lives for one page
	tx   *store.Tx
	dept map[string]string          // names of departments
	kept map[string]decimal.Decimal // quantities of items in all stores
}

func newPicker(ctx context.Context, s *Server, tx *store.Tx) *picker {
	return &picker{s: s, ctx: ctx, tx: tx}
}

// picked finds things of a kind; whole says that there are no more.
func (p *picker) picked(kind string, q store.Query) (options []pages.PickOption, whole bool, err error) {
	switch role, ofRole := strings.CutPrefix(kind, personOf); {
	case kind == "person" || ofRole:
		options, whole, err = p.holders(strings.TrimPrefix(role, "person"), q)
	case kind == personOrPupil:
		options, whole, err = p.everybody(q)
	default:
		options, whole, err = p.pickedThings(kind, q)
	}
	if err != nil {
		return nil, false, fmt.Errorf("list %ss to pick from: %w", kind, err)
	}
	return options, whole, nil
}

// pickedThings finds things of a kind that are no people.
func (p *picker) pickedThings(kind string, q store.Query) (options []pages.PickOption, whole bool, err error) {
	switch kind {
	case "item":
		if err = p.readStock(q); err == nil {
			options, whole, err = optionsOf(p, q, items, p.itemOption)
		}
	case "supplier":
		options, whole, err = optionsOf(p, q, suppliers, p.supplierOption)
	case "room":
		options, whole, err = optionsOf(p, q, rooms, p.roomOption)
	case "category":
		options, whole, err = optionsOf(p, q, categories, p.categoryOption)
	case "store", "department", "subject", "price":
		options, whole, err = p.named(kind, q)
	case "asset":
		options, whole, err = p.assets(q)
	case "case":
		options, err = p.cases(q)
	default:
		err = store.ErrNotFound
	}
	return options, whole, err
}

// named finds what has little more than a name.
func (p *picker) named(kind string, q store.Query) ([]pages.PickOption, bool, error) {
	switch kind {
	case "department":
		return optionsOf(p, q, departments, func(r store.DepartmentRow) pages.PickOption {
			return pages.PickOption{Value: r.ID, Name: r.Name}
		})
	case "subject":
		return optionsOf(p, q, subjects, func(r store.NamedRow) pages.PickOption {
			return pages.PickOption{Value: r.ID, Name: r.ID + " " + r.Name}
		})
	case "price":
		return optionsOf(p, q, prices, func(r store.PriceRow) pages.PickOption {
			return pages.PickOption{Value: r.ID, Name: r.Name, Detail: joined(r.Unit, r.Price.In(langOf(p.ctx)))}
		})
	}
	return optionsOf(p, q, stores, func(r store.NamedRow) pages.PickOption {
		return pages.PickOption{Value: r.ID, Name: r.Name}
	})
}

// one finds the thing an id names; false when there is none of it to be had.
func (p *picker) one(kind, id string) (pages.PickOption, bool, error) {
	options, _, err := p.picked(kind, store.Query{ID: id, Limit: 1})
	if err != nil || len(options) == 0 || options[0].Value != id {
		return pages.PickOption{}, false, err
	}
	return options[0], true, nil
}

func optionsOf[T any](
	p *picker, q store.Query, read lister[T], option func(T) pages.PickOption,
) ([]pages.PickOption, bool, error) {
	rows, next, err := read(p.ctx, p.tx, q)
	if err != nil {
		return nil, false, err
	}
	options := make([]pages.PickOption, 0, len(rows))
	for _, r := range rows {
		options = append(options, option(r))
	}
	return options, next == "", nil
}

// itemOption is an item with its unit, price, pack and category, and for the office what is in store.
func (p *picker) itemOption(r store.ItemRow) pages.PickOption {
	facts := []string{r.Unit}
	if r.Price > 0 {
		facts = append(facts, r.Price.In(langOf(p.ctx)))
	}
	if pack := packOf(r); pack != "" {
		facts = append(facts, pack)
	}
	if left, known := p.kept[r.ID]; known {
		facts = append(facts, p.s.site.Words.Say(langOf(p.ctx), "form.pick.stock")+" "+left.String())
	}
	return pages.PickOption{Value: r.ID, Name: r.Name, Detail: joined(append(facts, r.Category)...)}
}

// packOf writes an item's larger units: 1箱=8包; "" when it has none.
func packOf(r store.ItemRow) string {
	var sizes map[string]json.Number
	if len(r.Pack) == 0 || json.Unmarshal(r.Pack, &sizes) != nil {
		return ""
	}
	var packs []string
	for _, unit := range slices.Sorted(maps.Keys(sizes)) {
		packs = append(packs, "1"+unit+"="+sizes[unit].String()+r.Unit)
	}
	return strings.Join(packs, ", ")
}

func (p *picker) personOption(r store.PersonRow) pages.PickOption {
	return pages.PickOption{Value: r.ID, Name: r.Name, Detail: joined(p.dept[r.Department], r.Title)}
}

// personOrPupil is the kind of what a field may lead to in which pupils may stand too.
const personOrPupil = "person_or_pupil"

// personOf begins the kind of what a field may lead to in which only those with a role may stand.
const personOf = "person."

// pickedFrom is the kind of what a field is picked from.
func pickedFrom(f forms.FieldView) string {
	switch {
	case f.Pupils:
		return personOrPupil
	case f.Role != "":
		return personOf + f.Role
	}
	return f.Ref
}

// holders are the people with a role, all where it is "".
func (p *picker) holders(role string, q store.Query) ([]pages.PickOption, bool, error) {
	if err := p.readDepartments(); err != nil {
		return nil, false, err
	}
	return optionsOf(p, q, func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PersonRow, string, error) {
		return tx.Persons(ctx, q, role)
	}, p.personOption)
}

// everybody are people first, then pupils, as far as there is room: of a pupil nothing but name and class.
func (p *picker) everybody(q store.Query) ([]pages.PickOption, bool, error) {
	people, whole, err := p.picked("person", q)
	if err != nil {
		return nil, false, err
	}
	pupils, all, err := optionsOf(p, q, func(ctx context.Context, tx *store.Tx, q store.Query) (
		[]store.PupilRow, string, error,
	) {
		return tx.Pupils(ctx, q, "")
	}, func(r store.PupilRow) pages.PickOption {
		return pages.PickOption{Value: r.ID, Name: r.Name, Detail: r.Class}
	})
	options := append(people, pupils...)
	if most := max(q.Limit, 1); len(options) > most {
		options, whole = options[:most], false
	}
	return options, whole && all, err
}

func (p *picker) supplierOption(r store.SupplierRow) pages.PickOption {
	facts := []string{pages.Joined(langOf(p.ctx), r.Categories)}
	if r.ContractTo != nil {
		facts = append(facts, p.s.sentence(langOf(p.ctx), "form.pick.contract",
			"{contract}", r.Contract, "{date}", pages.Dated(langOf(p.ctx), *r.ContractTo)))
	}
	return pages.PickOption{Value: r.ID, Name: r.Name, Detail: joined(facts...)}
}

func (p *picker) roomOption(r store.RoomRow) pages.PickOption {
	facts := []string{r.Building}
	if r.Seats > 0 {
		facts = append(facts, p.s.sentence(langOf(p.ctx), "form.pick.seats", "{n}", strconv.Itoa(r.Seats)))
	}
	return pages.PickOption{Value: r.ID, Name: numbered(r.ID, r.Name), Detail: joined(facts...)}
}

// numbered is a name behind its code, as it stands on the door; a name that has it already is enough.
func numbered(code, name string) string {
	if strings.Contains(name, code) {
		return name
	}
	return code + " " + name
}

// categoryOption is a category of repairs with how large they are and the trade they need.
func (p *picker) categoryOption(r store.CategoryRow) pages.PickOption {
	size := map[string]string{"minor": "form.pick.minor", "major": "form.pick.major"}[r.Size]
	return pages.PickOption{
		Value: r.ID, Name: r.Name, Detail: joined(p.s.site.Words.Say(langOf(p.ctx), size), r.Trade),
	}
}

// assets are things of the register, each with its number and where it stands.
func (p *picker) assets(q store.Query) ([]pages.PickOption, bool, error) {
	rows, next, err := assets(p.ctx, p.tx, q)
	if err != nil {
		return nil, false, err
	}
	var in []string
	for _, r := range rows {
		in = append(in, r.Room)
	}
	slices.Sort(in)
	named, err := p.tx.Names(p.ctx, "room", slices.Compact(in))
	options := make([]pages.PickOption, 0, len(rows))
	for _, r := range rows {
		option := pages.PickOption{Value: r.ID, Name: r.ID + " " + r.Name, Place: named[r.Room]}
		option.Gone = r.State == "written_off"
		said := ""
		if option.Gone {
			said = p.s.site.Words.Say(langOf(p.ctx), "assets.state.written_off")
		}
		option.Detail = joined(r.Category, option.Place, said)
		options = append(options, option)
	}
	return options, next == "", err
}

func assets(ctx context.Context, tx *store.Tx, q store.Query) ([]store.AssetRow, string, error) {
	return tx.Assets(ctx, store.AssetQuery{Query: q})
}

// cases are those the reader may see: never whole, there are more every day.
func (p *picker) cases(q store.Query) ([]pages.PickOption, error) {
	who := me(p.ctx).Person
	seen := cases.SightOf(&who)
	if q.ID != "" {
		row, err := p.tx.ReadCase(p.ctx, q.ID)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		may, err := p.tx.CanSee(p.ctx, row.ID, seen)
		if err != nil || !may {
			return nil, err
		}
		return []pages.PickOption{p.caseOption(*row)}, nil
	}
	rows, _, err := p.tx.Cases(p.ctx, store.CaseQuery{
		Person: who.ID, All: seen.All, Departments: seen.Departments, Q: q.Q, Limit: min(q.Limit, suggested),
	})
	options := make([]pages.PickOption, 0, len(rows))
	for _, r := range rows {
		options = append(options, p.caseOption(r))
	}
	return options, err
}

// caseOption is a case by its number, with when it began and what it is about.
func (p *picker) caseOption(r store.Case) pages.PickOption {
	lang := langOf(p.ctx)
	return pages.PickOption{
		Value: r.ID, Name: r.Number,
		Detail: joined(pages.Day(lang, r.CreatedAt.In(pages.China())), cases.TitleIn(r.Title, r.Amount, lang)),
	}
}

func (p *picker) readDepartments() error {
	if p.dept != nil {
		return nil
	}
	rows, _, err := p.tx.Departments(p.ctx, store.Query{Limit: longestList})
	p.dept = map[string]string{}
	for _, r := range rows {
		p.dept[r.ID] = r.Name
	}
	return err
}

// readStock reads what is in store of the items that are looked for, for those whose business the books are.
func (p *picker) readStock(q store.Query) error {
	if !me(p.ctx).office() {
		return nil
	}
	q.Limit = longestList
	rows, _, err := p.tx.Stock(p.ctx, store.StockQuery{Query: q})
	p.kept = map[string]decimal.Decimal{}
	for _, r := range rows {
		p.kept[r.Item] = p.kept[r.Item].Add(r.Quantity)
	}
	return err
}

func joined(facts ...string) string {
	return strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), " · ")
}

// pagePick answers a combobox: what fits what somebody typed so far.
func (s *Server) pagePick(c *gin.Context) error {
	ctx, q := c.Request.Context(), c.Query("q")
	if strings.ContainsRune(q, 0) || len(q) > 200 {
		return reject(http.StatusBadRequest, "error.shape", Fault{Pointer: "/q", Code: "nul"})
	}
	var found []pages.PickOption
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		found, _, err = newPicker(ctx, s, tx).picked(c.Param("kind"), store.Query{Q: q, Limit: suggested})
		return err
	})
	if err != nil {
		return err
	}
	return s.renderPart(c, http.StatusOK, "picks", "picks", found)
}
