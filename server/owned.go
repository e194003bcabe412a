package server

import (
	"context"

	"zongwu/cases"
	"zongwu/store"
)

type assetsInput struct {
	Room       string `query:"room" doc:"only what stands in this room"`
	Category   string `query:"category" doc:"only of this category"`
	State      string `query:"state" enum:"in_use,lent,idle,repair,written_off" doc:"only what is in this state"`
	Holder     string `query:"holder" doc:"only what this person holds"`
	Department string `query:"department" doc:"only what people of this department hold"`
	Find
}

// listAssets is the register: whoever belongs to the school may look up what it owns.
func (s *Server) listAssets(ctx context.Context, in *assetsInput) (*listOutput[store.AssetRow], error) {
	return listOf(ctx, s, in.query(), assetsOf(store.AssetQuery{
		Room: in.Room, Category: in.Category, State: in.State, Holder: in.Holder, Department: in.Department,
	}))
}

// assetsOf is the register narrowed so.
func assetsOf(narrowed store.AssetQuery) lister[store.AssetRow] {
	return func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.AssetRow, string, error) {
		narrowed.Query = q
		return tx.Assets(ctx, narrowed)
	}
}

// assetView is a card with the files of the cases about it that the caller may see.
type assetView struct {
	store.AssetRow
	Files []store.FileOfCase `json:"files" doc:"of the cases about it that I may see, the newest first, 200 at most"`
}

func (s *Server) getAsset(ctx context.Context, in *OneInput) (*oneOutput[assetView], error) {
	one, err := oneOf(ctx, s, in.ID, assets)
	if err != nil {
		return nil, err
	}
	out := &oneOutput[assetView]{Body: assetView{AssetRow: one.Body}}
	who := me(ctx)
	err = s.store.InSchool(ctx, who.School, func(ctx context.Context, tx *store.Tx) error {
		out.Body.Files, err = tx.FilesAbout(ctx, in.ID, cases.SightOf(&who.Person))
		return err
	})
	return out, err
}

func (s *Server) assetEntries(ctx context.Context, in *entriesInput) (*listOutput[store.AssetEntry], error) {
	if _, err := oneOf(ctx, s, in.ID, assets); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.AssetEntry, string, error) {
			return tx.AssetEntries(ctx, in.ID, q)
		})
}

func receivables(ctx context.Context, tx *store.Tx, q store.Query) ([]store.ReceivableRow, string, error) {
	return tx.Receivables(ctx, q, "")
}

type receivablesInput struct {
	Case string `query:"case" doc:"only what is owed for this case, by id or number"`
	Find
}

func (s *Server) listReceivables(ctx context.Context, in *receivablesInput) (*listOutput[store.ReceivableRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.ReceivableRow, string, error) {
			return tx.Receivables(ctx, q, in.Case)
		})
}

func (s *Server) getReceivable(ctx context.Context, in *OneInput) (*oneOutput[store.ReceivableRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return oneOf(ctx, s, in.ID, receivables)
}

func (s *Server) receivableEntries(ctx context.Context, in *entriesInput) (*listOutput[store.ReceivableEntry], error) {
	if _, err := s.getReceivable(ctx, &in.OneInput); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(),
		func(ctx context.Context, tx *store.Tx, q store.Query) ([]store.ReceivableEntry, string, error) {
			return tx.ReceivableEntries(ctx, in.ID, q)
		})
}
