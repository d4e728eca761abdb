/** One task as a file: written from its journal, read into another one's. */
@NullMarked
package dev.parley.task.taskfile;

import org.jspecify.annotations.NullMarked;
