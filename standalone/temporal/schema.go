package temporal

import (
	"context"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	v12 "go.temporal.io/server/schema/postgresql/v12"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/types/known/durationpb"
)

// retention is how long a finished case's history can be looked at in Temporal's own UI; the product itself never
// needs it, it has the transitions.
const retention = 30 * 24 * time.Hour

// setUp creates both databases where they are missing and brings their schemas up to the server's version. Every
// step can be repeated, so a start cut short is mended by the next.
func setUp(ctx context.Context, main, visibility *config.SQL, logger log.Logger) error {
	group, _ := errgroup.WithContext(ctx)
	group.Go(func() error {
		return setUpDatabase(main, "postgresql/v12/temporal", v12.Version, "", logger)
	})
	group.Go(func() error {
		err := setUpDatabase(visibility, "postgresql/v12/visibility", v12.VisibilityVersion, restoreIndexes, logger)
		if err != nil {
			return err
		}
		if err := onDatabase(visibility, dropIndexes, logger); err != nil {
			return fmt.Errorf("drop indexes: %w", err)
		}
		return nil
	})
	return group.Wait()
}

// setUpDatabase brings one database up to date; before is run on one that is older.
func setUpDatabase(cfg *config.SQL, name, version, before string, logger log.Logger) error {
	now, err := schemaVersion(cfg)
	if err == nil && now == version {
		return nil
	}
	if err != nil {
		toCreate := *cfg
		if err := sql.DoCreateDatabase(&toCreate, "postgres", logger); err != nil {
			return fmt.Errorf("create database %s: %w", cfg.DatabaseName, err)
		}
	}
	conn, err := sql.NewConnection(cfg, logger)
	if err != nil {
		return fmt.Errorf("connect to database %s: %w", cfg.DatabaseName, err)
	}
	defer conn.Close()
	if now == "" {
		first := &schema.SetupConfig{InitialVersion: "0.0"}
		if err := schema.NewSetupSchemaTask(conn, first, logger).Run(); err != nil {
			return fmt.Errorf("set up schema of %s: %w", cfg.DatabaseName, err)
		}
	} else if before != "" {
		if err := conn.Exec(before); err != nil {
			return fmt.Errorf("prepare schema of %s: %w", cfg.DatabaseName, err)
		}
	}
	update := &schema.UpdateConfig{SchemaName: name}
	if err := schema.NewUpdateSchemaTask(conn, update, logger).Run(); err != nil {
		return fmt.Errorf("update schema of %s: %w", cfg.DatabaseName, err)
	}
	return nil
}

// schemaVersion is the version of a database's schema; an error when there is no such database, or nothing in it,
// which is no news for the log.
func schemaVersion(cfg *config.SQL) (string, error) {
	conn, err := sql.NewConnection(cfg, log.NewNoopLogger())
	if err != nil {
		return "", fmt.Errorf("connect to database %s: %w", cfg.DatabaseName, err)
	}
	defer conn.Close()
	return conn.ReadSchemaVersion()
}

// createNamespace writes the namespace, with its search attributes, before the server starts: made through its API
// they would take seconds to reach all of its parts. An existing one stays as it is. (The server's package is named
// for SQLite, what it does is the same on every database.)
func createNamespace(cfg *config.SQL, name string, keywords []string) error {
	namespace, err := sqlite.NewNamespaceConfig(clusterName, name, false, nil)
	if err != nil {
		return fmt.Errorf("describe namespace %s: %w", name, err)
	}
	aliases := make(map[string]string, len(keywords))
	for i, keyword := range keywords {
		aliases[fmt.Sprintf("%s%02d", enums.INDEXED_VALUE_TYPE_KEYWORD, i+1)] = keyword
	}
	namespace.Detail.Config.CustomSearchAttributeAliases = aliases
	namespace.Detail.Config.Retention = durationpb.New(retention)
	if err := sqlite.CreateNamespaces(cfg, namespace); err != nil {
		return fmt.Errorf("create namespace %s: %w", name, err)
	}
	return nil
}
