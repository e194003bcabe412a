package server

import (
	"context"

	"zongwu/store"
)

// listAssets is the register: whoever belongs to the school may look up what it owns.
func (s *Server) listAssets(ctx context.Context, in *findInput) (*listOutput[store.AssetRow], error) {
	return listOf(ctx, s, in.query(), assets)
}

func (s *Server) getAsset(ctx context.Context, in *OneInput) (*oneOutput[store.AssetRow], error) {
	return oneOf(ctx, s, in.ID, assets)
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
	return tx.Receivables(ctx, q)
}

func (s *Server) listReceivables(ctx context.Context, in *findInput) (*listOutput[store.ReceivableRow], error) {
	if err := s.officeOnly(ctx); err != nil {
		return nil, err
	}
	return listOf(ctx, s, in.query(), receivables)
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
