/** A2A 1.0 over JSON-RPC. */
@NullMarked
package dev.parley.edge.jsonrpc;

import org.jspecify.annotations.NullMarked;
