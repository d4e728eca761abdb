-- The state that a task's agent can go on from when it has lost the task: the last one only, so that a task's share is bounded. Written
-- in the statement that writes the journal, and partitioned like the tasks, so that it goes when its task goes.
CREATE TABLE task.checkpoint (
    tenant       text        NOT NULL,
    task_id      uuid        NOT NULL,
    step         bigint      NOT NULL,
    content_hash bytea       NOT NULL, -- SHA-256 of the state as canonical JSON
    at           timestamptz NOT NULL,
    checkpoint   bytea       NOT NULL, -- parley.task.v1.Checkpoint
    PRIMARY KEY (tenant, task_id)
) PARTITION BY RANGE (task_id);

-- one partition for each that tasks have
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bounds
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'task.task'::regclass
    LOOP
        EXECUTE format('CREATE TABLE task.%I PARTITION OF task.checkpoint %s',
                       'checkpoint_' || substr(part.relname, length('task_') + 1), part.bounds);
    END LOOP;
END $$;
