-- The names that callers of A2A 0.1 give their tasks. A name is bound to a task's id before the task itself is accepted; a
-- binding whose task never came is taken up by the next send under that name.
CREATE TABLE task.client_task (
    tenant  text  NOT NULL,
    name    bytea NOT NULL, -- digest of the subject, the endpoint and the caller's own id
    task_id uuid  NOT NULL,
    PRIMARY KEY (tenant, name)
);
