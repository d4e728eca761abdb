-- Ports of the edge where one agent alone is served. No port may be two agents'; the registry sees to it, for one port may also
-- not be one agent's of HTTP and another's of gRPC.
ALTER TABLE agent
    ADD COLUMN http_port integer CHECK (http_port BETWEEN 1 AND 65535),
    ADD COLUMN grpc_port integer CHECK (grpc_port BETWEEN 1 AND 65535);
