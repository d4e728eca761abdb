/** The rules of a task: its states, its fold, and how a snapshot becomes events. */
@NullMarked
package dev.parley.task.lifecycle;

import org.jspecify.annotations.NullMarked;
