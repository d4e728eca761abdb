/** Events to Redis Streams. */
@NullMarked
package dev.parley.task.export.redis;

import org.jspecify.annotations.NullMarked;
