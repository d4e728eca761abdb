/** What the mesh does with several times the messages that it can handle. */
@NullMarked
package dev.parley.bench.overload;

import org.jspecify.annotations.NullMarked;
