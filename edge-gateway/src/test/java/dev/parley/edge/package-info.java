/** The edge over real HTTP, with small services of this folder's own behind real in-process gRPC. */
@NullMarked
package dev.parley.edge;

import org.jspecify.annotations.NullMarked;
