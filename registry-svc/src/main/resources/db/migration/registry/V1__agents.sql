-- Agents, every card they came with, and the vectors of their skills. Tenant first in every key.

-- Versions of agents rise over all tenants, also over delete and register again: a watcher never takes an old agent for a new one.
CREATE SEQUENCE agent_version_seq;

CREATE TABLE agent (
    tenant           text             NOT NULL,
    id               text             NOT NULL,
    version          bigint           NOT NULL,
    card_version     bigint           NOT NULL,
    card_etag        text,
    card_checked_at  timestamptz      NOT NULL,
    declared_cost    double precision,
    declared_latency double precision,
    declared_quality double precision,
    maintenance      boolean          NOT NULL,
    reachable        boolean          NOT NULL,
    health_reason    text             NOT NULL,
    health_score     double precision NOT NULL CHECK (health_score BETWEEN 0 AND 1),
    last_seen        timestamptz,
    registered_at    timestamptz      NOT NULL,
    updated_at       timestamptz      NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- The card as it came, byte for byte, and as A2A 1.0 in protobuf.
CREATE TABLE agent_version (
    tenant      text        NOT NULL,
    agent_id    text        NOT NULL,
    version     bigint      NOT NULL,
    url         text        NOT NULL,
    shape       text        NOT NULL,
    as_received bytea       NOT NULL,
    card        bytea       NOT NULL,
    routing     bytea       NOT NULL,
    labels      text[]      NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, agent_id, version),
    FOREIGN KEY (tenant, agent_id) REFERENCES agent (tenant, id) ON DELETE CASCADE
);

-- Derived from the cards and rebuilt at will. The pgvector copy is a table of its own, made when the extension is there.
CREATE TABLE skill_vector (
    tenant   text   NOT NULL,
    agent_id text   NOT NULL,
    skill_id text   NOT NULL,
    model    text   NOT NULL,
    digest   text   NOT NULL,
    vector   real[] NOT NULL,
    PRIMARY KEY (tenant, agent_id, skill_id),
    FOREIGN KEY (tenant, agent_id) REFERENCES agent (tenant, id) ON DELETE CASCADE
);
