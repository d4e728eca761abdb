-- What the journal got while event export is on: a row a commit, written with it. Ids rise with the sequence numbers of each task, for they are
-- drawn while the task's row is locked; those of different transactions become visible in any order.
CREATE TABLE task.outbox (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant    text        NOT NULL,
    task_id   uuid        NOT NULL,
    first_seq bigint      NOT NULL,
    entries   int         NOT NULL,
    at        timestamptz NOT NULL DEFAULT now()
);

-- How far each sink has come, and which instance exports to it.
CREATE TABLE task.export_offset (
    sink        text           PRIMARY KEY,
    owner       uuid,
    epoch       bigint         NOT NULL DEFAULT 0, -- rises with every owner
    lease_until timestamptz    NOT NULL DEFAULT now(),
    seen_at     timestamptz    NOT NULL DEFAULT now(),
    safe_id     bigint         NOT NULL,           -- up to here everything was exported, and nothing will appear any more
    ahead       int8multirange NOT NULL DEFAULT '{}', -- exported beyond
    watch_id    bigint,                            -- once every transaction before watch_xid has ended, nothing appears up to here
    watch_xid   xid8,
    exported    bigint         NOT NULL DEFAULT 0, -- events
    skipped     bigint         NOT NULL DEFAULT 0, -- commits that were left out for good
    gap         bigint         NOT NULL DEFAULT 0, -- of these, those that the sink has not been told of yet
    exported_at timestamptz,
    failing_since timestamptz,
    last_error  text           NOT NULL DEFAULT ''
);
