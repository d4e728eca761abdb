/** Checks of JSON-RPC over WebSocket, a custom binding (§12), by the document that describes it. */
@NullMarked
package dev.parley.cli.conformance.websocket;

import org.jspecify.annotations.NullMarked;
