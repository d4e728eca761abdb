/** JSON-RPC over WebSocket: many calls and streams on one connection. websocket-binding.md describes it for callers. */
@NullMarked
package dev.parley.edge.websocket;

import org.jspecify.annotations.NullMarked;
