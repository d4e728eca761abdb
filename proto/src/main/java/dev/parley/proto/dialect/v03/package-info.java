/** A2A 0.3 and 0.2. */
@NullMarked
package dev.parley.proto.dialect.v03;

import org.jspecify.annotations.NullMarked;
