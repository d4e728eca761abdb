/** Times of Java as protobuf has them. */
@NullMarked
package dev.parley.proto.time;

import org.jspecify.annotations.NullMarked;
