-- When a task must have ended. A row for a task that has a deadline, until that is over or the task was found to have ended.
CREATE TABLE task.deadline (
    tenant  text        NOT NULL,
    task_id uuid        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (tenant, task_id)
);
CREATE INDEX deadline_at ON task.deadline (at);
