package dev.parley.edge.websocket;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.card.CalledAt;

/**
 * What the request said that became a WebSocket; it holds for every call on it.
 *
 * @param agentId the agent in the path, or the mesh's own empty id
 * @param headers what came with it, the query included
 */
record Handshake(String agentId, CallHeaders headers, CalledAt at) {}
