/**
 * The JSON-RPC 2.0 envelope of A2A 1.0, both sides: requests in and replies out for a server, the reverse for a client.
 */
@NullMarked
package dev.parley.proto.jsonrpc;

import org.jspecify.annotations.NullMarked;
