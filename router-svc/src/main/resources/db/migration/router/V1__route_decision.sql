-- What the router decided, for explain and what-if. Filled aside: it may lag, and rows may be missing after a crash.
CREATE TABLE route_decision (
    tenant      text        NOT NULL,
    decision_id uuid        NOT NULL,
    task_id     text        NOT NULL,
    decided_at  timestamptz NOT NULL,
    agent_id    text,
    summary     text        NOT NULL,
    decision    jsonb       NOT NULL,
    PRIMARY KEY (tenant, decision_id)
);

COMMENT ON COLUMN route_decision.agent_id IS 'the first candidate; null when nobody could serve';
COMMENT ON COLUMN route_decision.decision IS 'candidates with their values and scores, removed agents with reasons, weights, floor';

CREATE INDEX route_decision_task ON route_decision (tenant, task_id);
CREATE INDEX route_decision_age ON route_decision USING brin (decided_at);
