/** JSON-RPC over HTTP, in 1.0's words or 0.3's. */
@NullMarked
package dev.parley.router.outbound.jsonrpc;

import org.jspecify.annotations.NullMarked;
