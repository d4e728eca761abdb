-- The number of a life's last batch moves to a table of its own: it is written with every batch, and a renewal of the lease
-- must not wait for those.
CREATE TABLE task.writer (
    incarnation uuid   PRIMARY KEY,
    last_batch  bigint NOT NULL -- tells whether a commit whose answer was lost took place
);

ALTER TABLE task.instance
    DROP COLUMN last_batch,
    ADD COLUMN renewed_at timestamptz NOT NULL DEFAULT now(),
    -- the advisory lock that a connection of this life holds for as long as the life lasts; null: it holds none
    ADD COLUMN lock       bigint,
    -- nothing was left of what it ran when it was last looked at
    ADD COLUMN swept      boolean     NOT NULL DEFAULT false;
