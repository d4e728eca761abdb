@NullMarked
package dev.parley.task.export.redis;

import org.jspecify.annotations.NullMarked;
