-- How far retention has come. One row; times are the database's.
CREATE TABLE task.retention (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    horizon       date,        -- the last day whose tasks have expired, but for days that are held; null: none
    round_at      timestamptz, -- the last round of the keeper
    clock_seen    timestamptz, -- the last time of the clock that was believed
    suspect_since timestamptz  -- the clock's time when it was first found to have jumped ahead; null: it has not
);
INSERT INTO task.retention DEFAULT VALUES;

-- Days up to the horizon that are, or were, something else than gone without a trace.
CREATE TABLE task.retention_day (
    day     date        PRIMARY KEY,
    state   smallint    NOT NULL, -- 1 held: its tasks are served; 2 going: they have expired; 3 gone: dropped
    since   timestamptz NOT NULL DEFAULT now(),
    reason  text        NOT NULL DEFAULT '', -- why it is held, or what keeps it from going
    held_by bigint      NOT NULL DEFAULT 0,  -- rows that are not done with, counted up to a thousand a table
    rows    jsonb       NOT NULL DEFAULT '{}', -- rows a table when it was archived or dropped
    archive text        NOT NULL DEFAULT ''  -- the file's name; empty without one
);
