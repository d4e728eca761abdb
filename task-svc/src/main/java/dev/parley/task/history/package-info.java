/** What happened to a task, from its acceptance to its end, for who wants to understand it. */
@NullMarked
package dev.parley.task.history;

import org.jspecify.annotations.NullMarked;
