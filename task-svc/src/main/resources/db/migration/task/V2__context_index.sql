-- With the tenant first, this index looked as good as the primary key to the planner while a partition was empty, and the
-- plan it made then read all of the tenant's rows for each one it updated.
DROP INDEX task.task_context;
CREATE INDEX task_context ON task.task (context_id, subject, tenant);
