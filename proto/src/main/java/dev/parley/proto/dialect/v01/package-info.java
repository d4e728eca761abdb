/** A2A 0.1 over JSON-RPC, for callers only: requests into 1.0, replies out of it. */
@NullMarked
package dev.parley.proto.dialect.v01;

import org.jspecify.annotations.NullMarked;
