/** A2A 1.0 over HTTP and JSON, the binding called HTTP+JSON. */
@NullMarked
package dev.parley.edge.httpjson;

import org.jspecify.annotations.NullMarked;
