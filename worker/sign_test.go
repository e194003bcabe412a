package worker_test

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"zongwu/processes"
	"zongwu/store"
	"zongwu/store/storetest"
	"zongwu/worker"
)

func TestSignerKeepsCopiesThatShowALostCheckpoint(t *testing.T) {
	db := storetest.New(t)
	db.In(t, "main", func(ctx context.Context, tx *store.Tx) error {
		c := &store.Case{
			ID: "one", Number: "CG-2026-0001", Process: "purchase", Version: "v", Status: processes.Open, Starter: "head",
			Department: "jwc", CreatedAt: time.Now(), ChangedAt: time.Now(), Seq: 1, State: []byte(`{}`),
			FiscalYear: 2026, ChargedYear: 2026,
		}
		return tx.Record(ctx, c, &processes.Transition{
			Seq: 1, At: time.Now(), Actor: "head", Step: processes.Start, Action: processes.DoStart,
			Conduct: processes.Conduct{Seq: 1, Status: processes.Open},
		}, nil, nil)
	})
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	copies := filepath.Join(t.TempDir(), "copies")
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // it signs when it is told to end, too
	(&worker.Signer{Store: db.Store, Key: private, Copies: copies, Logger: slog.New(slog.DiscardHandler)}).Run(ctx)

	kept, err := worker.ReadCopies(copies)
	if err != nil || kept["main"] == nil || len(kept["main"].Heads) != 1 {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	check := store.CheckpointCheck(public, kept)
	if findings, err := db.Store.Verify(t.Context(), check); err != nil || len(findings) != 0 {
		t.Fatalf("found %v, %v in a sound database", findings, err)
	}
	for _, statement := range []string{
		`ALTER TABLE checkpoints DISABLE TRIGGER ALL`, `ALTER TABLE checkpoint_heads DISABLE TRIGGER ALL`,
		`DELETE FROM checkpoint_heads`, `DELETE FROM checkpoints`,
	} {
		if _, err := db.Owner.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if findings, err := db.Store.Verify(t.Context(), check); err != nil || len(findings) != 1 {
		t.Errorf("found %v, %v after the last checkpoint was dropped", findings, err)
	}
}

func TestReadCopiesOfNoFile(t *testing.T) {
	kept, err := worker.ReadCopies(filepath.Join(t.TempDir(), "none"))
	if err != nil || len(kept) != 0 {
		t.Errorf("read %v, %v", kept, err)
	}
}
