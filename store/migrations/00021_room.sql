-- Two things that cost more the more is done at once.
--
-- A case's row is written anew with each of its steps. With room on its page the new version stays there, and none of
-- its indexes is touched.
--
-- Who may do a task goes with the task. Looked for by lists of tasks they were found by going through all there were,
-- those long gone included.

-- +goose Up
ALTER TABLE cases SET (fillfactor = 60);

ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE task_persons NO FORCE ROW LEVEL SECURITY;
ALTER TABLE task_persons DROP CONSTRAINT task_persons_school_task_id_fkey,
  ADD FOREIGN KEY (school, task_id) REFERENCES tasks ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE task_persons FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;

-- +goose Down
ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY;
ALTER TABLE task_persons NO FORCE ROW LEVEL SECURITY;
ALTER TABLE task_persons DROP CONSTRAINT task_persons_school_task_id_fkey,
  ADD FOREIGN KEY (school, task_id) REFERENCES tasks DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE task_persons FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
ALTER TABLE cases RESET (fillfactor);
