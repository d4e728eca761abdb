/** What was done is done again: a task that has ended is made anew from one of its messages. */
@NullMarked
package dev.parley.task.replay;

import org.jspecify.annotations.NullMarked;
