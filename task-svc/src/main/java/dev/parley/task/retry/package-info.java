/** When something that failed is tried again, and how often at most. */
@NullMarked
package dev.parley.task.retry;

import org.jspecify.annotations.NullMarked;
