-- What one step of a purchase does to the rows, statement by statement, for every contender but the engine: Go and
-- JavaScript read this file, so that all of them write the same. A block is a statement, its name and its parameters'
-- names in order ($1, $2 …). A step is one transaction; within it the statements run in the order of the steps below.
--
--   start    number, insert_case, append, open_task(review)
--   review   move_case, append, close_task, open_task(buy), reserve, budget_entry
--   buy      move_case, append, close_task, open_task(accept)
--   accept   move_case, append, close_task, receive, stock_entry, owe, payable_entry
--
-- move_case touching no row means that the step was written before: a repeat answers as the first time.
-- reserve touching no row means that the budget has not enough left: the step is refused and rolled back.

-- number: series
UPDATE hand.numbers SET last = last + 1 WHERE series = $1 RETURNING last

-- insert_case: case number step starter department subject total data at
INSERT INTO hand.cases (id, number, status, step, seq, starter, department, subject, total, data, created_at, changed_at)
VALUES ($1, $2, 'open', $3, 1, $4, $5, $6, $7, $8, $9, $9)

-- append: case seq at actor step outcome data
INSERT INTO hand.transitions (case_id, seq, at, actor, step, outcome, data) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- open_task: task case next role at due
INSERT INTO hand.tasks (id, case_id, step, role, opened_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)

-- close_task: closed at actor
UPDATE hand.tasks SET closed_at = $2, closed_by = $3 WHERE id = $1 AND closed_at IS NULL

-- move_case: case seq status next at
UPDATE hand.cases SET status = $3, step = $4, seq = $2, changed_at = $5 WHERE id = $1 AND seq = $2 - 1

-- reserve: department subject total
UPDATE hand.budget_lines SET reserved = reserved + $3
WHERE department = $1 AND subject = $2 AND planned - reserved >= $3

-- budget_entry: case seq department subject total at
INSERT INTO hand.budget_entries (case_id, seq, department, subject, kind, amount, at)
VALUES ($1, $2, $3, $4, 'reserve', $5, $6)

-- receive: item quantity total
UPDATE hand.stock SET quantity = quantity + $2, value = value + $3 WHERE item = $1

-- stock_entry: case seq item quantity total at
INSERT INTO hand.stock_entries (case_id, seq, item, quantity, value, at) VALUES ($1, $2, $3, $4, $5, $6)

-- owe: payable case supplier total
INSERT INTO hand.payables (id, case_id, supplier, owed) VALUES ($1, $2, $3, $4)

-- payable_entry: case seq payable total at
INSERT INTO hand.payable_entries (case_id, seq, payable, amount, at) VALUES ($1, $2, $3, $4, $5)
