-- What could not be delivered: a task that ended so, or one of its webhooks. Partitioned like the tasks, so that a letter goes when its
-- task goes; its payload is the message in the journal.
CREATE TABLE task.dead_letter (
    tenant       text        NOT NULL,
    task_id      uuid        NOT NULL,
    config_id    text        NOT NULL, -- the webhook that was given up; '' for the task itself
    subject      text        NOT NULL, -- the task's
    endpoint     text        NOT NULL, -- the task's
    agent        text        NOT NULL, -- tried last; '' for none
    reason       smallint    NOT NULL, -- DeadLetter.Reason
    detail       text        NOT NULL,
    attempts     int         NOT NULL,
    accepted_seq bigint      NOT NULL, -- the entry of the message; 0 for a webhook
    at           timestamptz NOT NULL,
    state        smallint    NOT NULL DEFAULT 1, -- 1 open, 2 redriven, 3 discarded
    redriven_as  uuid,                -- the task that it becomes; set before that is made, so that it is made once
    closed_by    text,
    closed_at    timestamptz,
    edited       bytea,               -- the message that is sent instead
    edited_by    text,
    edited_at    timestamptz,
    PRIMARY KEY (tenant, task_id, config_id)
) PARTITION BY RANGE (task_id);

CREATE INDEX dead_letter_newest ON task.dead_letter (tenant, at DESC, task_id DESC, config_id DESC);
CREATE INDEX dead_letter_open ON task.dead_letter (tenant) WHERE state = 1;

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
        EXECUTE format('CREATE TABLE task.%I PARTITION OF task.dead_letter %s',
                       'dead_letter_' || substr(part.relname, length('task_') + 1), part.bounds);
    END LOOP;
END $$;
