package temporal

import (
	"fmt"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/tools/sql"
)

// The list of workflows has 74 indexes, one for nearly every attribute a workflow could have, and each is written
// whenever a workflow begins or ends: that is half of what a case puts into the database's log. Kept are those our
// attributes and Temporal's usual questions use; another question is answered by reading through the list. What is
// dropped is written down first, since a newer schema of Temporal's may want to find it.
const dropIndexes = `DO $$
DECLARE one record;
BEGIN
	CREATE TABLE IF NOT EXISTS indexes_dropped (definition text NOT NULL);
	FOR one IN SELECT indexname, indexdef FROM pg_indexes
		WHERE schemaname = current_schema() AND tablename = 'executions_visibility' AND indexname <> ALL (ARRAY[
			'executions_visibility_pkey', 'default_idx', 'by_execution_time', 'by_workflow_id', 'by_workflow_type',
			'by_status', 'by_task_queue', 'by_temporal_namespace_division', 'by_keyword_01', 'by_keyword_02', 'by_keyword_03'])
	LOOP
		INSERT INTO indexes_dropped VALUES (one.indexdef);
		EXECUTE format('DROP INDEX %I', one.indexname);
	END LOOP;
END $$`

// restoreIndexes makes anew what was dropped.
const restoreIndexes = `DO $$
DECLARE one record;
BEGIN
	CREATE TABLE IF NOT EXISTS indexes_dropped (definition text NOT NULL);
	FOR one IN DELETE FROM indexes_dropped RETURNING definition LOOP
		EXECUTE one.definition;
	END LOOP;
END $$`

// onDatabase runs a statement on one of the server's databases.
func onDatabase(cfg *config.SQL, statement string, logger log.Logger) error {
	conn, err := sql.NewConnection(cfg, logger)
	if err != nil {
		return fmt.Errorf("connect to database %s: %w", cfg.DatabaseName, err)
	}
	defer conn.Close()
	return conn.Exec(statement)
}
