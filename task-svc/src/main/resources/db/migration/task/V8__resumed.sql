-- Who came back to a task's stream behind what it had seen: counted, the first hundred listed. One row a task, so that it stays
-- small and goes with its task.
CREATE TABLE task.resumed (
    tenant    text          NOT NULL,
    task_id   uuid          NOT NULL,
    times     bigint        NOT NULL,
    at        timestamptz[] NOT NULL, -- of the first hundred, as are the two below
    after_seq bigint[]      NOT NULL,
    resent    boolean[]     NOT NULL,
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
        EXECUTE format('CREATE TABLE task.%I PARTITION OF task.resumed %s',
                       'resumed_' || substr(part.relname, length('task_') + 1), part.bounds);
    END LOOP;
END $$;
