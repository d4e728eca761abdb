/** A2A over JSON-RPC: one call from its bytes to its answer, and its HTTP POST. */
@NullMarked
package dev.parley.edge.jsonrpc;

import org.jspecify.annotations.NullMarked;
