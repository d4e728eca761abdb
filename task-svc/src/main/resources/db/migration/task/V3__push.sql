-- Webhooks of tasks (A2A's push notification configs), and how far the deliveries to each have come.

-- Tells without a look at the table below that a task has webhooks.
ALTER TABLE task.task ADD COLUMN pushed boolean NOT NULL DEFAULT false;

CREATE TABLE task.push_config (
    tenant           text        NOT NULL,
    task_id          uuid        NOT NULL,
    config_id        text        NOT NULL,
    url              text        NOT NULL,
    token            text        NOT NULL, -- '' for none
    auth_scheme      text,                 -- null: no Authorization header
    auth_credentials text        NOT NULL,
    version          text        NOT NULL, -- of A2A, Major.Minor, that it was made in and is called in
    created_at       timestamptz NOT NULL DEFAULT now(),
    owner            uuid        NOT NULL, -- the incarnation that delivers
    state            smallint    NOT NULL DEFAULT 1, -- 1 open, 2 done, 3 given up
    delivered_seq    bigint      NOT NULL, -- the last entry that was delivered or needs no delivery
    opening          boolean     NOT NULL DEFAULT false, -- the task as it is comes first
    delivered        bigint      NOT NULL DEFAULT 0, -- deliveries that succeeded
    failed_attempts  int         NOT NULL DEFAULT 0, -- of the delivery that is next
    failing_since    timestamptz,
    due_at           timestamptz,          -- when the next attempt is due; null: nothing to send, or at it
    last_attempt_at  timestamptz,
    last_status      int         NOT NULL DEFAULT 0,
    last_error       text        NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, task_id, config_id)
) PARTITION BY RANGE (task_id);

CREATE INDEX push_config_open ON task.push_config (owner) WHERE state = 1;
CREATE INDEX push_config_due ON task.push_config (owner, due_at) WHERE state = 1 AND due_at IS NOT NULL;

-- a webhook is kept as long as its task: one partition for each that tasks have
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bounds
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'task.task'::regclass
    LOOP
        EXECUTE format('CREATE TABLE task.%I PARTITION OF task.push_config %s',
                       'push_config_' || substr(part.relname, length('task_') + 1), part.bounds);
    END LOOP;
END $$;
