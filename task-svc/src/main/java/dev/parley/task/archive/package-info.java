/** Days of tasks as files: written before a day is dropped, read by whoever needs one of its tasks again. */
@NullMarked
package dev.parley.task.archive;

import org.jspecify.annotations.NullMarked;
