package server

import (
	"context"
	"net/http"
	"strings"

	"zongwu/store"
)

// Part is which part of a list is asked for.
type Part struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" doc:"next of the part before"`
}

// Find is a part of a list that a word can be looked for in.
type Find struct {
	Q string `query:"q" doc:"name, pinyin or initials" maxLength:"200"`
	Part
}

func (f Find) query() store.Query { return store.Query{Q: f.Q, Limit: f.Limit, Cursor: f.Cursor} }

func (p Part) query() store.Query { return store.Query{Limit: p.Limit, Cursor: p.Cursor} }

type findInput struct{ Find }

// OneInput names one thing of a list.
type OneInput struct {
	ID string `path:"id"`
}

// listBody is what every list answers.
type listBody[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"cursor of the next part, empty at the end"`
}

type listOutput[T any] struct{ Body listBody[T] }

type oneOutput[T any] struct{ Body T }

// lister reads a part of a list.
type lister[T any] func(context.Context, *store.Tx, store.Query) ([]T, string, error)

// listOf answers a part of a list of the caller's school.
func listOf[T any](ctx context.Context, s *Server, q store.Query, read lister[T]) (*listOutput[T], error) {
	out := &listOutput[T]{}
	if strings.ContainsRune(q.Q, 0) {
		return nil, reject(http.StatusBadRequest, "error.shape", Fault{Pointer: "/q", Code: "nul"})
	}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		var err error
		out.Body.Items, out.Body.Next, err = read(ctx, tx, q)
		return err
	})
	if out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	return out, err
}

// oneOf answers one thing of a list.
func oneOf[T any](ctx context.Context, s *Server, id string, read lister[T]) (*oneOutput[T], error) {
	if id == "" || strings.ContainsRune(id, 0) {
		return nil, store.ErrNotFound
	}
	out := &oneOutput[T]{}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		one, err := store.One(read(ctx, tx, store.Query{ID: id}))
		if err == nil {
			out.Body = *one
		}
		return err
	})
	return out, err
}

func items(ctx context.Context, tx *store.Tx, q store.Query) ([]store.ItemRow, string, error) {
	return tx.Items(ctx, q)
}

func suppliers(ctx context.Context, tx *store.Tx, q store.Query) ([]store.SupplierRow, string, error) {
	return tx.Suppliers(ctx, q)
}

func persons(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PersonRow, string, error) {
	return tx.Persons(ctx, q, "")
}

func rooms(ctx context.Context, tx *store.Tx, q store.Query) ([]store.RoomRow, string, error) {
	return tx.Rooms(ctx, q)
}

func categories(ctx context.Context, tx *store.Tx, q store.Query) ([]store.CategoryRow, string, error) {
	return tx.Categories(ctx, q)
}

func stores(ctx context.Context, tx *store.Tx, q store.Query) ([]store.NamedRow, string, error) {
	return tx.Stores(ctx, q)
}

func departments(ctx context.Context, tx *store.Tx, q store.Query) ([]store.DepartmentRow, string, error) {
	return tx.Departments(ctx, q)
}

func subjects(ctx context.Context, tx *store.Tx, q store.Query) ([]store.NamedRow, string, error) {
	return tx.Subjects(ctx, q)
}

func prices(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PriceRow, string, error) {
	return tx.Prices(ctx, q)
}

func (s *Server) listItems(ctx context.Context, in *findInput) (*listOutput[store.ItemRow], error) {
	return listOf(ctx, s, in.query(), items)
}

func (s *Server) getItem(ctx context.Context, in *OneInput) (*oneOutput[store.ItemRow], error) {
	return oneOf(ctx, s, in.ID, items)
}

func (s *Server) listSuppliers(ctx context.Context, in *findInput) (*listOutput[store.SupplierRow], error) {
	return listOf(ctx, s, in.query(), suppliers)
}

func (s *Server) getSupplier(ctx context.Context, in *OneInput) (*oneOutput[store.SupplierRow], error) {
	return oneOf(ctx, s, in.ID, suppliers)
}

func (s *Server) listPersons(ctx context.Context, in *findInput) (*listOutput[store.PersonRow], error) {
	return listOf(ctx, s, in.query(), persons)
}

func (s *Server) getPerson(ctx context.Context, in *OneInput) (*oneOutput[store.PersonRow], error) {
	return oneOf(ctx, s, in.ID, persons)
}

func (s *Server) listRooms(ctx context.Context, in *findInput) (*listOutput[store.RoomRow], error) {
	return listOf(ctx, s, in.query(), rooms)
}

func (s *Server) getRoom(ctx context.Context, in *OneInput) (*oneOutput[store.RoomRow], error) {
	return oneOf(ctx, s, in.ID, rooms)
}

func (s *Server) listCategories(ctx context.Context, in *findInput) (*listOutput[store.CategoryRow], error) {
	return listOf(ctx, s, in.query(), categories)
}

func (s *Server) getCategory(ctx context.Context, in *OneInput) (*oneOutput[store.CategoryRow], error) {
	return oneOf(ctx, s, in.ID, categories)
}

func (s *Server) listDepartments(ctx context.Context, in *findInput) (*listOutput[store.DepartmentRow], error) {
	return listOf(ctx, s, in.query(), departments)
}

func (s *Server) getDepartment(ctx context.Context, in *OneInput) (*oneOutput[store.DepartmentRow], error) {
	return oneOf(ctx, s, in.ID, departments)
}

func (s *Server) listSubjects(ctx context.Context, in *findInput) (*listOutput[store.NamedRow], error) {
	return listOf(ctx, s, in.query(), subjects)
}

func (s *Server) getSubject(ctx context.Context, in *OneInput) (*oneOutput[store.NamedRow], error) {
	return oneOf(ctx, s, in.ID, subjects)
}

func (s *Server) listPrices(ctx context.Context, in *findInput) (*listOutput[store.PriceRow], error) {
	return listOf(ctx, s, in.query(), prices)
}

func (s *Server) getPrice(ctx context.Context, in *OneInput) (*oneOutput[store.PriceRow], error) {
	return oneOf(ctx, s, in.ID, prices)
}

// pupils are all of them for the office, and for everybody else those for whom they answer.
func (s *Server) pupils(ctx context.Context, tx *store.Tx, q store.Query) ([]store.PupilRow, string, error) {
	who, teacher := me(ctx), ""
	if !who.office() {
		teacher = who.Person.ID
	}
	return tx.Pupils(ctx, q, teacher)
}

func (s *Server) listPupils(ctx context.Context, in *findInput) (*listOutput[store.PupilRow], error) {
	return listOf(ctx, s, in.query(), s.pupils)
}

func (s *Server) getPupil(ctx context.Context, in *OneInput) (*oneOutput[store.PupilRow], error) {
	return oneOf(ctx, s, in.ID, s.pupils)
}

// personNames gives everybody's name by id.
func (s *Server) personNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	err := s.store.InSchool(ctx, me(ctx).School, func(ctx context.Context, tx *store.Tx) error {
		people, err := tx.People(ctx)
		for _, p := range people {
			names[p.ID] = p.Name
		}
		return err
	})
	return names, err
}
