@NullMarked
package dev.parley.task.retry;

import org.jspecify.annotations.NullMarked;
