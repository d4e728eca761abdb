@NullMarked
package dev.parley.task.taskfile;

import org.jspecify.annotations.NullMarked;
