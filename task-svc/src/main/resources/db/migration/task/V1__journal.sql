-- Tasks and their journal. Both are partitioned by the UUIDv7 task id, which is ordered by time: retention drops whole
-- days. Partitions are made by task-svc itself, ahead of time.

CREATE TABLE task.task (
    tenant          text        NOT NULL,
    task_id         uuid        NOT NULL,
    subject         text        NOT NULL,
    endpoint        text        NOT NULL, -- an agent's id, or '' for the mesh itself
    context_id      text        NOT NULL,
    state           smallint    NOT NULL, -- A2A's number of the state
    is_task         boolean     NOT NULL, -- false: the agent answered with a bare message
    status_at       timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    last_seq        bigint      NOT NULL,
    epoch           bigint      NOT NULL, -- rises with every owner; an append of an old owner matches no row
    owner           uuid        NOT NULL, -- the incarnation that runs it
    agent           text        NOT NULL, -- '' until chosen
    remote_task     text        NOT NULL, -- the agent's own ids, '' until known
    remote_context  text        NOT NULL,
    waiting         int         NOT NULL DEFAULT 0, -- follow-ups accepted that have not got their first word
    snapshot        bytea,                -- the folded task
    snapshot_seq    bigint      NOT NULL, -- last entry folded into it, 0 without one
    PRIMARY KEY (tenant, task_id)
) PARTITION BY RANGE (task_id);

CREATE INDEX task_newest ON task.task (tenant, subject, status_at DESC, task_id DESC) WHERE is_task;
CREATE INDEX task_context ON task.task (tenant, subject, context_id);
-- what an owner that died was running
CREATE INDEX task_unfinished ON task.task (owner) WHERE state IN (1, 2, 8) OR (state = 6 AND waiting > 0);

CREATE TABLE task.journal (
    tenant   text        NOT NULL,
    task_id  uuid        NOT NULL,
    seq      bigint      NOT NULL,
    kind     smallint    NOT NULL,
    format   smallint    NOT NULL,
    payload  bytea       NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (tenant, task_id, seq)
) PARTITION BY RANGE (task_id);
ALTER TABLE task.journal ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Messages accepted and not answered yet, and those to be accepted once only.
CREATE TABLE task.intake (
    tenant     text  NOT NULL,
    key        bytea NOT NULL,
    task_id    uuid  NOT NULL,
    digest     bytea NOT NULL,
    expires_at timestamptz,              -- null: until answered
    PRIMARY KEY (tenant, key)
);
CREATE INDEX intake_expiry ON task.intake (expires_at) WHERE expires_at IS NOT NULL;

-- Instances of task-svc; an incarnation is one life of one instance.
CREATE TABLE task.instance (
    incarnation uuid        PRIMARY KEY,
    name        text        NOT NULL,
    lease_until timestamptz NOT NULL,
    last_batch  bigint      NOT NULL DEFAULT 0 -- tells whether a commit whose answer was lost took place
);
