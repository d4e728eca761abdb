/** The operations of A2A 1.0, whatever way their requests came: JSON-RPC, HTTP+JSON or gRPC. */
@NullMarked
package dev.parley.edge.operations;

import org.jspecify.annotations.NullMarked;
