@NullMarked
package dev.parley.task.checkpoint;

import org.jspecify.annotations.NullMarked;
